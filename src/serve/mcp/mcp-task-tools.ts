import type { McpServer } from '@modelcontextprotocol/server'
import { allowsTool } from '../../routing/allows-tool.js'
import { callTool } from '../runs/call-tool.js'
import { collectMedia } from '../runs/made-media.js'
import type { Services } from '../services.js'
import { answering, mayLeave, progressTo } from './mcp-call.js'
import { argumentsSchema, type McpCaller, toToolInput } from './mcp-files.js'
import { foundResult } from './mcp-result.js'

/** One tool for each task that has a model here, in the order of their ids. */
export function addTaskTools(server: McpServer, services: Services, caller: McpCaller): void {
  const { registry, catalog, profile } = services.agent.parts
  for (const tool of registry.list()) {
    if (!allowsTool(tool, { catalog, profile })) continue
    server.registerTool(
      tool.id,
      {
        description: tool.description,
        inputSchema: argumentsSchema(tool, caller),
        annotations: { readOnlyHint: true, openWorldHint: mayLeave(services, tool.id) },
      },
      (given, context) =>
        answering({ services, caller }, context, async ({ signal, leave }) => {
          const input = await toToolInput(tool, given, { services, caller, signal })
          const tell = progressTo(context)
          const call = { owner: caller.owner, tool: tool.id, input, signal, emit: tell }
          const { output, summary } = await callTool(services, call)
          leave()
          const made = collectMedia(output, new Set(collectMedia(input).map(({ digest }) => digest)))
          return foundResult({ services, owner: caller.owner }, { text: summary, made, structured: output })
        }),
    )
  }
}
