import { cancelledError } from '../../core/errors.js'
import { sniff } from '../probe/sniff.js'
import type { DecodedPacket } from '../sound/decoders/decoder.js'
import { openPacketDecoder } from '../sound/decoders/packet-decoder.js'
import { createMixDown } from '../sound/mix-down.js'
import { withRecording } from '../sound/open-sound.js'
import { recordingError } from '../sound/sound-errors.js'
import { damagedSound, emptySound } from '../sound/sound-fault.js'
import type { SoundTrack } from '../sound/sound-track.js'
import { SoundWatch } from '../sound/sound-watch.js'
import { tooLarge, unsupportedError } from '../source-errors.js'
import { createResampler, type Resampler } from './resample.js'

export interface DecodeAudioOptions {
  /**
   * Decoding stops past this length: a container can promise less than it holds. Default: 7200, as in the profile.
   * Give the profile's `media.maxSeconds`.
   */
  maxSeconds?: number | undefined
  signal?: AbortSignal | undefined
}

const label = 'The recording'

/**
 * Decodes stored sound, or the sound of a stored video, to mono samples in -1..1 at `sampleRate` Hz: channels averaged,
 * band-limited resampling. Reads, decodes and resamples piece by piece, so that memory is little more than the result. Synchronous CPU work between
 * pieces: meant for hosts, never for the main process.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA`, `MEDIA_TOO_LARGE` or `CANCELLED`
 */
export async function decodeAudio(
  path: string,
  sampleRate: number,
  options: DecodeAudioOptions = {},
): Promise<Float32Array> {
  const pieces: Float32Array[] = []
  let length = 0
  const take = (piece: Float32Array) => {
    pieces.push(piece)
    length += piece.length
  }
  const { isFloat } = await streamAudio(path, sampleRate, { ...options, take })
  const joined = new Float32Array(length)
  let offset = 0
  for (const piece of pieces) {
    joined.set(piece, offset)
    offset += piece.length
  }
  if (isFloat) scaleDown(joined)
  return joined
}

/**
 * The same, a piece at a time, so that an hour takes no more memory than a second. Floating point is given as it is written, whatever
 * its scale (`isFloat`).
 */
export async function streamAudio(
  path: string,
  sampleRate: number,
  { maxSeconds = 7200, signal, take }: DecodeAudioOptions & { take: (piece: Float32Array) => void },
): Promise<{ isFloat: boolean }> {
  const found = await sniff(path, label)
  if (found.kind === 'text' || found.modality === 'image') throw unsupportedError(`${label} is no sound.`)
  const { format } = found
  try {
    return await withRecording(path, { format, signal }, async ({ sound, pictures }) => {
      if (!sound) throw pictures ? silentVideo() : emptySound()
      return decodeTrack(await sound(), { sampleRate, maxSeconds, signal, take })
    })
  } catch (error) {
    if (signal?.aborted) throw cancelledError(signal)
    throw recordingError(label, format, error)
  }
}

const silentVideo = () =>
  unsupportedError('The video has no sound. Attach a recording, or a video with sound.')

async function decodeTrack(
  track: SoundTrack,
  { signal, ...wanted }: SoundWanted & { signal: AbortSignal | undefined },
): Promise<{ isFloat: boolean }> {
  const decoder = await openPacketDecoder(track.coding, track.sampleRate)
  const output = new MonoOutput(track, wanted)
  const watch = new SoundWatch()
  try {
    for await (const packet of track.packets()) {
      if (signal?.aborted) throw cancelledError(signal)
      const decoded = decoder.decode(packet)
      watch.see(packet, decoded)
      if (decoded) output.take(decoded)
      else output.takeLost()
    }
  } finally {
    decoder.close()
  }
  watch.check()
  output.end()
  return { isFloat: track.coding.codec === 'pcm' && track.coding.format.kind === 'float' }
}

interface SoundWanted {
  sampleRate: number
  maxSeconds: number
  take: (piece: Float32Array) => void
}

/** Louder than any sound within -1..1 can become by mixing and resampling. */
const loudest = 4

/** Programs write floating point by the scale of integers too, such as -32768..32767. */
function scaleDown(samples: Float32Array): void {
  let peak = 0
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample))
  if (!(peak > loudest) || !Number.isFinite(peak)) return
  for (const [at, sample] of samples.entries()) samples[at] = sample / peak
}

/** Mono at the wanted rate, without what lies before the beginning and after the end. */
class MonoOutput {
  readonly #track: SoundTrack
  readonly #wanted: SoundWanted
  #length = 0
  #stream:
    | { rate: number; mixDown: ReturnType<typeof createMixDown>; resampler: Resampler | undefined }
    | undefined
  #received = 0
  #last: DecodedPacket | undefined

  constructor(track: SoundTrack, wanted: SoundWanted) {
    this.#track = track
    this.#wanted = wanted
  }

  take(packet: DecodedPacket): void {
    const { channels, sampleRate } = packet
    const frames = channels[0]?.length ?? 0
    if (frames === 0) return
    this.#last = packet
    this.#stream ??= {
      rate: sampleRate,
      mixDown: createMixDown(sampleRate),
      resampler:
        sampleRate === this.#wanted.sampleRate
          ? undefined
          : createResampler(sampleRate, this.#wanted.sampleRate),
    }
    const { rate, mixDown, resampler } = this.#stream
    if (rate !== sampleRate) throw damagedSound(`its sample rate changes from ${rate} to ${sampleRate}`)
    const { skipSeconds, endSeconds } = this.#track
    const skip = Math.round(skipSeconds * rate)
    const end = endSeconds === undefined ? Number.POSITIVE_INFINITY : skip + Math.round(endSeconds * rate)
    const from = Math.max(0, skip - this.#received)
    const to = Math.min(frames, end - this.#received)
    this.#received += frames
    if (from >= to) return
    const mono = mixDown(channels.map((samples) => samples.subarray(from, to)))
    this.#keep(resampler ? resampler.push(mono) : mono)
  }

  /** In the place of a packet that can't be decoded, so that what follows keeps its time. */
  takeLost(): void {
    if (!this.#last) return
    const { channels, sampleRate } = this.#last
    this.take({ channels: channels.map(({ length }) => new Float32Array(length)), sampleRate })
  }

  #keep(piece: Float32Array): void {
    this.#length += piece.length
    const { maxSeconds, sampleRate, take } = this.#wanted
    if (this.#length > maxSeconds * sampleRate)
      throw tooLarge(label, { unit: 'seconds', limit: maxSeconds, setting: 'media.maxSeconds' })
    take(piece)
  }

  end(): void {
    const rest = this.#stream?.resampler?.end()
    if (rest) this.#keep(rest)
    if (this.#length === 0) throw emptySound()
  }
}
