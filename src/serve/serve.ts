import type { Agent } from '../agent/agent.js'
import { SwitchyardError } from '../core/errors.js'
import { createService } from './create-service.js'
import { isLoopback } from './http/check-origin.js'
import { type ListeningSocket, openSocket } from './listening-socket.js'
import type { HandlerOptions } from './options.js'

/** Options of `serve`. */
export interface ServeAgentOptions extends HandlerOptions {
  /** The address to listen at. @default '127.0.0.1' */
  host?: string | undefined
  /** The port; 0 lets the system choose one. @default 8700 */
  port?: number | undefined
  /** Whether anybody who reaches another address than this machine's own may use it without a key. @default false */
  insecure?: boolean | undefined
  /** What `leave` of the server before has left, instead of `host` and `port`. */
  socket?: ListeningSocket | undefined
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
  /**
   * Stops in the same way and goes on listening, so that nobody else takes the port: until `serve` gets the socket, requests
   * are answered 503. While what runs ends, it can be looked at and approved. @default drainMs 20,000
   */
  leave(options?: { drainMs?: number | undefined }): Promise<ListeningSocket>
}

/**
 * Serves an agent over HTTP, to clients of OpenAI's API and others.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when the address needs keys and there are none, or can't be listened at
 */
export async function serve(agent: Agent, options: ServeAgentOptions = {}): Promise<AgentServer> {
  const { socket: left, host = left?.host ?? '127.0.0.1', port = 8700, insecure = false, ...rest } = options
  if (!isLoopback(host) && rest.keyFile === undefined && !insecure)
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `Whoever reaches ${host} could use this server. Make a key with \`switchyard keys add\` and name its file with --key-file, or say --insecure if everybody may.`,
    )
  const service = await createService(agent, rest)
  const socket =
    left ??
    (await openSocket({ host, port }).catch(async (error) => {
      await service.close()
      throw error
    }))
  socket.answerWith(service)
  let ending: Promise<void> | undefined

  async function end(drainMs: number): Promise<void> {
    await service.drain(drainMs)
    socket.answerWith(undefined)
    await service.close()
  }

  return {
    url: socket.url,
    host: socket.host,
    port: socket.port,
    close({ drainMs = 20_000 } = {}) {
      ending ??= (async () => {
        // What a client is still reading has the same time.
        const closed = socket.close({ lingerMs: drainMs })
        await end(drainMs)
        await closed
      })()
      return ending
    },
    async leave({ drainMs = 20_000 } = {}) {
      ending ??= end(drainMs).then(() => socket.answered())
      await ending
      return socket
    },
  }
}
