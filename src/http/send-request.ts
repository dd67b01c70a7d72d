import type { Agent, IncomingHttpHeaders, IncomingMessage, request } from 'node:http'
import type { LookupFunction } from 'node:net'
import { errnoOf } from '../core/errno.js'

export type WebProtocol = 'http:' | 'https:'

/** Connections for both kinds of URL. */
export interface HttpAgents {
  agentFor(protocol: WebProtocol): Promise<Agent>
  /** Ends all connections. */
  destroy(): void
}

export interface SendOptions {
  headers: Readonly<Record<string, string>>
  /** With a body the request is a POST, without one a GET. */
  body?: Uint8Array | undefined
  /** Whose connections are used. Default: one connection for this request alone. */
  agents?: HttpAgents | undefined
  /** Resolves the host's name for the very connection that is made. Default: the system's. */
  lookup?: LookupFunction | undefined
  /** Longest time until the connection stands. Default: none. */
  connectTimeoutMs?: number | undefined
  /** Longest silence while the body is awaited; a reader that pauses is not silence. Default: none. */
  stallTimeoutMs?: number | undefined
  /** Ends the request, and the body too. */
  signal: AbortSignal
}

export interface HttpReply {
  status: number
  statusText: string
  headers: IncomingHttpHeaders
  /** Fails where the connection ends before the body does. May be left unread; `destroy` it then. */
  body: IncomingMessage
}

const maxHeaderSize = 16_384

/**
 * Sends one request and resolves with the reply once its headers are there. Redirects are not followed, bodies not
 * unpacked. This is Node's own client and not undici, in which the end of a connection while the reader pauses is an
 * uncaught error. A GET on a kept connection that turns out to be closed is sent once more.
 * @throws what the network says (see `describeNetworkError`), or the signal's reason
 */
export async function sendRequest(url: URL, options: SendOptions): Promise<HttpReply> {
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:'
  // Loaded with the first request: with all that TLS needs it takes longer than anything else of Node's.
  const { request } = protocol === 'https:' ? await import('node:https') : await import('node:http')
  const agent = await options.agents?.agentFor(protocol)
  const client = { request, agent: agent ?? (false as const) }
  try {
    return await sendOnce(url, options, client)
  } catch (error) {
    if (!(error instanceof ClosedMeanwhile) || options.signal.aborted) throw error
    return sendOnce(url, options, client)
  }
}

/** The server closed a kept connection just as it was used again. */
class ClosedMeanwhile extends Error {}

function sendOnce(
  url: URL,
  options: SendOptions,
  client: { request: typeof request; agent: Agent | false },
): Promise<HttpReply> {
  const { headers, body, lookup, connectTimeoutMs, stallTimeoutMs, signal } = options
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const isSecure = url.protocol === 'https:'
    const request = client.request({
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      method: body ? 'POST' : 'GET',
      headers,
      agent: client.agent,
      maxHeaderSize,
      lookup,
    })
    let reply: IncomingMessage | undefined

    const stop = (reason: unknown) => {
      const error = reason instanceof Error ? reason : new Error(String(reason))
      reply?.destroy(error)
      request.destroy(error)
    }
    const onAbort = () => stop(signal.reason)
    const patience =
      connectTimeoutMs === undefined
        ? undefined
        : setTimeout(() => stop(new Error(`no connection within ${connectTimeoutMs} ms`)), connectTimeoutMs)
    const leave = () => {
      clearTimeout(patience)
      signal.removeEventListener('abort', onAbort)
    }
    signal.addEventListener('abort', onAbort, { once: true })

    request.on('socket', (socket) => {
      if (socket.connecting) socket.once(isSecure ? 'secureConnect' : 'connect', () => clearTimeout(patience))
      else clearTimeout(patience)
    })
    // Stays to the end: what comes after the reply, such as more bytes than it has, is an error that nothing else handles.
    request.on('error', (error) => {
      const isStale = request.reusedSocket && !reply && !body && errnoOf(error) === 'ECONNRESET'
      reject(isStale ? new ClosedMeanwhile(error.message, { cause: error }) : error)
    })
    request.on('close', () => {
      if (!reply) leave()
      reject(new Error('the connection was closed without an answer'))
    })
    request.on('response', (message) => {
      reply = message
      // A body that is not read may fail too.
      message.on('error', () => {})
      message.on('close', leave)
      if (stallTimeoutMs !== undefined) watchStalls(message, stallTimeoutMs)
      const { statusCode: status = 0, statusMessage: statusText = '' } = message
      resolve({ status, statusText, headers: message.headers, body: message })
    })
    request.end(body)
  })
}

/** Fails a body for which nothing comes, unless enough waits for its reader. */
function watchStalls(body: IncomingMessage, timeoutMs: number): void {
  let bytes = 0
  let silentLooks = 0
  const timer = setInterval(() => {
    const { bytesRead } = body.socket
    silentLooks = body.complete || body.readableLength > 0 || bytesRead !== bytes ? 0 : silentLooks + 1
    bytes = bytesRead
    if (silentLooks >= 2) body.destroy(new Error(`nothing came for ${timeoutMs / 1000} s`))
  }, timeoutMs / 2)
  body.once('close', () => clearInterval(timer))
}

/** Why a request or the body of its reply failed, in words that follow a colon. */
export function describeNetworkError(error: unknown): string {
  if (error instanceof AggregateError) return describeNetworkError(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  if (error.message === 'aborted') return 'the connection was cut'
  if (error.message === 'socket hang up') return 'the connection was closed without an answer'
  return error.message || error.name
}
