import { availableParallelism } from 'node:os'
import { z } from 'zod'
import type { Profile } from '../../config/profile.js'
import type { MaskedEdit } from '../codec/edit-within.js'
import { mediaFactsSchema, modalities } from '../media.js'
import type { MediaDescription } from '../store/store.js'
import { createReaderPool, type ReaderPool } from './reader-pool.js'
import type { ReadRequest } from './reader-protocol.js'

/**
 * Reads foreign files in processes that a time limit, a bound of memory or a signal ends. Methods throw
 * `UNSUPPORTED_MEDIA`, `MEDIA_TOO_LARGE` or `CANCELLED`.
 */
export interface MediaReader {
  /** What a file is, from its content, and its measured facts. */
  probe(
    path: string,
    options: { label: string; bytes: number; signal?: AbortSignal | undefined },
  ): Promise<Probed>
  /**
   * Puts a document into a text, a table or a picture, which is written to `to`. Undefined for what is no document.
   */
  readDocument(
    path: string,
    options: { label: string; bytes: number; to: string; signal?: AbortSignal | undefined },
  ): Promise<Probed | undefined>
  /** A stored picture as a small `data:image/jpeg` URL for an LLM. */
  pictureDataUrl(path: string, options?: { signal?: AbortSignal | undefined }): Promise<string>
  /** Which share of a stored black and white picture is white, 0 to 1. */
  maskShare(path: string, options?: { signal?: AbortSignal | undefined }): Promise<number>
  /** Writes a picture that is changed only where a mask lets it. */
  editWithin(edit: MaskedEdit, options?: { signal?: AbortSignal | undefined }): Promise<void>
  /** Starts a process for a file that will be there soon. */
  warm(): void
  /** Ends the processes, and fails what they work on. */
  close(): Promise<void>
}

export type Probed = Omit<MediaDescription, 'name'>

export interface MediaReaderOptions {
  limits: ReadSettings
  /** Default: processes of its own, at most four and one for each core, started when they are needed. */
  pool?: ReaderPool | undefined
}

export type ReadSettings = Pick<
  Profile['media'],
  'maxPixels' | 'maxSide' | 'maxSeconds' | 'readTimeoutMs' | 'readMemory'
>

const probedSchema = z.object({
  modality: z.enum(modalities),
  mimeType: z.string(),
  facts: mediaFactsSchema,
})

/** Besides `readTimeoutMs`: a large file takes longer to read through. */
const msPerMegabyte = 200
const maxProcesses = 4

export function createMediaReader({ limits, pool = defaultPool(limits) }: MediaReaderOptions): MediaReader {
  const { maxPixels, maxSide, maxSeconds, readTimeoutMs } = limits
  const most = { maxPixels, maxSide, maxSeconds }
  const read = (request: ReadRequest, label: string, bytes: number, signal: AbortSignal | undefined) =>
    pool.read(request, { label, timeoutMs: readTimeoutMs + (bytes / 1e6) * msPerMegabyte, signal })

  return {
    async probe(path, { label, bytes, signal }) {
      const found = await read({ kind: 'probe', path, label, bytes, limits: most }, label, bytes, signal)
      return probedSchema.parse(found)
    },
    async readDocument(path, { label, bytes, to, signal }) {
      const found = await read({ kind: 'read-document', path, label, to }, label, bytes, signal)
      return probedSchema.optional().parse(found)
    },
    async pictureDataUrl(path, { signal } = {}) {
      const url = await read({ kind: 'picture-data-url', path, limits: most }, 'The picture', 0, signal)
      return z.string().parse(url)
    },
    async maskShare(path, { signal } = {}) {
      const share = await read({ kind: 'mask-share', path, limits: most }, 'The mask', 0, signal)
      return z.number().parse(share)
    },
    async editWithin(edit, { signal } = {}) {
      await read({ kind: 'edit-within', ...edit, limits: most }, 'The mask', 0, signal)
    },
    warm: () => pool.warm(),
    close: () => pool.close(),
  }
}

function defaultPool({ readMemory }: ReadSettings): ReaderPool {
  const processes = Math.min(maxProcesses, Math.max(1, availableParallelism()))
  return createReaderPool({ processes, memoryBytes: readMemory })
}
