import { once } from 'node:events'
import { createServer, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Agent } from '../agent/agent.js'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { takeOwnTurn } from '../core/flow/take-own-turn.js'
import { createService } from './create-service.js'
import { isLoopback } from './http/check-origin.js'
import { provideBody } from './http/read-body.js'
import { writeReply } from './http/write-reply.js'
import type { HandlerOptions } from './options.js'

/** Options of `serve`. */
export interface ServeAgentOptions extends HandlerOptions {
  /** The address to listen at. @default '127.0.0.1' */
  host?: string | undefined
  /** The port; 0 lets the system choose one. @default 8700 */
  port?: number | undefined
  /** Whether anybody who reaches another address than this machine's own may use it without a key. @default false */
  insecure?: boolean | undefined
}

/** A server that listens. */
export interface AgentServer {
  /** Where it is reached, such as `http://127.0.0.1:8700`. */
  readonly url: string
  readonly host: string
  readonly port: number
  /**
   * Stops: takes no more requests, lets what runs end, and cancels what is left after `drainMs`. The agent is not closed.
   * May be called again. @default drainMs 20,000
   */
  close(options?: { drainMs?: number | undefined }): Promise<void>
}

/** Longest time for the headers of a request, milliseconds. Bodies have limits of their own. */
const headersTimeoutMs = 20_000

/**
 * Serves an agent over HTTP, to clients of OpenAI's API and others.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when the address needs keys and there are none, or can't be listened at
 */
export async function serve(agent: Agent, options: ServeAgentOptions = {}): Promise<AgentServer> {
  const { host = '127.0.0.1', port = 8700, insecure = false, ...rest } = options
  if (!isLoopback(host) && rest.keyFile === undefined && !insecure)
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `Whoever reaches ${host} could use this server. Make a key with \`switchyard keys add\` and name its file with --key-file, or say --insecure if everybody may.`,
    )
  const service = await createService(agent, rest)
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      provideBody(request, incoming)
      // Requests that came together begin one after the other, with timers and input seen to in between.
      await takeOwnTurn()
      const reply = await service.app.fetch(request, { outgoing })
      const isWritten = outgoing instanceof ServerResponse && writeReply(reply, outgoing)
      return isWritten ? RESPONSE_ALREADY_SENT : reply
    },
    // What it replaces are the globals of the whole process, which are not ours to change.
    { overrideGlobalObjects: false },
  )
  const server = createServer(
    { headersTimeout: headersTimeoutMs, requestTimeout: 0, keepAliveTimeout: 65_000 },
    (incoming, outgoing) => {
      listener(incoming, outgoing).catch(() => outgoing.destroy())
    },
  )
  server.listen(port, host.replace(/^\[|\]$/g, ''))
  try {
    await once(server, 'listening')
  } catch (cause) {
    await service.close()
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `The server can't listen at ${host}, port ${port}: ${messageOf(cause)}. Choose another with --host or --port.`,
      { cause },
    )
  }
  const address = server.address()
  const actualPort = typeof address === 'object' && address ? address.port : port
  let closing: Promise<void> | undefined

  return {
    url: `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${actualPort}`,
    host,
    port: actualPort,
    close({ drainMs = 20_000 } = {}) {
      closing ??= (async () => {
        const closed = new Promise((resolve) => server.close(resolve))
        // Connections become idle one by one, as their replies end; what a client is still reading has the same time.
        const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
        const end = setTimeout(() => server.closeAllConnections(), drainMs + lingerMs)
        server.closeIdleConnections()
        await service.drain(drainMs)
        await service.close()
        await closed
        clearInterval(sweep)
        clearTimeout(end)
      })()
      return closing
    },
  }
}

/** Time for the last bytes of replies to be read, and between two looks for idle connections, milliseconds. */
const lingerMs = 2000
const sweepMs = 50
