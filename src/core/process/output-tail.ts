import type { Readable } from 'node:stream'
import { redact } from '../errors.js'

const tailCharacters = 2000

/**
 * Keeps the last lines that a child process prints. Libraries print complete inputs when inference fails, so what a
 * host prints never reaches the user's terminal; its end is kept for crash reports, redacted.
 */
export function keepTail(streams: readonly (Readable | null)[]): () => string {
  let tail = ''
  for (const stream of streams) {
    stream?.setEncoding('utf8')
    stream?.on('data', (text: string) => {
      tail = (tail + text).slice(-tailCharacters)
    })
  }
  return () => redact(tail).trim()
}
