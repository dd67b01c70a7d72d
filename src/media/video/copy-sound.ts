import {
  ALL_FORMATS,
  Conversion,
  FilePathSource,
  FilePathTarget,
  FlacOutputFormat,
  Input,
  Logging,
  LogLevel,
  Mp3OutputFormat,
  Mp4OutputFormat,
  OggOutputFormat,
  Output,
  type OutputFormat,
  WavOutputFormat,
} from 'mediabunny'
import { heardTrack } from '../sound/heard-track.js'

/** The kind of file that takes sound of a codec as it is. */
function formatFor(codec: string | null): OutputFormat | undefined {
  if (codec === 'aac') return new Mp4OutputFormat()
  if (codec === 'opus' || codec === 'vorbis') return new OggOutputFormat()
  if (codec === 'mp3') return new Mp3OutputFormat()
  if (codec === 'flac') return new FlacOutputFormat()
  return codec?.startsWith('pcm-') ? new WavOutputFormat() : undefined
}

/**
 * Writes the sound track of a video that is heard into a file of its own, as it is coded.
 * @returns whether it could; undefined where the video has no sound
 */
export async function copySound(from: string, to: string): Promise<boolean | undefined> {
  Logging.level = LogLevel.Silent
  const input = new Input({ source: new FilePathSource(from), formats: ALL_FORMATS })
  try {
    const track = await heardTrack(input)
    if (!track) return undefined
    const format = formatFor(await track.getCodec())
    if (!format) return false
    const output = new Output({ format, target: new FilePathTarget(to) })
    const conversion = await Conversion.init({
      input,
      output,
      video: { discard: true },
      audio: (one) => (one.number === track.number ? {} : { discard: true }),
      showWarnings: false,
    })
    if (!conversion.isValid) return false
    await conversion.execute()
    return true
  } finally {
    input.dispose()
  }
}
