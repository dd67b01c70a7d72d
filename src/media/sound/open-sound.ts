import type { InputVideoTrack } from 'mediabunny'
import type { BinaryFormat } from '../probe/accepted-kinds.js'
import { openAdts } from './containers/adts-frames.js'
import { openFlac } from './containers/flac-frames.js'
import { openMatroska } from './containers/matroska-sound.js'
import { openMp3 } from './containers/mp3-frames.js'
import { measureTrack, openMp4Sound } from './containers/mp4-sound.js'
import { openOgg } from './containers/ogg-sound.js'
import { openWav } from './containers/wav-sound.js'
import { FileBytes } from './file-bytes.js'
import { heardTrack } from './heard-track.js'
import { damagedSound } from './sound-fault.js'
import type { Pictures, SoundTrack } from './sound-track.js'

/** What a recording or video holds. */
export interface RecordingContent {
  /** Undefined where it has no sound. Fails where the sound is of a kind that nothing here reads. */
  sound: (() => Promise<SoundTrack>) | undefined
  /** The channels of the sound and its rate as the container has them, whether it can be read or not. */
  container?: { sampleRate: number; channels: number } | undefined
  pictures: Pictures | undefined
}

const soundOnly: Partial<Record<BinaryFormat, (file: FileBytes) => Promise<SoundTrack>>> = {
  wav: openWav,
  mp3: (file) => openMp3(file),
  flac: openFlac,
  ogg: openOgg,
  opus: openOgg,
  aac: openAdts,
}

/**
 * Opens a recording or a video, gives its content to `use` and closes it again. Reads the heads of packets, never decodes.
 * @throws SoundFault for files that are damaged, empty or of a kind that is not read; errors of the library as they come
 */
export async function withRecording<T>(
  path: string,
  { format, signal }: { format: BinaryFormat; signal: AbortSignal | undefined },
  use: (content: RecordingContent) => Promise<T>,
): Promise<T> {
  const file = await FileBytes.open(path, signal)
  try {
    const open = soundOnly[format]
    if (open) {
      const track = await open(file)
      return await use({ sound: async () => track, pictures: undefined })
    }
    if (format === 'webm' || format === 'matroska') {
      const { sound, ...content } = await openMatroska(file)
      return await use({ ...content, sound: sound && (async () => sound()) })
    }
    return await withMp4(path, { file, signal }, use)
  } finally {
    await file.close()
  }
}

async function withMp4<T>(
  path: string,
  { file, signal }: { file: FileBytes; signal: AbortSignal | undefined },
  use: (content: RecordingContent) => Promise<T>,
): Promise<T> {
  const { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel } = await import('mediabunny')
  // It warns on the console about codecs it can't decode, which nothing here asks of it.
  Logging.level = LogLevel.Silent
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  const stop = () => input.dispose()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const video = await input.getPrimaryVideoTrack()
    const audio = await heardTrack(input)
    if (!video && !audio) throw damagedSound('its table of contents is missing')
    return await use({
      sound: audio ? () => openMp4Sound(file, audio) : undefined,
      container: audio
        ? { sampleRate: await audio.getSampleRate(), channels: await audio.getNumberOfChannels() }
        : undefined,
      pictures: video ? await measurePictures(video, file) : undefined,
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    input.dispose()
  }
}

async function measurePictures(track: InputVideoTrack, file: FileBytes): Promise<Pictures> {
  const { EncodedPacketSink } = await import('mediabunny')
  const { packetCount } = await track.computePacketStats()
  return {
    ...(await sizeOf(track)),
    frames: packetCount,
    ...(await measureTrack(new EncodedPacketSink(track), track, file)),
  }
}

async function sizeOf(track: InputVideoTrack) {
  const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()]
  return { width: Math.round(width), height: Math.round(height) }
}
