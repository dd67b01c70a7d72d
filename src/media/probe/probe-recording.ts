import { orAborted } from '../../core/abort.js'
import type { MediaFacts } from '../media.js'
import { type RecordingContent, withRecording } from '../sound/open-sound.js'
import { recordingError } from '../sound/sound-errors.js'
import { emptySound, missingSound, SoundFault } from '../sound/sound-fault.js'
import { cutShortOf } from '../sound/sound-track.js'
import { encryptedError, tooLarge } from '../source-errors.js'
import type { MediaDescription } from '../store/store.js'
import type { BinaryFormat } from './accepted-kinds.js'
import { isEncrypted } from './is-encrypted.js'

export interface ProbeRecordingOptions {
  label: string
  format: BinaryFormat
  mimeType: string
  maxSeconds: number
  signal?: AbortSignal | undefined
}

/**
 * Measures sound and video from their containers, without decoding: length, sample rate, channels, whether they are cut
 * short; for video also size in pixels (as shown) and frames. A video container with sound only is sound.
 * @throws SwitchyardError `MEDIA_TOO_LARGE` or `UNSUPPORTED_MEDIA`
 */
export async function probeRecording(
  path: string,
  options: ProbeRecordingOptions,
): Promise<Omit<MediaDescription, 'name'>> {
  const { label, format, mimeType, maxSeconds, signal } = options
  const probe = withRecording(path, { format, signal }, (content) => factsOf(content))
  const probed = await orAborted(probe, signal).catch(async (error) => {
    if (signal?.aborted) throw error
    if (isMp4.has(format) && (await isEncrypted(path))) throw encryptedError(label, format)
    throw recordingError(label, format, error)
  })

  const { durationSeconds, cutShort } = probed.facts
  if (durationSeconds <= 0) throw recordingError(label, format, cutShort ? missingSound() : emptySound())
  if (durationSeconds > maxSeconds)
    throw tooLarge(label, {
      unit: 'seconds',
      actual: durationSeconds,
      limit: maxSeconds,
      setting: 'media.maxSeconds',
    })
  return { ...probed, mimeType: probed.modality === 'audio' ? soundType(mimeType) : mimeType }
}

const isMp4: ReadonlySet<BinaryFormat> = new Set(['mp4', 'mov', 'm4a'])

function soundType(mimeType: string): string {
  return mimeType === 'video/quicktime' ? 'audio/mp4' : mimeType.replace(/^video\//, 'audio/')
}

interface Probed {
  modality: 'audio' | 'video'
  facts: MediaFacts & { durationSeconds: number }
}

async function factsOf({ sound, container, pictures }: RecordingContent): Promise<Probed> {
  if (pictures) {
    const { width, height, frames, durationSeconds } = pictures
    const facts = positive({ width, height, frames, ...container })
    const cutShort = cutShortOf(pictures) ?? (await isSoundCut(sound))
    return { modality: 'video', facts: { ...facts, durationSeconds, ...cutShort } }
  }
  const track = await sound?.()
  if (!track) throw emptySound()
  const { sampleRate, channels, durationSeconds } = track
  return {
    modality: 'audio',
    facts: { ...positive({ sampleRate, channels }), durationSeconds, ...cutShortOf(track) },
  }
}

/** Pictures may all be there where sound that lies behind them is not. A sound that can't be read is no fault of the video. */
async function isSoundCut(sound: RecordingContent['sound']) {
  try {
    const track = await sound?.()
    return track && cutShortOf(track) ? { cutShort: true as const } : undefined
  } catch (error) {
    if (error instanceof SoundFault && error.kind === 'unsupported') return undefined
    throw error
  }
}

/** Containers may leave facts out as zero. */
function positive(facts: Record<string, number>): MediaFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value > 0))
}
