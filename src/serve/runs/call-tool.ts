import { randomUUID } from 'node:crypto'
import { systemClock } from '../../core/clock.js'
import { describeIssues } from '../../core/describe-issues.js'
import { SwitchyardError } from '../../core/errors.js'
import { callStep } from '../../executors/call-step.js'
import type { StepEvent } from '../../executors/step-events.js'
import { createRunSpending } from '../../spending/run-spending.js'
import type { RunUsage } from '../../spending/usage.js'
import { ApiError, badRequest } from '../http/api-error.js'
import { budgetOf, type Services } from '../services.js'

export interface ToolCall {
  /** Who pays for it: the key's id, or `local`. */
  owner: string
  tool: string
  input: Record<string, unknown>
  signal: AbortSignal
  /** Told what happens meanwhile. Default: nobody is. */
  emit?: ((event: StepEvent) => void) | undefined
}

export interface ToolAnswer {
  output: Record<string, unknown>
  /** The output in words. */
  summary: string
  usage: RunUsage
}

/**
 * Calls one tool with values as they are: no planner, no answer, and no text that is read as a reference.
 *
 * @throws ApiError for a wrong input, SwitchyardError for a call that failed
 */
export async function callTool(services: Services, call: ToolCall): Promise<ToolAnswer> {
  const { parts } = services.agent
  const { signal, emit = () => {} } = call
  const tool = parts.registry.get(call.tool)
  if (!tool) throw new ApiError(`There is no tool "${call.tool}" here.`, { status: 501, code: 'no_route' })
  const parsed = tool.input.safeParse(call.input)
  if (!parsed.success) throw badRequest(`${describeIssues(parsed.error)}.`)
  const spending = createRunSpending(parts, budgetOf(services, call.owner))
  const ready = { runId: randomUUID(), stepId: 's1', tool: tool.id, input: parsed.data }
  const { executor } = parts
  const { record, output, summary } = await callStep({
    ...{ ready, tool, executor, signal, emit, spending },
    clock: systemClock,
  })
  services.metrics.countUsage(spending.usage())
  if (record.error) throw SwitchyardError.fromInfo(record.error)
  return { output: output ?? {}, summary: summary ?? '', usage: spending.usage() }
}
