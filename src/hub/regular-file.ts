import { statSync } from 'node:fs'

/**
 * Whether a path leads to a file with content. Reading a pipe blocks a thread until something is written to it, which may be
 * never; sockets and devices are no files of a model either.
 */
export function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** What to say of a thing among the files of a model that is none. */
export const notAFile = 'is a pipe, socket or device, not a file'
