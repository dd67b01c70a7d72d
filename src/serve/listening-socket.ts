import { once } from 'node:events'
import { createServer, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { takeOwnTurn } from '../core/flow/take-own-turn.js'
import type { Service } from './create-service.js'
import { ApiError, errorResponse } from './http/api-error.js'
import { provideBody } from './http/read-body.js'
import { writeReply } from './http/write-reply.js'

/** An address that is listened at, whatever service answers there: it stays while one takes the place of another. */
export interface ListeningSocket {
  /** Where it is reached, such as `http://127.0.0.1:8700`. */
  readonly url: string
  readonly host: string
  readonly port: number
  /** Lets a service answer from now on. Undefined: requests are answered 503, to be sent again in a moment. */
  answerWith(service: Pick<Service, 'app'> | undefined): void
  /** Resolves when the replies that go on are read, or some time has passed. */
  answered(): Promise<void>
  /**
   * Listens no more. Resolves when all connections are closed: the idle ones at once, the others as their replies end, for
   * which they have `lingerMs` and a little more for the last bytes. May be called again. @default lingerMs 0
   */
  close(options?: { lingerMs?: number | undefined }): Promise<void>
}

/** Longest time for the headers of a request, milliseconds. Bodies have limits of their own. */
const headersTimeoutMs = 20_000

/** Listens, and answers 503 until a service is there. @throws SwitchyardError `INVALID_CONFIG` where it can't */
export async function openSocket({ host, port }: { host: string; port: number }): Promise<ListeningSocket> {
  let service: Pick<Service, 'app'> | undefined
  const answering = new Map<ServerResponse, Promise<void>>()
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      provideBody(request, incoming)
      // Requests that came together begin one after the other, with timers and input seen to in between.
      await takeOwnTurn()
      const reply = service
        ? await service.app.fetch(request, { outgoing })
        : errorResponse(betweenServices())
      const isWritten = outgoing instanceof ServerResponse && writeReply(reply, outgoing)
      return isWritten ? RESPONSE_ALREADY_SENT : reply
    },
    // What it replaces are the globals of the whole process, which are not ours to change.
    { overrideGlobalObjects: false },
  )
  const server = createServer(
    { headersTimeout: headersTimeoutMs, requestTimeout: 0, keepAliveTimeout: 65_000 },
    (incoming, outgoing) => {
      const read = new Promise<void>((resolve) => outgoing.once('close', resolve))
      answering.set(
        outgoing,
        read.then(() => void answering.delete(outgoing)),
      )
      listener(incoming, outgoing).catch(() => outgoing.destroy())
    },
  )
  server.listen(port, host.replace(/^\[|\]$/g, ''))
  try {
    await once(server, 'listening')
  } catch (cause) {
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
    answerWith(next) {
      service = next
    },
    async answered() {
      await Promise.race([Promise.all(answering.values()), pause(lastBytesMs, undefined, { ref: false })])
    },
    close({ lingerMs = 0 } = {}) {
      closing ??= (async () => {
        const closed = new Promise((resolve) => server.close(resolve))
        // Connections become idle one by one, as their replies end.
        const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
        const end = setTimeout(() => server.closeAllConnections(), lingerMs + lastBytesMs)
        server.closeIdleConnections()
        await closed
        clearInterval(sweep)
        clearTimeout(end)
      })()
      return closing
    },
  }
}

/** Time for the last bytes of replies to be read, and between two looks for idle connections, milliseconds. */
const lastBytesMs = 2000
const sweepMs = 50

const betweenServices = (): ApiError =>
  new ApiError('The server starts. Send the request again in a moment.', {
    status: 503,
    code: 'server_starting',
    retry: true,
    retryAfterSeconds: 2,
    closes: true,
  })
