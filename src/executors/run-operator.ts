import { SwitchyardError } from '../core/errors.js'
import type { AnyTool } from '../tools/tool.js'
import { callOwnTool } from './call-own-tool.js'
import { type EndedCall, failedCall } from './call-step.js'

/** Runs a list operator here: it needs neither a model nor another machine, and is not worth remembering. Never rejects. */
export async function runOperator(
  operator: AnyTool,
  {
    input,
    signal,
    index,
  }: { input: Record<string, unknown>; signal: AbortSignal; index?: number | undefined },
): Promise<EndedCall> {
  const result = await callOwnTool(operator, input, signal)
  if (!result.ok) {
    const { code, message } = result.error
    const error = new SwitchyardError(code, `${operator.id}: ${message}`)
    return failedCall({ error, index })
  }
  const output = result.value
  const summary: string = operator.describe(output, input)
  const place = index === undefined ? {} : { index }
  return {
    record: { ...place, status: 'done', attempts: [], cacheHit: false, durationMs: 0 },
    output,
    summary,
  }
}
