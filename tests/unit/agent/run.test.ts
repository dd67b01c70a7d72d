import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src/agent/events.js'
import { type RunResult, startRun } from '../../../src/agent/run.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import { isCollected } from '../../support/gc.js'
import { noUsage } from '../../support/usage.js'

const result = (runId: string): RunResult => ({
  runId,
  status: 'answered',
  text: 'q',
  answer: 'a',
  media: {},
  plan: { steps: [] },
  planned: [],
  steps: [],
  evidence: [],
  outputs: [],
  usage: noUsage,
  durationMs: 1,
})

async function typesOf(run: AsyncIterable<RunEvent>): Promise<string[]> {
  const types: string[] = []
  for await (const event of run) types.push(event.type)
  return types
}

describe('startRun', () => {
  it('gives every reader all events from the first, with one run id and rising times', async () => {
    const run = startRun(async ({ runId, emit }) => {
      emit({ type: 'run-started', text: 'q' })
      await Promise.resolve()
      emit({ type: 'answer-delta', text: 'a' })
      return result(runId)
    })
    const early = typesOf(run)
    await run.result
    const late: RunEvent[] = []
    for await (const event of run) late.push(event)
    expect(await early).toEqual(['run-started', 'answer-delta', 'run-finished'])
    expect(late.map(({ type }) => type)).toEqual(await early)
    expect(new Set(late.map(({ runId }) => runId))).toEqual(new Set([run.id]))
    expect(late.map(({ atMs }) => atMs)).toEqual([...late.map(({ atMs }) => atMs)].sort((a, b) => a - b))
  })

  it('rejects the result and ends the events with run-failed when the work fails', async () => {
    const run = startRun(async () => {
      throw new SwitchyardError('NO_ROUTE', 'nothing fits')
    })
    await expect(run.result).rejects.toMatchObject({ code: 'NO_ROUTE' })
    expect(await typesOf(run)).toEqual(['run-failed'])
  })

  it('does not end the process when nobody awaits a failed result', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    const run = startRun(async () => {
      throw new Error('x')
    })
    await typesOf(run)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })

  it.each(['cancel', 'signal'])('is cancelled through its %s', async (way) => {
    const outer = new AbortController()
    const run = startRun(
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
      { signals: [outer.signal] },
    )
    if (way === 'cancel') run.cancel()
    else outer.abort()
    await expect(run.result).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('leaves nothing behind on a signal that lives longer than the run', async () => {
    const server = new AbortController()
    const seen: WeakRef<AbortSignal>[] = []
    const { result: finished } = startRun(
      async ({ runId, signal }) => {
        signal.addEventListener('abort', () => {})
        seen.push(new WeakRef(signal))
        return result(runId)
      },
      { signals: [server.signal] },
    )
    await finished
    expect(await Promise.all(seen.map(isCollected))).toEqual([true])
    expect(getEventListeners(server.signal, 'abort')).toEqual([])
  })

  it('says that a controller is no signal', async () => {
    const wrong: object = { signals: [new AbortController()] }
    const run = startRun(async ({ runId }) => result(runId), wrong)
    await expect(run.result).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('AbortSignal'),
    })
  })
})
