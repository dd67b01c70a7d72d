import { type FileHandle, open } from 'node:fs/promises'
import { cancelledError } from '../../core/errors.js'

const windowBytes = 1_048_576

/** Reads pieces of a file that mostly follow one another, through a window of 1 MiB. */
export class FileBytes {
  readonly size: number
  readonly #file: FileHandle
  #window: Buffer = Buffer.alloc(0)
  #start = 0

  readonly #signal: AbortSignal | undefined

  private constructor(file: FileHandle, size: number, signal: AbortSignal | undefined) {
    this.#file = file
    this.size = size
    this.#signal = signal
  }

  /** Once `signal` aborts, every read fails. */
  static async open(path: string, signal: AbortSignal | undefined): Promise<FileBytes> {
    const file = await open(path)
    const { size } = await file.stat()
    return new FileBytes(file, size, signal)
  }

  /** Up to `length` bytes from `position` on: fewer where the file ends. Valid until the next call. */
  async read(position: number, length: number): Promise<Buffer> {
    if (this.#signal?.aborted) throw cancelledError(this.#signal)
    const end = Math.min(this.size, position + length)
    if (position >= end) return Buffer.alloc(0)
    if (position < this.#start || end > this.#start + this.#window.length) {
      const wantedBytes = Math.min(this.size - position, Math.max(windowBytes, end - position))
      const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(wantedBytes), 0, wantedBytes, position)
      this.#window = buffer.subarray(0, bytesRead)
      this.#start = position
    }
    return this.#window.subarray(position - this.#start, end - this.#start)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}
