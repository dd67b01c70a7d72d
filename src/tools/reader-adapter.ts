import type { Media } from '../media/media.js'
import type { ReadLimits } from '../media/reader/reader-protocol.js'
import type { MediaDescription } from '../media/store/store.js'

/** What an adapter may do in a process that reads files. */
export interface ReaderContext {
  /** Where a medium's file is. */
  path(media: Media): Promise<string>
  /** Stores what was made. */
  save(bytes: Uint8Array | AsyncIterable<Uint8Array>, description: MediaDescription): Promise<Media>
  /** Most that is read of one file. */
  limits: ReadLimits
  /** Reports how much of a long call is done, 0 to 1. */
  progress(fraction: number): void
}

/**
 * How a tool is worked out from files alone, without a model, in a process that a time limit, a bound of memory or a signal
 * ends. Import what decodes within `run`: other processes load tools, too.
 */
export interface ReaderAdapter<I, O> {
  /** Runs one call. The result is checked against the tool's output schema by the caller. */
  run(input: I, context: ReaderContext): Promise<O>
}
