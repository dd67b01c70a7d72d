import { createHash, type Hash } from 'node:crypto'

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
