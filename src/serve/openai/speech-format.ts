import { mp3Encoder } from '../../media/codec/encode-mp3.js'
import { badRequest } from '../http/api-error.js'

/** What speech can be had as. */
export type SpeechFormat = 'wav' | 'mp3'

/**
 * The format of speech that is asked for; where none is, MP3, as at OpenAI, if its encoder is installed, else WAV.
 *
 * @throws ApiError 400 for one that is not made, with what to ask for instead
 */
export function speechFormat(asked: string | null | undefined, hasMp3: boolean): SpeechFormat {
  if (asked === null || asked === undefined) return hasMp3 ? 'mp3' : 'wav'
  if (asked === 'wav' || (asked === 'mp3' && hasMp3)) return asked
  const reason =
    asked === 'mp3'
      ? `The server has no encoder for MP3. Ask for response_format: wav. Whoever runs the server can add one: npm install ${mp3Encoder}.`
      : `Speech is not made as "${asked}". Ask for response_format: wav${hasMp3 ? ' or mp3' : ''}.`
  throw badRequest(reason, 'response_format')
}
