import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createConcurrencyGate } from '../../../../src/core/concurrency-gate.js'

const idle = new AbortController().signal

/** Work that ends when told. */
function held() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { work: () => ended, end }
}

describe('the gate of a provider', () => {
  it('never lets more than its limit through, and in the end everybody', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ ticks: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() }), {
          maxLength: 20,
        }),
        async (limit, calls) => {
          const gate = createConcurrencyGate(limit)
          let [running, most] = [0, 0]
          const outcomes = await Promise.allSettled(
            calls.map(({ ticks, fails }) =>
              gate.run(
                'key',
                async () => {
                  running += 1
                  most = Math.max(most, running)
                  for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve()
                  running -= 1
                  if (fails) throw new Error('failed')
                },
                { signal: idle, onWait: () => {} },
              ),
            ),
          )
          expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(calls.map(({ fails }) => fails))
          expect(most).toBe(Math.min(limit, calls.length))
        },
      ),
    )
  })

  it('keeps the calls of one key from waiting for those of another', async () => {
    const gate = createConcurrencyGate(1)
    const slow = held()
    const first = gate.run('a', slow.work, { signal: idle, onWait: () => {} })
    const waits: string[] = []
    await gate.run('b', async () => {}, { signal: idle, onWait: () => waits.push('b') })
    expect(waits).toEqual([])
    slow.end()
    await first
  })

  it('lets a call that is told to stop leave the line, and those behind it keep their places', async () => {
    const gate = createConcurrencyGate(1)
    const slow = held()
    const first = gate.run('key', slow.work, { signal: idle, onWait: () => {} })
    const controller = new AbortController()
    const waits: number[] = []
    const second = gate.run('key', async () => 2, { signal: controller.signal, onWait: () => waits.push(2) })
    const third = gate.run('key', async () => 3, { signal: idle, onWait: () => waits.push(3) })
    expect(waits).toEqual([2, 3])
    controller.abort()
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' })
    slow.end()
    await first
    expect(await third).toBe(3)
  })
})
