import { err, ok, type Result } from '../result.js'
import { trimEndOf } from '../trim-end.js'

/** One line of a file, without its end. */
export interface FileLine {
  /** From 1. */
  number: number
  /** Byte offset of its first byte. */
  start: number
  /** Whether a newline follows; only a file's last line may lack it. */
  ended: boolean
  /** The text, or in words why there is none: too long, or no UTF-8. */
  content: Result<string, string>
}

const newline = 10

/**
 * Splits bytes into lines, holding one line at a time. A line longer than `maxBytes` (default 64 MB) is read past, not
 * kept. A byte order mark and carriage returns at the end are dropped.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes = 64_000_000 }: { maxBytes?: number | undefined } = {},
): AsyncGenerator<FileLine> {
  let number = 1
  let start = 0
  let length = 0
  let kept: Uint8Array[] = []

  const keep = (piece: Uint8Array): void => {
    length += piece.length
    if (length <= maxBytes) kept.push(piece)
    else kept = []
  }
  const take = (ended: boolean): FileLine => {
    const content = length > maxBytes ? err(tooLong(length, maxBytes)) : decode(kept)
    const line = { number, start, ended, content }
    number += 1
    start += length + 1
    length = 0
    kept = []
    return line
  }

  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, end))
      from = end + 1
      yield take(true)
    }
    if (from < chunk.length) keep(chunk.subarray(from))
  }
  if (length > 0) yield take(false)
}

const tooLong = (length: number, maxBytes: number): string =>
  `the line has ${length} bytes, the limit is ${maxBytes}; attach large media by path or URL`

function decode(pieces: readonly Uint8Array[]): Result<string, string> {
  const [first] = pieces
  try {
    const bytes = pieces.length === 1 && first ? first : Buffer.concat(pieces)
    return ok(trimEndOf(new TextDecoder('utf-8', { fatal: true }).decode(bytes), '\r'))
  } catch {
    return err('the line is no UTF-8; save the file as UTF-8')
  }
}
