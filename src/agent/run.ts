import { randomUUID } from 'node:crypto'
import type { AnswerEvidence } from '../answer/evidence.js'
import { withLinkedSignals } from '../core/abort.js'
import { cancelledError, SwitchyardError, toSwitchyardError } from '../core/errors.js'
import type { StepRecord } from '../executors/run-plan.js'
import type { Media } from '../media/media.js'
import type { Plan } from '../plan/plan.js'
import type { Planned } from '../plan/planned.js'
import type { RunUsage } from '../spending/usage.js'
import type { RunEvent, RunEventBody, RunStatus } from './events.js'
import type { RunOutput } from './outputs.js'

/** The run record: everything a run did and why. What `--trace` writes. Plain JSON where it is written or sent. */
export interface RunResult {
  runId: string
  status: RunStatus
  /** What was asked. */
  text: string
  answer: string
  /** What the answer rests on, for each step that it names: boxes in pictures, seconds of recordings, passages. */
  evidence: AnswerEvidence[]
  /** What was attached, by the names that plans use: `image1`. In a chat, that of earlier requests too. */
  media: Readonly<Record<string, Media>>
  /** The plan whose steps ran; after a re-plan, the steps of both that count. */
  plan: Plan
  /** Every plan that was made, in order, with who made it and why. */
  planned: Planned[]
  /** One record a step: status, result, route with its reasons, attempts, timings, cache hits. */
  steps: StepRecord[]
  /** Steps of a first plan that did not succeed, where another plan was made for them. */
  replaced?: StepRecord[] | undefined
  /** Pictures, recordings and other files that it made, in the order of the steps. */
  outputs: RunOutput[]
  /** What it used: tokens, calls, seconds, and an estimate of what that costs. */
  usage: RunUsage
  /** From the start of the run to its answer, milliseconds. */
  durationMs: number
}

/**
 * A request being answered. Iterate it for events (from the first, however late you start), await `result` for the
 * outcome, or both. `result` rejects with a `SwitchyardError` when there is no answer at all.
 */
export interface Run extends AsyncIterable<RunEvent> {
  /** A UUID. Events, traces and results carry it. */
  readonly id: string
  /** The run record. It resolves also when steps failed, and rejects when there is no answer at all. */
  readonly result: Promise<RunResult>
  /** Stops everything; `result` rejects with `CANCELLED`. Does nothing once there is an answer. */
  cancel(): void
}

/** Starts `work` and wraps it into a `Run`: ids, clock, events kept for every reader, cancellation. */
export function startRun(
  work: (context: {
    runId: string
    signal: AbortSignal
    emit: (event: RunEventBody) => void
  }) => Promise<RunResult>,
  { signals = [] }: { signals?: readonly (AbortSignal | undefined)[] } = {},
): Run {
  const runId = randomUUID()
  const startedAt = performance.now()
  const controller = new AbortController()
  const { signal } = controller
  const events: RunEvent[] = []
  let wake: (() => void)[] = []
  let over = false

  const emit = (event: RunEventBody): void => {
    events.push({ ...event, runId, atMs: performance.now() - startedAt })
    const waiting = wake
    wake = []
    for (const resume of waiting) resume()
  }

  const result = (async () => {
    try {
      const finished = await withLinkedSignals(signals, () => work({ runId, signal, emit }), controller)
      over = true
      emit({ type: 'run-finished', status: finished.status })
      return finished
    } catch (thrown) {
      const error: SwitchyardError = signal.aborted ? cancelledError(signal) : toSwitchyardError(thrown)
      over = true
      emit({ type: 'run-failed', error: error.toInfo() })
      throw error
    }
  })()
  // A caller who only reads events learns of a failure from `run-failed`; Node must not end the process for it.
  result.catch(() => {})

  return {
    id: runId,
    result,
    cancel: () => controller.abort(new SwitchyardError('CANCELLED', 'Cancelled.')),
    async *[Symbol.asyncIterator]() {
      for (let next = 0; ; next++) {
        while (next >= events.length && !over) await new Promise<void>((resolve) => wake.push(resolve))
        const event = events[next]
        if (!event) return
        yield event
      }
    },
  }
}
