import type { Clock } from '../core/clock.js'
import { type SwitchyardError, toSwitchyardError } from '../core/errors.js'
import { mediaIn } from '../media/media-in.js'
import { renderText } from '../plan/render-text.js'
import type { Spending } from '../spending/spending.js'
import type { Attempt } from '../spending/usage.js'
import type { AnyTool } from '../tools/tool.js'
import type { Executor, ReadyStep } from './executor.js'
import type { StepEvent } from './step-events.js'
import type { EndedCall } from './step-record.js'

/** Has the executor make one call, and writes down how it went. Never rejects. */
export async function callStep(options: {
  ready: ReadyStep
  tool: AnyTool
  executor: Executor
  signal: AbortSignal
  emit: (event: StepEvent) => void
  spending?: Spending | undefined
  clock: Clock
}): Promise<EndedCall> {
  const { ready, tool, executor, signal, emit, spending, clock } = options
  const { index } = ready
  const startedAt = clock.now()
  try {
    const result = await executor.execute(ready, { signal, emit, spending })
    const durationMs = clock.now() - startedAt
    if (!result.ok) return failedCall({ ...result.error, index, durationMs })
    const { output, route, key, cacheHit, attempts } = result.value
    return {
      record: {
        index,
        status: 'done',
        route,
        attempts,
        key,
        cacheHit,
        durationMs,
      },
      output,
      summary: ofPage(ready.input, inWords(tool, output, ready.input)),
    }
  } catch (thrown) {
    return failedCall({ error: toSwitchyardError(thrown), index, durationMs: clock.now() - startedAt })
  }
}

/** The record of a call that gave nothing, or was never made. */
export function failedCall(failure: {
  error: SwitchyardError
  attempts?: Attempt[] | undefined
  index?: number | undefined
  durationMs?: number | undefined
}): EndedCall {
  const { error, attempts = [], index, durationMs = 0 } = failure
  const status =
    error.code === 'CANCELLED' ? 'cancelled' : error.code === 'STEP_SKIPPED' ? 'skipped' : 'failed'
  return {
    record: {
      index,
      status,
      attempts,
      cacheHit: false,
      durationMs,
      error: error.toInfo(),
    },
  }
}

/** With the page of a document that the words are about. */
function ofPage(input: Record<string, unknown>, words: string): string {
  const pages = new Set(mediaIn(input).map(({ facts }) => facts.page))
  const [page] = pages
  return page !== undefined && pages.size === 1 ? `Page ${page}: ${words}` : words
}

/** The tool's own words; a tool that can't describe its result, or not in words, must not lose it. */
function inWords(tool: AnyTool, output: Record<string, unknown>, input: Record<string, unknown>): string {
  try {
    const words: unknown = tool.describe(output, input)
    if (typeof words === 'string') return words
  } catch {
    // What came out is said plainly instead.
  }
  return renderText(output, (media) => media.name ?? media.mimeType)
}
