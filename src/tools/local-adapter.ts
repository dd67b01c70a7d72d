import type { Media } from '../media/media.js'

/** A picture as pipelines take and return it, such as a `RawImage` of transformers.js: rows of pixels, a byte a channel. */
export interface Picture {
  data: Uint8Array | Uint8ClampedArray
  width: number
  height: number
  channels: 1 | 2 | 3 | 4
}

/** A picture that is decoded when it is resized, as `RawImage` resizes: for models that scale all pictures to one size. */
export interface UndecodedPicture {
  /** Width and height, pixels, EXIF orientation applied. */
  readonly size: readonly [number, number]
  /** @param resample the number of a method, as in the settings of image processors. Default: 2, bilinear */
  resize(width: number, height: number, options?: { resample?: unknown }): Promise<Picture>
}

/** What an adapter may do besides calling its pipeline; given by the host. Runs in a child process. */
export interface LocalContext {
  /** The decoded picture (RGB, EXIF orientation applied). */
  image(media: Media): Promise<Picture>
  /** The same picture, before it is decoded. */
  undecoded(media: Media): Promise<UndecodedPicture>
  /** Where a medium's file is. */
  path(media: Media): Promise<string>
  /** Mono samples in -1..1 at `sampleRate` Hz. */
  audio(media: Media, sampleRate: number): Promise<Float32Array>
  /** A file of the model's folder, such as one of its voices; undefined where it has none of that name. */
  modelFile(name: string): Promise<Uint8Array | undefined>
  /** Stores a picture (1, 3 or 4 channels) as PNG media. */
  saveImage(image: Picture, name: string): Promise<Media>
  /** Stores mono samples as 16-bit WAV media. */
  saveAudio(samples: Float32Array, sampleRate: number, name: string): Promise<Media>
  /** The candidate's `options` from the catalogue: adapter-specific settings (window length, templates). */
  options: Readonly<Record<string, unknown>>
  /**
   * Resolves when the model is free for this call; what an adapter that is `early` does before is done while another call runs.
   * Rejects when the call is no longer awaited.
   */
  turn(): Promise<void>
  /** Reports how much of a long call is done, 0 to 1. */
  progress(fraction: number): void
  /** Passes a piece of the reply on while the rest is written: language models. */
  write(text: string): void
  signal: AbortSignal
}

/**
 * How a tool runs on a transformers.js pipeline, in a host; hosts know only the built-in tools. Nothing of transformers.js
 * is imported: the parent process loads tools too, and every program that embeds us would check the library's types.
 */
export interface LocalAdapter<I, O> {
  /** The transformers.js pipeline id, when it differs from the tool id. */
  pipeline?: string | undefined
  /** Whether it awaits `context.turn()` itself before it runs the model, after it has decoded its files. Default: false */
  early?: boolean | undefined
  /** Runs one call. `pipe` is the loaded pipeline. The result is checked against the tool's output schema by the caller. */
  run(pipe: Pipe, input: I, context: LocalContext): Promise<O>
  /**
   * Runs calls that were waiting together as one batch, results in the order of the inputs. Leave out where the
   * pipeline takes no arrays or batches are unsafe (pictures of different sizes in detection).
   */
  runBatch?(pipe: Pipe, inputs: readonly I[], context: LocalContext): Promise<O[]>
}

/**
 * A loaded pipeline. transformers.js types each task's pipeline differently; an adapter narrows with zod on what it
 * returns rather than with casts on what it is.
 */
export interface Pipe {
  (...args: unknown[]): Promise<unknown>
  readonly task: string
  readonly model: unknown
  readonly processor: unknown
  readonly tokenizer: unknown
  dispose(): Promise<void>
}
