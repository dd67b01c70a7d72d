import type { InputAudioTrack, InputVideoTrack } from 'mediabunny'
import { orAborted } from '../../core/abort.js'
import type { MediaFacts } from '../media.js'
import { damaged, tooLarge, unsupported } from '../source-errors.js'
import type { MediaDescription } from '../store/store.js'
import type { BinaryFormat } from './sniff.js'
import { readWavFacts } from './wav-header.js'

export interface ProbeRecordingOptions {
  label: string
  format: BinaryFormat
  mimeType: string
  maxSeconds: number
  signal?: AbortSignal | undefined
}

/**
 * Measures sound and video from their containers, without decoding: length, sample rate, channels; for video also
 * size in pixels (as shown) and frames. A video container with sound only is sound.
 * @throws SwitchyardError `MEDIA_TOO_LARGE` or `UNSUPPORTED_MEDIA`
 */
export async function probeRecording(
  path: string,
  options: ProbeRecordingOptions,
): Promise<Omit<MediaDescription, 'name'>> {
  const { label, format, mimeType, maxSeconds, signal } = options
  const probe = format === 'wav' ? probeWav(path) : probeContainer(path, format, signal)
  const probed = await orAborted(probe, signal).catch((error) => {
    throw signal?.aborted ? error : damaged(label, format, error)
  })

  const { durationSeconds } = probed.facts
  if (durationSeconds === 0)
    throw unsupported(
      `${label} is ${format.toUpperCase()} by its content, but there is nothing in it (0 seconds).`,
    )
  if (durationSeconds > maxSeconds)
    throw tooLarge(label, {
      unit: 'seconds',
      actual: durationSeconds,
      limit: maxSeconds,
      setting: 'media.maxSeconds',
    })
  return { ...probed, mimeType: probed.modality === 'audio' ? soundType(mimeType) : mimeType }
}

function soundType(mimeType: string): string {
  return mimeType === 'video/quicktime' ? 'audio/mp4' : mimeType.replace(/^video\//, 'audio/')
}

interface Probed {
  modality: 'audio' | 'video'
  facts: MediaFacts & { durationSeconds: number }
}

async function probeWav(path: string): Promise<Probed> {
  const { missingBytes, ...facts } = await readWavFacts(path)
  if (missingBytes > 0) throw new Error(`${missingBytes} bytes of sound are missing`)
  return { modality: 'audio', facts }
}

/**
 * Samples of an AAC frame. Each frame is half of two overlapping pieces of sound, so that of a raw stream the first one
 * only prepares the decoder; a container's edit list says so by itself.
 */
const aacFrame = 1024

async function probeContainer(
  path: string,
  format: BinaryFormat,
  signal: AbortSignal | undefined,
): Promise<Probed> {
  const { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel } = await import('mediabunny')
  // It warns on the console about codecs it can't decode, which nothing here asks of it.
  Logging.level = LogLevel.Silent
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  const stop = () => input.dispose()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()]
    if (!video && !audio) throw new Error('neither sound nor pictures in it')
    const sound = audio ? await soundFacts(audio) : {}
    const priming = format === 'aac' && sound.sampleRate ? aacFrame / sound.sampleRate : 0
    const durationSeconds = (await input.computeDuration()) - priming
    if (!Number.isFinite(durationSeconds) || durationSeconds < 0)
      throw new Error('no length that can be measured')
    if (!video) return { modality: 'audio', facts: { ...sound, durationSeconds } }
    return { modality: 'video', facts: { ...(await videoFacts(video)), ...sound, durationSeconds } }
  } finally {
    signal?.removeEventListener('abort', stop)
    input.dispose()
  }
}

async function soundFacts(track: InputAudioTrack): Promise<MediaFacts> {
  return positive({ sampleRate: await track.getSampleRate(), channels: await track.getNumberOfChannels() })
}

async function videoFacts(track: InputVideoTrack): Promise<MediaFacts> {
  const { packetCount } = await track.computePacketStats()
  return positive({
    width: Math.round(await track.getDisplayWidth()),
    height: Math.round(await track.getDisplayHeight()),
    frames: packetCount,
  })
}

/** Containers may leave facts out as zero. */
function positive(facts: Record<string, number>): MediaFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value > 0))
}
