import {
  acceptedContent,
  type InputRequiredResult,
  inputRequired,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { ApprovalRequest } from '../../agent/approval/approval.js'
import type { Run, RunResult } from '../../agent/run.js'
import { parseJson } from '../../core/json.js'
import { renderPlan } from '../../plan/render-plan.js'
import { formatUsd } from '../../spending/price.js'
import { badRequest, notFound } from '../http/api-error.js'
import type { Services } from '../services.js'
import { progressTo } from './mcp-call.js'

/** Whether the client says that it can ask its user something in the middle of a call. */
export const canElicit = ({ server }: McpServer): boolean =>
  server.getClientCapabilities()?.elicitation !== undefined

/** What travels through the client while it asks. The signature is this server's, for this run and this plan. */
const stateSchema = z.strictObject({ run: z.string(), hash: z.string(), signature: z.string() })
const answerSchema = z.object({ run: z.boolean().describe('Whether the plan may run.') })

/** Follows a run to its end, or to a plan that waits: then this is what the client is to ask. */
export async function followRun(
  run: Run,
  {
    services,
    context,
    decided,
  }: { services: Services; context: ServerContext; decided?: string | undefined },
): Promise<RunResult | InputRequiredResult> {
  const tell = progressTo(context)
  // What came before the decision was told before.
  let isNew = decided === undefined
  for await (const event of run) {
    if (isNew) tell(event)
    if (event.type !== 'approval-requested') continue
    if (event.request.hash === decided) {
      isNew = true
      continue
    }
    if (!isNew) continue
    const { runId, hash } = event.request
    const state = { run: runId, hash, signature: services.approvals.sign(event.request) }
    return inputRequired({
      inputRequests: {
        approval: inputRequired.elicit({
          message: describeRequest(event.request),
          requestedSchema: answerSchema,
        }),
      },
      requestState: JSON.stringify(state),
    })
  }
  return run.result
}

/**
 * The run that the client's user has decided about, once the decision is taken; undefined where the call comes without one.
 * Anything but a clear yes is a no.
 *
 * @throws ApiError for what is no state of ours, and as `Approvals.decide` does
 */
export async function takeDecision(
  { mcpReq }: ServerContext,
  { services, owner }: { services: Services; owner: string },
): Promise<{ run: Run; hash: string } | undefined> {
  const sent = mcpReq.requestState<unknown>()
  if (sent === undefined) return undefined
  const parsed = stateSchema.safeParse(typeof sent === 'string' ? parseJson(sent) : sent)
  if (!parsed.success) throw badRequest('The state of the request is not of this server.')
  const { run: id, hash, signature } = parsed.data
  const kept = await services.runs.get(owner, id)
  if (!kept) throw notFound('There is no such run. Runs are kept for a while only.')
  const answer = acceptedContent(mcpReq.inputResponses, 'approval', answerSchema)
  const decision = answer?.run === true ? 'approve' : 'decline'
  await services.approvals.decide(id, { decision, hash, signature })
  return { run: kept.run, hash }
}

function describeRequest({ plan, reasons, forecast }: ApprovalRequest): string {
  const leaving = Object.keys(forecast.leaving)
  return [
    'Run this plan?',
    ...reasons,
    renderPlan(plan),
    leaving.length === 0
      ? 'No file leaves the machine of the server.'
      : `Leaves the machine of the server: ${leaving.join(', ')}.`,
    `Estimated cost: ${formatUsd(forecast.costUsd)}.`,
  ].join('\n')
}
