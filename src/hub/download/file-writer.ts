import type { FileHandle } from 'node:fs/promises'
import { type Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'

export interface FileWriterOptions {
  /** Stays open. */
  output: FileHandle
  /** Where the first byte goes. */
  at: number
  /** Where the file ends. More than was promised is as wrong as other bytes: the stream fails, with the file whole. */
  end: number
  /** Where the next byte goes, after each write: all before it are in the file. */
  onBytes: (bytes: number) => void
}

/** Most bytes that wait in memory while the disk is busy. */
const waitingBytes = 4_000_000

/** Writes a file from `at` on. What comes while the disk works goes with the next write. */
export function createFileWriter({ output, at: start, end, onBytes }: FileWriterOptions): Writable {
  let at = start

  async function write(chunks: readonly Buffer[]): Promise<void> {
    const left = end - at
    const slices = slice(chunks, 0, left)
    at = await writeAll(output, slices, at)
    onBytes(at)
    if (sizeOf(chunks) > left) throw new Error('more bytes came than the file has')
  }

  return new Writable({
    highWaterMark: waitingBytes,
    write: (chunk: Buffer, _encoding, done) => void write([chunk]).then(() => done(), done),
    writev: (chunks, done) => void write(chunks.map(({ chunk }) => chunk)).then(() => done(), done),
  })
}

/** A write may take less than it is given, on a disk that is nearly full for one. Returns where the next byte goes. */
async function writeAll(output: FileHandle, chunks: readonly Buffer[], start: number): Promise<number> {
  let at = start
  for (let left = chunks; left.length > 0; ) {
    const { bytesWritten } = await output.writev(left, at)
    at += bytesWritten
    left = slice(left, bytesWritten)
  }
  return at
}

/** Gives the writer all that comes, and lets it finish with that: also when the body breaks off, which is an error. */
export async function writeDown(body: Readable, writer: Writable): Promise<void> {
  writer.once('error', (error) => body.destroy(error))
  body.pipe(writer, { end: false })
  try {
    await finished(body)
  } finally {
    writer.end()
    await finished(writer)
  }
}

const sizeOf = (chunks: readonly Buffer[]) => chunks.reduce((sum, { length }) => sum + length, 0)

/** The bytes from `start` to `end` of what the chunks hold together, without copies. */
function slice(chunks: readonly Buffer[], start: number, end = Number.POSITIVE_INFINITY): Buffer[] {
  let at = 0
  return chunks.flatMap((chunk) => {
    const part = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at))
    at += chunk.length
    return part.length > 0 ? [part] : []
  })
}
