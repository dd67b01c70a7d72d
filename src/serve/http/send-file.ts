import { createReadStream } from 'node:fs'
import { parseRange } from './byte-range.js'

export interface SentFile {
  path: string
  bytes: number
  mimeType: string
  /** What a browser calls the file when it saves it. */
  name: string
  /** Names the content: equal tags mean equal bytes. */
  tag: string
}

/** How long a client may leave a reply unread. */
export interface ReaderLimits {
  /** Milliseconds. */
  slowReaderMs: number
  /** Ends the connection of a reader that is too slow. */
  disconnect?: (() => void) | undefined
}

/**
 * A file as a reply, or the part of it that is asked for. Only pictures, sound and video are shown by a browser in place;
 * anything else is saved, and nothing in it may run.
 */
export function sendFile(
  request: Request,
  { path, bytes, mimeType, name, tag }: SentFile,
  limits: ReaderLimits,
): Response {
  const isShown = /^(image\/(?!svg)|audio\/|video\/)/.test(mimeType)
  const headers = new Headers({
    'content-type': mimeType,
    'accept-ranges': 'bytes',
    etag: `"${tag}"`,
    'cache-control': 'private, max-age=31536000, immutable',
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; ${fileNames(name)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  })
  if (request.headers.get('if-none-match') === `"${tag}"`) return new Response(null, { status: 304, headers })
  const range = parseRange(request.headers.get('range'), bytes)
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${bytes}`)
    return new Response(null, { status: 416, headers })
  }
  const { start, end } = range ?? { start: 0, end: bytes - 1 }
  headers.set('content-length', String(end - start + 1))
  if (range) headers.set('content-range', `bytes ${start}-${end}/${bytes}`)
  const status = range ? 206 : 200
  // Opens no file for a reply that has no body.
  if (request.method === 'HEAD' || bytes === 0) return new Response(null, { status, headers })
  return new Response(fileBody(path, { start, end, ...limits }), { status, headers })
}

/** Opened when the first byte is read, so that a reply that nobody reads holds no file. */
function fileBody(
  path: string,
  { start, end, ...limits }: { start: number; end: number } & ReaderLimits,
): ReadableStream<Uint8Array> {
  async function* chunks() {
    yield* createReadStream(path, { start, end })
  }
  return pacedBody(chunks(), limits)
}

/** A body whose pieces are made when the reader has taken those before; too slow a reader is left. */
export function pacedBody(
  iterator: AsyncGenerator<Uint8Array>,
  { slowReaderMs, disconnect }: ReaderLimits,
): ReadableStream<Uint8Array> {
  let unread: NodeJS.Timeout | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(unread)
        const { done, value } = await iterator.next()
        if (done) return controller.close()
        controller.enqueue(value)
        unread = setTimeout(() => {
          iterator.return(undefined).catch(() => undefined)
          if (disconnect) disconnect()
          else controller.error(new Error('The reader was too slow.'))
        }, slowReaderMs)
        unread.unref()
      },
      async cancel() {
        clearTimeout(unread)
        await iterator.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

/** Both forms of RFC 6266: plain letters for old clients, UTF-8 for the rest. */
function fileNames(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9 ._-]/g, '_')
  const encoded = encodeURIComponent(Buffer.from(name).toString()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `filename="${plain}"; filename*=UTF-8''${encoded}`
}
