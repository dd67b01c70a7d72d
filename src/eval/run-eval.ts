import { cancelledError, SwitchyardError, toSwitchyardError } from '../core/errors.js'
import type { Planner } from '../planner/planner.js'
import type { LlmMeter } from '../spending/llm-meter.js'
import { tokensOf } from '../spending/price.js'
import type { AnyTool } from '../tools/tool.js'
import type { EvalCase } from './eval-case.js'
import { hashRequest, type ResultRow, rowKey } from './result-row.js'

/** A planner or an agent that is measured. */
export interface Contestant {
  /** What the rows and tables call it: `rules`, `llm openai:qwen3:8b`. */
  label: string
  /** Makes a plan, or with answers a plan and an answer, of one request. Rejects only when the signal aborts. */
  take(one: EvalCase, options: { signal: AbortSignal }): Promise<Taken>
}
export type Taken = Omit<ResultRow, 'planner' | 'case' | 'asked'>

export interface RunEvalOptions {
  cases: readonly EvalCase[]
  contestants: readonly Contestant[]
  /** Ids of the tools that they plan with. */
  tools: readonly string[]
  /** Whether they answer as well. Default: false. */
  answers?: boolean | undefined
  /** Rows of an earlier run, which are not made again. */
  known?: readonly ResultRow[] | undefined
  /** Called with each new row before the next request is begun. */
  onRow?: ((row: ResultRow) => Promise<void> | void) | undefined
  signal: AbortSignal
}

/** Failures one after the other from which it follows that the rest would fail too. */
const mostFailures = 5

/**
 * Takes each request through each contestant, in order, one at a time, so that the seconds are those of one.
 *
 * @throws SwitchyardError the signal's own, or the failure that came five times one after the other
 */
export async function runEval({
  cases,
  contestants,
  tools,
  answers = false,
  known = [],
  onRow,
  signal,
}: RunEvalOptions): Promise<ResultRow[]> {
  const done = new Map(known.map((row) => [rowKey(row), row]))
  const rows: ResultRow[] = []
  for (const { label, take } of contestants) {
    let failures = 0
    for (const one of cases) {
      const key = { planner: label, case: one.id, asked: hashRequest(one, { tools, answers }) }
      const before = done.get(rowKey(key))
      if (before) {
        rows.push(before)
        continue
      }
      if (signal.aborted) throw cancelledError(signal)
      const taken = await take(one, { signal })
      if (signal.aborted) throw cancelledError(signal)
      failures = taken.error && taken.error.code !== 'INVALID_PLAN' ? failures + 1 : 0
      if (taken.error && failures === mostFailures)
        throw stopped(label, SwitchyardError.fromInfo(taken.error))
      const row = { ...key, ...taken }
      await onRow?.(row)
      rows.push(row)
    }
  }
  return rows
}

function stopped(label: string, { code, message, details }: SwitchyardError): SwitchyardError {
  return new SwitchyardError(code, `${label} failed ${mostFailures} times one after the other: ${message}`, {
    details,
  })
}

/** A planner that only plans: nothing is run. */
export function createPlanningContestant(
  label: string,
  { planner, tools }: { planner: Planner; tools: readonly AnyTool[] },
): Contestant {
  return {
    label,
    async take({ request, earlier = [], media }, { signal }) {
      const used = { llmCalls: 0, inputTokens: 0, outputTokens: 0 }
      const started = performance.now()
      const turns = earlier.map((text) => ({ text, answer: '' }))
      const planRequest = { text: request, media, history: { turns, steps: [] }, tools }
      try {
        const planned = await planner.plan(planRequest, { signal, meter: countingMeter(used) })
        const seconds = (performance.now() - started) / 1000
        if (!planned.ok) return { error: planned.error.toInfo(), notes: [], ...used, seconds }
        return { plan: planned.value.plan, notes: planned.value.notes, ...used, seconds }
      } catch (thrown) {
        if (signal.aborted) throw thrown
        const seconds = (performance.now() - started) / 1000
        return { error: toSwitchyardError(thrown).toInfo(), notes: [], ...used, seconds }
      }
    },
  }
}

/** Counts calls and tokens; what a server did not count is estimated. */
function countingMeter(used: { llmCalls: number; inputTokens: number; outputTokens: number }): LlmMeter {
  return {
    begin: ({ inputTokens }) => {
      used.llmCalls += 1
      return {
        end: (reply) => {
          used.inputTokens += reply?.usage?.inputTokens ?? inputTokens
          used.outputTokens += reply?.usage?.outputTokens ?? tokensOf(reply?.outputCharacters ?? 0)
        },
      }
    },
  }
}
