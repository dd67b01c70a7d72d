import { describe, expect, it } from 'vitest'
import { createMicroBatches } from '../../../../src/core/flow/micro-batches.js'

/** Batches whose work is finished by hand. */
function byHand({ size, atOnce }: { size: number; atOnce: number }) {
  const begun: { items: readonly number[]; finish: () => void; fail: (error: Error) => void }[] = []
  const batches = createMicroBatches<number, string>({
    size,
    atOnce,
    work: (items) =>
      new Promise((resolve, reject) => {
        begun.push({ items, finish: () => resolve(items.map((item) => `done ${item}`)), fail: reject })
      }),
  })
  return { batches, begun }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('micro-batches', () => {
  it('take what comes together, and then what waits, as large as they may be', async () => {
    const { batches, begun } = byHand({ size: 3, atOnce: 1 })
    const first = [1, 2].map((item) => batches.run(item))
    await turn()
    const others = [3, 4, 5, 6].map((item) => batches.run(item))
    await turn()
    expect(begun.map(({ items }) => items)).toEqual([[1, 2]])
    begun[0]?.finish()
    expect(await Promise.all(first)).toEqual(['done 1', 'done 2'])
    await turn()
    begun[1]?.finish()
    await Promise.all(others.slice(0, 3))
    await turn()
    expect(begun.map(({ items }) => items)).toEqual([[1, 2], [3, 4, 5], [6]])
    begun[2]?.finish()
    expect(await others[3]).toBe('done 6')
  })

  it('run side by side, so many at once', async () => {
    const { batches, begun } = byHand({ size: 1, atOnce: 2 })
    const all = [1, 2, 3].map((item) => batches.run(item))
    await turn()
    expect(begun).toHaveLength(2)
    begun[1]?.finish()
    await all[1]
    await turn()
    expect(begun).toHaveLength(3)
  })

  it('fail those that were in one, and go on', async () => {
    const { batches, begun } = byHand({ size: 2, atOnce: 1 })
    const all = [1, 2, 3].map((item) => batches.run(item))
    const failed = [all[0], all[1]].map((one) => expect(one).rejects.toThrow('no room'))
    await turn()
    begun[0]?.fail(new Error('no room'))
    await Promise.all(failed)
    await turn()
    begun[1]?.finish()
    expect(await all[2]).toBe('done 3')
  })
})
