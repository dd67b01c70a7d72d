import type { Readable } from 'node:stream'
import { ApiError, badRequest } from './api-error.js'

export interface BodyLimits {
  /** Most bytes. */
  maxBytes: number
  /** Longest wait for the next bytes, milliseconds. */
  idleMs: number
  /** Bytes a second that a body must reach on average, once `graceMs` are over. */
  minBytesPerSecond: number
  /** Milliseconds in which a body may be as slow as it likes. */
  graceMs: number
}

/**
 * The body of a request, piece by piece, within its limits. It ends with an error as soon as the body is too large, stands
 * still, or is so slow that it only holds the connection.
 *
 * @throws ApiError 413, 408, or 400 where the client ended it early
 */
export async function* readBody(request: Request, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  const { maxBytes, idleMs, minBytesPerSecond, graceMs } = limits
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge(maxBytes)
  const body = openBody(request)
  if (!body) return
  const startedAt = performance.now()
  let received = 0
  let ended = false
  try {
    while (true) {
      const next = await inTime(body.next(), idleMs)
      if (next.value === undefined) {
        ended = true
        return
      }
      received += next.value.byteLength
      if (received > maxBytes) throw tooLarge(maxBytes)
      const elapsedMs = performance.now() - startedAt
      if (elapsedMs > graceMs && received < (minBytesPerSecond * elapsedMs) / 1000) throw tooSlow()
      yield next.value
    }
  } catch (thrown) {
    if (thrown instanceof ApiError) throw thrown
    throw badRequest('The body of the request ended early. Send it again.', undefined, 'incomplete_body')
  } finally {
    // Not awaited: a connection that stands still would never answer.
    if (!ended) body.stop().catch(() => undefined)
  }
}

/** Where the bodies of requests come in that Node's own server has taken. */
const incomings = new WeakMap<Request, Readable>()

/** Lets the body of a request be read from Node's stream: that takes half the time of the stream that a `Request` has. */
export function provideBody(request: Request, incoming: Readable): void {
  incomings.set(request, incoming)
}

interface OpenBody {
  next(): Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }>
  /** Reads no more. */
  stop(): Promise<unknown>
}

function openBody(request: Request): OpenBody | undefined {
  const incoming = incomings.get(request)
  if (incoming) {
    // A reply goes out over the same connection: who stops reading must not end it.
    const chunks = incoming.iterator({ destroyOnReturn: false })
    return { next: () => chunks.next(), stop: async () => chunks.return?.() }
  }
  const reader = request.body?.getReader()
  return reader && { next: () => reader.read(), stop: () => reader.cancel() }
}

/** A body as one piece. */
export async function collectBody(request: Request, limits: BodyLimits): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readBody(request, limits)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function inTime<T>(reading: Promise<T>, idleMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooSlow()), idleMs)
    reading.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

const tooLarge = (maxBytes: number): ApiError =>
  new ApiError(
    `The body of the request has more than ${maxBytes} bytes. Upload large files with POST /v1/files, or make them smaller.`,
    { status: 413, code: 'body_too_large', closes: true },
  )

const tooSlow = (): ApiError =>
  new ApiError('The body of the request came too slowly and was cut off. Send it again.', {
    status: 408,
    code: 'body_too_slow',
    retry: true,
    closes: true,
  })
