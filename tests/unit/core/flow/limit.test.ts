import { setMaxListeners } from 'node:events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimit } from '../../../../src/core/flow/limit.js'

const idle = new AbortController().signal
setMaxListeners(0, idle)

/** Work that ends when told. */
function held() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { work: () => ended, end }
}

describe('a limit', () => {
  it('never lets more than its limit through, and in the end everybody', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ ticks: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() }), {
          maxLength: 20,
        }),
        async (most, calls) => {
          const limit = createLimit(most)
          let [running, atOnce] = [0, 0]
          const outcomes = await Promise.allSettled(
            calls.map(({ ticks, fails }) =>
              limit.run(
                async () => {
                  running += 1
                  atOnce = Math.max(atOnce, running)
                  for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve()
                  running -= 1
                  if (fails) throw new Error('failed')
                },
                { signal: idle },
              ),
            ),
          )
          expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(calls.map(({ fails }) => fails))
          expect(atOnce).toBe(Math.min(most, calls.length))
        },
      ),
    )
  })

  it('lets a call that is told to stop leave the line, and those behind it keep their places', async () => {
    const limit = createLimit(1)
    const slow = held()
    const first = limit.run(slow.work, { signal: idle })
    const controller = new AbortController()
    const waits: number[] = []
    const second = limit.run(async () => 2, { signal: controller.signal, onWait: () => waits.push(2) })
    const third = limit.run(async () => 3, { signal: idle, onWait: () => waits.push(3) })
    expect(waits).toEqual([2, 3])
    controller.abort()
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' })
    slow.end()
    await first
    expect(await third).toBe(3)
  })
})
