import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { Services } from '../services.js'
import { caught } from './mcp-call.js'
import type { McpCaller } from './mcp-files.js'
import { statusResult } from './mcp-result.js'

/** `run_status` and `cancel`, for runs that go on by themselves. */
export function addRunTools(server: McpServer, services: Services, caller: McpCaller): void {
  const inputSchema = z.object({ run_id: z.string().describe('The id that ask gave.') })
  const { owner } = caller
  server.registerTool(
    'run_status',
    {
      title: 'Status of a run',
      description: 'How a run goes that ask began in the background, and its answer when it has ended.',
      inputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ run_id }) => caught(services, () => statusResult({ services, owner }, run_id)),
  )
  server.registerTool(
    'cancel',
    {
      title: 'Cancel a run',
      description: 'Stops a run that ask began in the background.',
      inputSchema,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    ({ run_id }) =>
      caught(services, async () => {
        const kept = await services.runs.get(owner, run_id)
        kept?.run.cancel()
        await kept?.run.result.catch(() => undefined)
        return statusResult({ services, owner }, run_id)
      }),
  )
}
