import { readFile } from 'node:fs/promises'
import { McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server'
import { packageVersion } from '../../version.js'
import type { Services } from '../services.js'
import { addAgentTools } from './mcp-agent-tools.js'
import { digestOf, type McpCaller } from './mcp-files.js'
import { addRunTools } from './mcp-run-tools.js'
import { addTaskTools } from './mcp-task-tools.js'

/** The agent as tools of the Model Context Protocol: `ask`, `plan`, one tool a task, and runs that go on by themselves. */
export function createMcpServer(services: Services, caller: McpCaller): McpServer {
  const server = new McpServer({ name: 'switchyard', title: 'Switchyard', version: packageVersion })
  addAgentTools(server, services, caller)
  addRunTools(server, services, caller)
  addTaskTools(server, services, caller)
  server.registerResource(
    'media',
    new ResourceTemplate('switchyard://media/{digest}', { list: undefined }),
    { title: 'A file that a tool was given or has made' },
    async (uri) => {
      const found = await services.media.get(caller.owner, digestOf(uri.href)).catch(() => {
        throw new ResourceNotFoundError(uri.href)
      })
      const blob = (await readFile(found.path)).toString('base64')
      return { contents: [{ uri: uri.href, mimeType: found.media.mimeType, blob }] }
    },
  )
  return server
}
