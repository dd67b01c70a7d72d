import { describe, expect, it } from 'vitest'
import { takeOwnTurn } from '../../../../src/core/flow/take-own-turn.js'

describe('Many who ask for a turn at once', () => {
  it('each get one of their own, in their order, with turns of others in between', async () => {
    const seen: string[] = []
    const asked = Array.from({ length: 3 }, async (_, n) => {
      await takeOwnTurn()
      seen.push(`begin ${n}`)
      await null
      seen.push(`end ${n}`)
    })
    let over = false
    const others = () => {
      seen.push('another')
      if (!over) setImmediate(others)
    }
    setImmediate(others)
    await Promise.all(asked)
    over = true
    expect(seen.filter((one) => one !== 'another')).toEqual(
      [0, 1, 2].flatMap((n) => [`begin ${n}`, `end ${n}`]),
    )
    for (const n of [1, 2]) expect(seen[seen.indexOf(`begin ${n}`) - 1]).toBe('another')
  })

  it('get one also when all who asked before have had theirs', async () => {
    await takeOwnTurn()
    await takeOwnTurn()
    await Promise.all([takeOwnTurn(), takeOwnTurn()])
  })
})
