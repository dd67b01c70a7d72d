import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTurns } from '../../../../src/queue/worker/turns.js'

describe('Turns', () => {
  it('have nothing beside what runs alone, and end all in whatever order things come and fail', async () => {
    const kind = fc.constantFrom('shared' as const, 'alone' as const)
    const work = fc.record({ kind, ticks: fc.nat(5), fails: fc.boolean(), after: fc.nat(3) })
    await fc.assert(
      fc.asyncProperty(fc.array(work, { maxLength: 20 }), async (all) => {
        const turns = createTurns()
        const running: string[] = []
        const started: number[] = []
        const ends: Promise<unknown>[] = []
        for (const [n, { kind, ticks, fails, after }] of all.entries()) {
          const end = turns[kind](async () => {
            started.push(n)
            running.push(kind)
            if (running.includes('alone')) expect(running).toEqual(['alone'])
            for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve()
            running.splice(running.indexOf(kind), 1)
            if (fails) throw new Error('Failed.')
            return n
          })
          ends.push(end.catch(({ message }) => message))
          for (let tick = 0; tick < after; tick += 1) await Promise.resolve()
        }
        expect(await Promise.all(ends)).toEqual(all.map(({ fails }, n) => (fails ? 'Failed.' : n)))
        expect(started).toEqual(all.map((_, n) => n))
      }),
    )
  })

  it('run what is shared side by side', async () => {
    const turns = createTurns()
    let second = () => {}
    const first = turns.shared(
      () =>
        new Promise<void>((resolve) => {
          second = resolve
        }),
    )
    await turns.shared(async () => second())
    await first
  })
})
