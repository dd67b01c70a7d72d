import { hasSound } from '../../../media/media.js'
import type { PlanRequest } from '../../planner.js'
import { namedRecording } from '../moments/listen-for-moments.js'
import { type VoiceQuestion, voiceQuestionIn, voiceSentences } from './voice-question.js'

/** Questions of voices as what their answers follow from, in the words that the tools know, sentence by sentence. Any other request as it is. */
export function askOfVoices(text: string, media: PlanRequest['media']): string {
  const sentences = voiceSentences(text)
  if (sentences.every((sentence) => voiceQuestionIn(sentence) === undefined)) return text
  return sentences.map((sentence) => askOfVoice(sentence, media)).join(' ')
}

function askOfVoice(text: string, media: PlanRequest['media']): string {
  const question = voiceQuestionIn(text)
  if (!question || !Object.values(media).some((item) => item.modality === 'audio' || hasSound(item)))
    return text
  const named = [...text.matchAll(new RegExp(namedRecording, 'giu'))].map(([name]) => name)
  const all = named.length > 0 ? named.join(' and ') : 'the recording'
  // Two are compared, so that a single name leaves the others meant.
  return `${words(question)} ${question.kind === 'compare' && named.length < 2 ? 'the recordings' : all}?`
}

function words(question: VoiceQuestion): string {
  switch (question.kind) {
    case 'pauses':
      return 'Are there long pauses in'
    case 'count':
      return 'How many speakers are there in'
    case 'says':
    case 'each':
      return 'Who says what in'
    case 'who':
    case 'starts':
      return 'Who speaks when in'
    default:
      return {
        loudness: 'What is the loudness of',
        pace: 'What is the pace of',
        pitch: 'What is the pitch of',
      }[question.by]
  }
}
