import { type AuthInfo, createMcpHandler } from '@modelcontextprotocol/server'
import type { Hono } from 'hono'
import { requireScope } from '../access/key-ring.js'
import { badRequest } from '../http/api-error.js'
import { parseJson } from '../http/parse-json.js'
import { useBody } from '../http/read-body.js'
import { jsonLimits, type ServerEnv, type Services } from '../services.js'
import { createMcpServer } from './create-mcp-server.js'
import type { McpCaller } from './mcp-files.js'

/** The Model Context Protocol over HTTP, for clients of the old and of the new generation; it keeps no sessions. */
export function addMcpRoute(app: Hono<ServerEnv>, services: Services): void {
  const handler = createMcpHandler(({ authInfo }) => createMcpServer(services, callerOf(authInfo)), {
    keepAliveMs: services.settings.pingMs,
    maxRequestBodySize: services.settings.maxJsonBytes,
  })
  app.all('/mcp', async (c) => {
    const access = c.get('access')
    requireScope(access, 'run')
    const extra = { signal: access.signal }
    const authInfo = { token: '', clientId: access.owner, scopes: [...access.scopes], extra }
    if (c.req.method !== 'POST') return handler.fetch(c.req.raw, { authInfo })
    const parsedBody = await useBody(c.req.raw, jsonLimits(services), (body) =>
      parseJson(body.toString('utf8')),
    )
    if (typeof parsedBody !== 'object') throw badRequest('The body is no JSON-RPC message.')
    return handler.fetch(c.req.raw, { authInfo, parsedBody })
  })
}

/** Over a network nobody names files of this machine. */
function callerOf(authInfo: AuthInfo | undefined): McpCaller {
  const signal = authInfo?.extra?.signal
  return {
    owner: authInfo?.clientId ?? 'nobody',
    folders: undefined,
    signal: signal instanceof AbortSignal ? signal : undefined,
  }
}
