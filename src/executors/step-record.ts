import type { ErrorInfo } from '../core/errors.js'
import type { Route } from '../routing/route.js'
import type { Attempt } from '../spending/usage.js'
import { describeFallback } from './fallback.js'
import type { StepReport } from './step-report.js'

/** One call of a step's tool: the only one, or one item of a mapped step. */
export interface CallRecord {
  /** Place in the list a mapped step goes through. */
  index?: number | undefined
  status: 'done' | 'failed' | 'skipped' | 'cancelled'
  /** Why this model; absent for users' own tools and for calls that never got that far. */
  route?: Route | undefined
  attempts: Attempt[]
  key?: string | undefined
  cacheHit: boolean
  durationMs: number
  error?: ErrorInfo | undefined
}

/**
 * How a step ended, for the run record: the report and how it came about.
 *
 * A mapped step's `output` is the list of its items' outputs, in order, with null for items that did not succeed. It
 * is `done` when at least one item succeeded or the list was empty; `error` then says which ones did not. Whatever
 * was finished is kept, also in a step that failed or was cancelled.
 */
export interface StepRecord extends StepReport {
  /** One for a plain step, one an item for a mapped one, none for a step that never started. */
  calls: CallRecord[]
  /** Whether nothing had to be computed. */
  cacheHit: boolean
  /** Milliseconds since the steps began to run. */
  startedMs: number
  durationMs: number
}

/** Why a step did not run, or not to its end. */
export type StoppedStep =
  | { status: 'skipped' | 'cancelled'; error: ErrorInfo }
  | { status: 'not-needed'; reason: string }

/** What is known of a step when it ends. */
export interface EndedStep {
  id: string
  tool: string
  subject: string
  /** Whether it goes through a list. */
  mapped: boolean
  /** In the order of the list; undefined for items that have not ended. */
  calls: readonly (EndedCall | undefined)[]
  /** Set when the step ends as a whole, whatever its calls did: it was skipped, cancelled or not needed. */
  stopped?: StoppedStep | undefined
  startedMs: number
  durationMs: number
}

/** Puts a step's record together. */
export function recordStep(ended: EndedStep): StepRecord {
  const { id, tool, subject, mapped, stopped, startedMs, durationMs } = ended
  const calls = ended.calls.flatMap((call) => call?.record ?? [])
  return {
    id,
    tool,
    subject,
    ...(mapped ? listOutcome(ended) : callOutcome(ended.calls[0])),
    ...stopped,
    ...provenance(tool, calls),
    calls,
    cacheHit: calls.length > 0 && calls.every(({ cacheHit }) => cacheHit),
    startedMs,
    durationMs,
  }
}

/** How the step came to run elsewhere than on the first in line; of a mapped step, for the first item that did. */
function provenance(tool: string, calls: readonly CallRecord[]): Pick<StepReport, 'provenance'> {
  const notes = calls.flatMap(
    ({ route, attempts }) => (route && describeFallback(tool, route, attempts)) ?? [],
  )
  const [first] = notes
  if (first === undefined) return {}
  return {
    provenance: calls.length === 1 ? first : `${first} (so for ${notes.length} of ${calls.length} items)`,
  }
}

type Outcome = Pick<StepReport, 'status' | 'output' | 'summary' | 'error'>

function callOutcome(call: EndedCall | undefined): Outcome {
  if (!call) return { status: 'cancelled' }
  const { record, output, summary } = call
  return {
    status: record.status,
    output,
    summary,
    error: record.error,
  }
}

function listOutcome({ calls }: EndedStep): Outcome {
  if (calls.length === 0) return { status: 'done', output: [], summary: 'Nothing to do: the list is empty.' }
  const failed = calls.flatMap((call, index) => (call?.output ? [] : [{ index, error: call?.record.error }]))
  const lines = calls.map((call, index) => {
    const words = call?.summary ?? (call?.record.error ? `failed: ${call.record.error.message}` : 'not done')
    return `${index + 1}. ${words}`
  })
  return {
    status: failed.length < calls.length ? 'done' : 'failed',
    output: calls.map((call) => call?.output ?? null),
    summary: lines.join('\n'),
    error: failed.length > 0 ? listError(failed, calls.length) : undefined,
  }
}

const shownItems = 3

function listError(
  failed: readonly { index: number; error: ErrorInfo | undefined }[],
  total: number,
): ErrorInfo {
  const first = failed.find(({ error }) => error)?.error
  const shown = failed
    .slice(0, shownItems)
    .map(({ index, error }) => `item ${index + 1}: ${error?.message ?? 'not done'}`)
  const more = failed.length > shownItems ? ` And ${failed.length - shownItems} more.` : ''
  return {
    code: first?.code ?? 'INTERNAL',
    message: `${failed.length} of ${total} items failed. ${shown.join(' ')}${more}`,
    retryable: failed.some(({ error }) => error?.retryable),
    details: { items: failed.slice(0, 100).map(({ index }) => index) },
  }
}

/** A call that has ended, with what it gave. */
export interface EndedCall {
  record: CallRecord
  output?: Record<string, unknown> | undefined
  /** The output in words. */
  summary?: string | undefined
}
