import type { ServerResponse } from 'node:http'

export interface TextPiece {
  text: string
  isLast: boolean
}

/** A body that comes piece by piece, each when the reader has taken those before. */
export interface TextPieces {
  /** The next piece; the last one may be empty. Rejects where the rest can't be had. */
  next(): Promise<TextPiece>
  /** Told when the reader has gone, or was too slow. Does nothing after the end. */
  leave(): void
  /** Longest time that a piece may be left unread, milliseconds. */
  slowReaderMs: number
}

/** What bodies of replies are made of, by their streams: a reply that a middleware has changed has the same stream. */
const known = new WeakMap<ReadableStream, string | TextPieces>()

/** Lets the body of a reply be written without its stream, which takes longer than all else that is done to write it. */
export function knowBody(response: Response, body: string | TextPieces): Response {
  if (response.body) known.set(response.body, body)
  return response
}

/** Writes a reply whose body is known. False where it is not: then it is to be read from its stream. */
export function writeReply(response: Response, outgoing: ServerResponse): boolean {
  const body = response.body ? known.get(response.body) : undefined
  if (body === undefined) return false
  outgoing.statusCode = response.status
  outgoing.setHeaders(response.headers)
  if (typeof body === 'string') outgoing.end(body)
  else
    writePieces(body, outgoing).catch(() => {
      body.leave()
      outgoing.destroy()
    })
  return true
}

async function writePieces(pieces: TextPieces, outgoing: ServerResponse): Promise<void> {
  outgoing.once('close', pieces.leave)
  if (outgoing.destroyed) pieces.leave()
  for (;;) {
    const { text, isLast } = await pieces.next()
    if (isLast) return void outgoing.end(text)
    if (!outgoing.write(text)) await drained(outgoing, pieces.slowReaderMs)
  }
}

/** Resolves when the reader has taken what was written, or has gone. Rejects when that takes too long. */
function drained(outgoing: ServerResponse, slowReaderMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The reader was too slow.')), slowReaderMs)
    const onMove = () => {
      clearTimeout(timer)
      outgoing.off('drain', onMove)
      outgoing.off('close', onMove)
      resolve()
    }
    outgoing.on('drain', onMove)
    outgoing.on('close', onMove)
  })
}
