import { describe, expect, it } from 'vitest'
import { coalesce } from '../../../../src/queue/redis/coalesce.js'

describe('Calls made in one turn of the event loop', () => {
  it('are answered together, each with its own result, also when made after others were answered', async () => {
    const calls: (readonly number[])[] = []
    const double = coalesce(async (items: readonly number[]) => {
      calls.push(items)
      return items.map((item) => 2 * item)
    })
    expect(await Promise.all([double(1), Promise.resolve().then(() => double(2)), double(3)])).toEqual([
      2, 4, 6,
    ])
    expect(await double(4)).toBe(8)
    expect(calls.map((items) => [...items].sort())).toEqual([[1, 2, 3], [4]])
  })

  it('fail together, and leave later ones alone', async () => {
    let broken = true
    const call = coalesce(async (items: readonly number[]) => {
      if (broken) throw new Error('Redis refuses.')
      return items
    })
    const outcomes = await Promise.allSettled([call(1), call(2)])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    broken = false
    expect(await call(3)).toBe(3)
  })

  it('are split where they are too many for one', async () => {
    const sizes: number[] = []
    const call = coalesce(async (items: readonly number[]) => {
      sizes.push(items.length)
      return items
    })
    const numbers = Array.from({ length: 70 }, (_, n) => n)
    expect(await Promise.all(numbers.map(call))).toEqual(numbers)
    expect(sizes).toEqual([32, 32, 6])
  })

  it('are handed on one answer after the other, so that what some lead to is asked before the next are looked at', async () => {
    const happened: string[] = []
    const ask = coalesce(async (items: readonly number[]) => items)
    const askMore = coalesce(async (items: readonly number[]) => {
      happened.push(`asked for ${items.length} more`)
      return items
    })
    const numbers = Array.from({ length: 64 }, (_, n) => n)
    await Promise.all(
      numbers.map(async (n) => {
        await ask(n)
        happened.push('answered')
        await askMore(n)
      }),
    )
    expect(happened.indexOf('asked for 32 more')).toBe(32)
  })
})
