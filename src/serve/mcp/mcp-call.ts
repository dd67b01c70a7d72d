import type { CallToolResult, InputRequiredResult, ServerContext } from '@modelcontextprotocol/server'
import type { RunEventBody } from '../../agent/events.js'
import { createProgressTeller } from '../runs/say-progress.js'
import { type PlaceInUse, withPlace } from '../runs/with-place.js'
import type { Services } from '../services.js'
import type { McpCaller } from './mcp-files.js'
import { failedResult } from './mcp-result.js'

/** What a call gives: its result, or what the client is to ask its user first. */
export type ToolReply = CallToolResult | InputRequiredResult

/** Works on a call in a place among the runs. What fails is told to the model that called, not to the protocol. */
export function answering(
  { services, caller }: { services: Services; caller: McpCaller },
  { mcpReq }: ServerContext,
  work: (place: PlaceInUse) => Promise<ToolReply>,
): Promise<ToolReply> {
  const requester = { owner: caller.owner, signals: [mcpReq.signal, caller.signal] }
  return caught(services, () => withPlace(services, requester, work))
}

/** The same for a call that needs no place. */
export async function caught(services: Services, work: () => Promise<ToolReply>): Promise<ToolReply> {
  try {
    return await work()
  } catch (thrown) {
    return failedResult(thrown, services)
  }
}

/** Tells a client of each event that is worth a line: without news, clients give up after a minute. */
export function progressTo({ mcpReq }: ServerContext): (event: RunEventBody) => void {
  const progressToken = mcpReq._meta?.progressToken
  const lineOf = createProgressTeller()
  let progress = 0
  return (event) => {
    const message = lineOf(event)?.trim()
    if (progressToken === undefined || message === undefined) return
    progress += 1
    // A client that has gone hears nothing; the call ends by its signal.
    mcpReq
      .notify({ method: 'notifications/progress', params: { progressToken, progress, message } })
      .catch(() => {})
  }
}

/** Whether a tool's input may be sent to another machine, as far as profile and catalogue say. */
export function mayLeave({ agent }: Services, id: string): boolean {
  const { profile, catalog, registry } = agent.parts
  if (registry.get(id)?.run) return true
  if (profile.privacy === 'local') return false
  return catalog
    .candidates(id)
    .some(({ backend }) => backend !== 'local' && profile.backends.includes(backend))
}
