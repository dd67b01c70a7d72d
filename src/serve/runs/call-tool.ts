import { randomUUID } from 'node:crypto'
import type { Agent } from '../../agent/agent.js'
import { describeIssues } from '../../core/describe-issues.js'
import { runSpending } from '../../spending/run-spending.js'
import type { RunUsage } from '../../spending/usage.js'
import { ApiError, badRequest } from '../http/api-error.js'

/** Calls one tool with values as they are: no planner, no answer, and no text that is read as a reference. */
export async function callTool(
  { parts }: Agent,
  { tool: id, input, signal }: { tool: string; input: Record<string, unknown>; signal: AbortSignal },
): Promise<{ output: Record<string, unknown>; usage: RunUsage }> {
  const tool = parts.registry.get(id)
  if (!tool) throw new ApiError(`There is no tool "${id}" here.`, { status: 501, code: 'no_route' })
  const parsed = tool.input.safeParse(input)
  if (!parsed.success) throw badRequest(`${describeIssues(parsed.error)}.`)
  const spending = runSpending(parts, undefined)
  const called = await parts.executor.execute(
    { runId: randomUUID(), stepId: 's1', tool: id, input: parsed.data },
    { signal, spending, emit: () => {} },
  )
  if (!called.ok) throw called.error.error
  return { output: called.value.output, usage: spending.usage() }
}
