import { createReadStream } from 'node:fs'
import { decodeChunked } from 'audio-decode'
import { cancelled, SwitchyardError } from '../../core/errors.js'
import { type BinaryFormat, sniff } from '../probe/sniff.js'
import { damaged, tooLarge, unsupported } from '../source-errors.js'
import { createResampler, type Resampler } from './resample.js'

export interface DecodeAudioOptions {
  /**
   * Decoding stops past this length: a container can promise less than it holds. Default: 7200, as in the profile.
   * Give the profile's `media.maxSeconds`.
   */
  maxSeconds?: number
  signal?: AbortSignal
}

type DecoderName = Parameters<typeof decodeChunked>[1]

const decoders: Partial<Record<BinaryFormat, DecoderName>> = {
  wav: 'wav',
  mp3: 'mp3',
  flac: 'flac',
  ogg: 'oga',
  opus: 'opus',
  m4a: 'm4a',
  mp4: 'm4a',
  mov: 'm4a',
  aac: 'aac',
  webm: 'webm',
  matroska: 'webm',
}

/**
 * Decodes stored sound to mono samples in -1..1 at `sampleRate` Hz: channels averaged, band-limited resampling. Reads,
 * decodes and resamples piece by piece, so that memory is little more than the result. Synchronous CPU work between
 * pieces: meant for hosts, never for the main process.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA`, `MEDIA_TOO_LARGE` or `CANCELLED`
 */
export async function decodeAudio(
  path: string,
  sampleRate: number,
  { maxSeconds = 7200, signal }: DecodeAudioOptions = {},
): Promise<Float32Array> {
  const label = 'The recording'
  const found = await sniff(path, label)
  const decoder = found.kind === 'binary' ? decoders[found.format] : undefined
  if (found.kind === 'text' || !decoder) throw unsupported(`${label} is no sound.`)

  const pieces: Float32Array[] = []
  let length = 0
  let resampler: Resampler | undefined
  let rate = 0
  const take = (piece: Float32Array) => {
    pieces.push(piece)
    length += piece.length
    if (length > maxSeconds * sampleRate)
      throw tooLarge(label, { unit: 'seconds', limit: maxSeconds, setting: 'media.maxSeconds' })
  }
  try {
    for await (const { channelData, sampleRate: inputRate } of decodeChunked(pieceOf(path), decoder)) {
      if (signal?.aborted) throw cancelled(signal)
      if (rate === 0 && inputRate !== sampleRate) resampler = createResampler(inputRate, sampleRate)
      if (rate !== 0 && rate !== inputRate)
        throw new Error(`its sample rate changes from ${rate} to ${inputRate}`)
      rate = inputRate
      const mono = toMono(channelData)
      take(resampler ? resampler.push(mono) : mono)
    }
    if (resampler) take(resampler.end())
  } catch (error) {
    if (error instanceof SwitchyardError) throw error
    throw damaged(label, found.format, error)
  }
  if (length === 0)
    throw unsupported(`${label} has no sound in it that can be decoded. Export it again, as WAV.`)
  return join(pieces, length)
}

/** Fresh buffers: some decoders look at the whole of the memory behind a chunk. */
async function* pieceOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: 524_288 })) yield new Uint8Array(chunk)
}

function toMono(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0), ...rest] = channels
  if (rest.length === 0) return first
  return first.map((sample, index) => {
    let sum = sample
    for (const channel of rest) sum += channel[index] ?? 0
    return sum / channels.length
  })
}

function join(pieces: readonly Float32Array[], length: number): Float32Array {
  const joined = new Float32Array(length)
  let offset = 0
  for (const piece of pieces) {
    joined.set(piece, offset)
    offset += piece.length
  }
  return joined
}
