import type { InferenceClient, InferenceProviderOrPolicy } from '@huggingface/inference'
import type { Media, Modality } from '../media/media.js'

/** Which model to call where, as `@huggingface/inference` takes it: spread into the arguments of its methods. */
export interface RemoteTarget {
  /** The model's id at the Hub, or the name that an endpoint knows it by. */
  model: string
  /** The provider that the candidate names. Absent: the first of the model's providers. */
  provider?: InferenceProviderOrPolicy
  /** The candidate's own endpoint. */
  endpointUrl?: string
}

/** What an adapter may do besides calling the client; given by the Hugging Face backend. */
export interface RemoteContext {
  /** Spread it into the arguments of the client's methods. */
  target: RemoteTarget
  /** The bytes of a medium, with its MIME type: without one, no Content-Type would be sent. */
  blob(media: Media): Promise<Blob>
  /** The medium as a `data:` URL, for chat messages. */
  dataUrl(media: Media): Promise<string>
  /**
   * Takes bytes that came from a provider in as media, within the profile's limits.
   * @throws SwitchyardError `PROVIDER_BAD_REPLY` when they are not of `modality`, whatever the provider calls them
   */
  save(data: Blob | Uint8Array, modality: Modality, name: string): Promise<Media>
  /** Which share of a saved black and white picture is white, 0 to 1. */
  maskShare(mask: Media): Promise<number>
  /** The candidate's `options` from the catalogue. */
  options: Readonly<Record<string, unknown>>
  /** For calls that take several requests: how far they are, 0 to 1. */
  progress(fraction: number): void
  /** The client's requests obey it already; look at it between them. */
  signal: AbortSignal
}

/**
 * How a tool runs at Hugging Face's Inference Providers or at an endpoint of one's own. Import `@huggingface/inference`
 * by type only: processes that make no remote calls load tools, too.
 */
export interface RemoteAdapter<I, O> {
  /** Runs one call. The result is checked against the tool's output schema by the caller. */
  run(client: InferenceClient, input: I, context: RemoteContext): Promise<O>
}
