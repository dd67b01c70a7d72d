import { z } from 'zod'
import { orAborted } from '../../core/abort.js'
import { SwitchyardError } from '../../core/errors.js'

/** The optional package that encodes MP3: LAME as WebAssembly, in a thread of its own. */
export const mp3Encoder = '@mediabunny/mp3-encoder'
const encoderSchema = z.object({
  registerMp3Encoder: z.custom<() => void>((one) => typeof one === 'function'),
})

/** Those of MPEG-1 and MPEG-2 that every player takes. */
const sampleRates = [16_000, 22_050, 24_000, 32_000, 44_100, 48_000]
/** Bits a second: clear speech, a quarter of 16-bit WAV at 16 kHz. */
const bitrate = 64_000

let registered: Promise<boolean> | undefined

/** Whether the package is installed. It is looked for once. */
export function hasMp3Encoder(): Promise<boolean> {
  // By a name that no bundler follows: it is the user's to install.
  const name: string = mp3Encoder
  registered ??= import(name).then(
    (found) => {
      encoderSchema.parse(found).registerMp3Encoder()
      return true
    },
    () => false,
  )
  return registered
}

/**
 * A recording as MP3, once the encoder is there.
 *
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` for one without sound that can be decoded; what `signal` was aborted with
 */
export async function encodeMp3(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const { ALL_FORMATS, BufferTarget, Conversion, FilePathSource, Input, Mp3OutputFormat, Output } =
    await import('mediabunny')
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  try {
    const target = new BufferTarget()
    const output = new Output({ format: new Mp3OutputFormat(), target })
    const track = await input.getPrimaryAudioTrack()
    const sampleRate = sampleRates.find((rate) => rate >= (track?.sampleRate ?? 0)) ?? 48_000
    const audio = { codec: 'mp3' as const, bitrate, sampleRate }
    const conversion = await Conversion.init({
      input,
      output,
      audio,
      video: { discard: true },
      showWarnings: false,
    })
    if (!track || !conversion.isValid)
      throw new SwitchyardError('UNSUPPORTED_MEDIA', 'The recording has no sound that can be made into MP3.')
    const stop = () => void conversion.cancel().catch(() => undefined)
    signal.addEventListener('abort', stop, { once: true })
    try {
      signal.throwIfAborted()
      // What was cancelled while its encoder was at work doesn't end by itself.
      await orAborted(conversion.execute(), signal)
    } finally {
      signal.removeEventListener('abort', stop)
      signal.throwIfAborted()
    }
    return new Uint8Array(target.buffer ?? new ArrayBuffer(0))
  } finally {
    input.dispose()
  }
}
