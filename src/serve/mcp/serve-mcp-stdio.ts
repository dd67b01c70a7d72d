import { once } from 'node:events'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import type { Agent } from '../../agent/agent.js'
import { openServices } from '../open-services.js'
import { createMcpServer } from './create-mcp-server.js'

export interface McpStdioOptions {
  /** Folders whose files the client may name by path; relative paths start at the first. */
  folders: readonly string[]
  /** Stops it. */
  signal: AbortSignal
}

/** Serves an agent to the program that started this process, over standard input and output, until that ends. */
export async function serveMcpStdio(agent: Agent, { folders, signal }: McpStdioOptions): Promise<void> {
  const stopping = new AbortController()
  const services = await openServices(agent, {}, { stopping: stopping.signal })
  const handle = serveStdio(() => createMcpServer(services, { owner: 'local', folders }))
  const stop = new AbortController()
  const ended = once(process.stdin, 'close', { signal: stop.signal }).catch(() => undefined)
  const onAbort = () => stop.abort()
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) stop.abort()
  await ended
  signal.removeEventListener('abort', onAbort)
  stopping.abort()
  await handle.close()
  await services.close()
}
