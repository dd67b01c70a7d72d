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
  checkAnnounced(request, limits)
  const body = openBody(request)
  if (!body) return
  const count = createMeter(limits)
  let ended = false
  try {
    while (true) {
      const next = await inTime(body.next(), limits.idleMs)
      if (next.value === undefined) {
        ended = true
        return
      }
      count(next.value.byteLength)
      yield next.value
    }
  } catch (thrown) {
    if (thrown instanceof ApiError) throw thrown
    throw endedEarly()
  } finally {
    // Not awaited: a connection that stands still would never answer.
    if (!ended) body.stop().catch(() => undefined)
  }
}

/** @throws ApiError 413 for a body that says itself that it is too large */
function checkAnnounced(request: Request, { maxBytes }: BodyLimits): void {
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge(maxBytes)
}

/** Counts the bytes that have come. What it returns throws where they are too many, or were too slow. */
function createMeter({ maxBytes, minBytesPerSecond, graceMs }: BodyLimits): (bytes: number) => void {
  const startedAt = performance.now()
  let received = 0
  return (bytes) => {
    received += bytes
    if (received > maxBytes) throw tooLarge(maxBytes)
    const elapsedMs = performance.now() - startedAt
    if (elapsedMs > graceMs && received < (minBytesPerSecond * elapsedMs) / 1000) throw tooSlow()
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

/** Bodies up to this size are joined in memory that is kept: to get new memory takes longer than to fill it. */
const keptBytes = 4_194_304
let kept: Buffer | undefined

/**
 * Makes something of a body as one piece. Its bytes are only lent, and are others' when `make` has returned.
 *
 * @throws ApiError as `readBody` does
 */
export async function useBody<T>(
  request: Request,
  limits: BodyLimits,
  make: (body: Buffer) => T,
): Promise<T> {
  const incoming = incomings.get(request)
  return make(joined(await (incoming ? receive(incoming, request, limits) : collect(request, limits))))
}

async function collect(request: Request, limits: BodyLimits): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readBody(request, limits)) chunks.push(chunk)
  return chunks
}

/** The same from Node's stream: to take the chunks as they come takes less time than to ask for one after the other. */
function receive(incoming: Readable, request: Request, limits: BodyLimits): Promise<Uint8Array[]> {
  checkAnnounced(request, limits)
  const count = createMeter(limits)
  const chunks: Uint8Array[] = []
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(tooSlow()), limits.idleMs)
    const onData = (chunk: Uint8Array) => {
      try {
        count(chunk.byteLength)
      } catch (thrown) {
        return settle(thrown)
      }
      chunks.push(chunk)
      timer.refresh()
    }
    const onEnd = () => settle()
    const onBreak = () => settle(endedEarly())
    function settle(error?: unknown): void {
      clearTimeout(timer)
      incoming.off('data', onData).off('end', onEnd).off('error', onBreak).off('close', onBreak)
      if (error === undefined) {
        resolve(chunks)
        return
      }
      // A reply goes out over the same connection: what is not read any more must not end it.
      incoming.pause()
      reject(error)
    }
    incoming.on('data', onData).on('end', onEnd).on('error', onBreak).on('close', onBreak)
    if (incoming.readableEnded) onEnd()
    else if (incoming.destroyed) onBreak()
  })
}

function joined(chunks: readonly Uint8Array[]): Buffer {
  const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (bytes > keptBytes) return Buffer.concat(chunks, bytes)
  kept ??= Buffer.allocUnsafeSlow(keptBytes)
  let at = 0
  for (const chunk of chunks) {
    kept.set(chunk, at)
    at += chunk.byteLength
  }
  return kept.subarray(0, bytes)
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

const endedEarly = (): ApiError =>
  badRequest('The body of the request ended early. Send it again.', undefined, 'incomplete_body')

const tooSlow = (): ApiError =>
  new ApiError('The body of the request came too slowly and was cut off. Send it again.', {
    status: 408,
    code: 'body_too_slow',
    retry: true,
    closes: true,
  })
