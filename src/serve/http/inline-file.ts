import { z } from 'zod'

/**
 * A file that stood in a JSON body as base64, without the text that it was: to make a text of hundreds of kilobytes takes
 * longer than all else that is done to read the body.
 */
export class InlineFile {
  readonly bytes: Buffer
  readonly #head: string

  /** @param head what stands before the base64, such as `data:image/png;base64,`; empty for nothing */
  constructor(head: string, bytes: Buffer) {
    this.#head = head
    this.bytes = bytes
  }

  /** The text that stood there. */
  toJSON(): string {
    return this.#head + this.bytes.toString('base64')
  }
}

/** A field that says where a file is to be had, or is the file itself, as a data URL or base64. */
export const fileField = z
  .custom<string | InlineFile>((value) => typeof value === 'string' || value instanceof InlineFile, {
    error: ({ input }) =>
      `Invalid input: expected string, received ${input === undefined ? 'undefined' : typeof input}`,
  })
  .meta({ type: 'string' })
