import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

/** What a file must be. */
export interface Expected {
  bytes: number
  /** SHA-256, or git's SHA-1 of a blob: its length says which. */
  hash: string
}

/** A hash of the kind that is expected. */
export function newHash({ hash, bytes }: Expected): Hash {
  return hash.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`)
}

/** The hash of a file on disk, of the kind that `expected` is: SHA-256 or git's SHA-1 of a blob. */
export async function hashFile(path: string, expected: string): Promise<string> {
  const { size } = await stat(path)
  const hash = newHash({ hash: expected, bytes: size })
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
