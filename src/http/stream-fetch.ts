import type { Readable } from 'node:stream'
import { errnoOf } from '../core/errno.js'
import { createAgents } from './proxy-agents.js'
import { sendRequest } from './send-request.js'

const noBody = [204, 205, 304]

/**
 * A `fetch` for clients of servers that stream. The one of newer Nodes is an undici which an end of the connection at the
 * wrong moment makes throw where nothing catches it. Redirects are not followed: what is sent to such a server is meant
 * for no other.
 */
export function createStreamFetch(): typeof fetch {
  const agents = createAgents()
  return async (input, init) => {
    const request = new Request(input, init)
    const body = request.method === 'GET' ? undefined : new Uint8Array(await request.arrayBuffer())
    const reply = await sendRequest(new URL(request.url), {
      headers: { ...Object.fromEntries(request.headers), 'accept-encoding': 'identity' },
      body,
      agents,
      signal: init?.signal ?? request.signal,
    }).catch((error: unknown) => {
      throw errnoOf(error) === undefined ? error : new TypeError('fetch failed', { cause: error })
    })
    const headers = new Headers()
    for (const [name, value] of Object.entries(reply.headers))
      for (const one of [value ?? []].flat()) headers.append(name, one)
    const isEmpty = noBody.includes(reply.status)
    if (isEmpty) reply.body.resume()
    const { status, statusText } = reply
    return new Response(isEmpty ? null : streamOf(reply.body), { status, statusText, headers })
  }
}

function streamOf(body: Readable): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(new Uint8Array(value))
      },
      cancel: () => void body.destroy(),
    },
    { highWaterMark: 0 },
  )
}
