import { open } from 'node:fs/promises'
import { type Clock, systemClock } from '../core/clock.js'
import { privateFile } from '../core/files.js'
import { resultsError } from './disk-error.js'
import type { ResultLine } from './result-line.js'

/** The part of a file handle that the writer needs. */
export interface ResultsHandle {
  write(bytes: Uint8Array, offset: number): Promise<{ bytesWritten: number }>
  truncate(length: number): Promise<void>
  datasync(): Promise<void>
  close(): Promise<void>
}

const syncEveryMs = 1000

/**
 * Appends results to a file, whole lines only: one write a line, and what a failed write left behind is taken out again.
 * A line outlives this process once `append` has resolved; it outlives a power cut after the next `datasync`, which
 * comes with the first line a second after the last one, and with `close`.
 */
export class ResultsWriter {
  readonly #path: string
  readonly #file: ResultsHandle
  readonly #clock: Clock
  #bytes: number
  #syncedAt: number
  #turn: Promise<void> = Promise.resolve()

  /** @param bytes how long the file is */
  constructor(path: string, file: ResultsHandle, bytes: number, clock: Clock = systemClock) {
    this.#path = path
    this.#file = file
    this.#bytes = bytes
    this.#clock = clock
    this.#syncedAt = clock.now()
  }

  /** @throws SwitchyardError `STORE_FULL` when the disk takes no more; nothing can be appended after that. */
  append(line: ResultLine): Promise<void> {
    this.#turn = this.#turn.then(() => this.#write(Buffer.from(`${JSON.stringify(line)}\n`)))
    return this.#turn
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => {})
    try {
      await this.#file.datasync()
    } catch (cause) {
      throw resultsError(this.#path, cause)
    } finally {
      await this.#file.close()
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      // A write that the disk has room for only in part says so by its count, and why by failing the next time.
      for (let written = 0; written < bytes.length; )
        written += (await this.#file.write(bytes, written)).bytesWritten
      this.#bytes += bytes.length
      if (this.#clock.now() - this.#syncedAt < syncEveryMs) return
      await this.#file.datasync()
      this.#syncedAt = this.#clock.now()
    } catch (cause) {
      await this.#file.truncate(this.#bytes).catch(() => {})
      throw resultsError(this.#path, cause)
    }
  }
}

export async function openResultsWriter(path: string): Promise<ResultsWriter> {
  const file = await open(path, 'a', privateFile)
  const { size } = await file.stat()
  return new ResultsWriter(path, file, size)
}
