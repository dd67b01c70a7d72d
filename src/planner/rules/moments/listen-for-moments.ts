import { hasSound } from '../../../media/media.js'
import type { PlanRequest } from '../../planner.js'
import { momentQuestionIn } from './moment-question.js'

/** Words that name recordings. */
export const namedRecording =
  /\$?\baudio_?\d{1,3}\b|[\p{L}\p{N}_-]+\.(?:wav|mp3|flac|ogg|opus|m4a|aac|mp4|webm|mov)\b|\b(?:(?:all|both|each|every|either|any)(?: of)? (?:the )?|(?:the |this |that )?(?:first|second|third|fourth|fifth|last|other|\d+(?:st|nd|rd|th)) )(?:voice )?(?:recordings?|memos?|notes?|clips?|audios?|messages?)\b|\b(?:recordings?|memos?|clips?) (?:number |no\.? |#)?\d{1,2}\b|\b(?:recordings|memos|clips)\b/iu

/**
 * What a request asks of the time in a recording, as the step that all such questions rest on: its transcript. Any other request as
 * it is.
 */
export function listenForMoments(text: string, said: string, media: PlanRequest['media']): string {
  if (!Object.values(media).some((item) => item.modality === 'audio' || hasSound(item))) return text
  if (!momentQuestionIn(said)) return text
  return `Transcribe ${namedRecording.exec(text)?.[0] ?? 'the recording'}.`
}
