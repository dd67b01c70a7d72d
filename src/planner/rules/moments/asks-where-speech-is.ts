import { cued } from '../../../core/patterns/cued.js'
import type { PlanRequest } from '../../planner.js'

const somebody = '(?:somebody|someone|anybody|anyone|any one|a person|people)'
const recording =
  '(?: (?:in|on|at) (?:it|this|that|here|the|there)(?: (?:recording|audio|clip|file|memo|sound|track))?(?: file)?)?'

/** Ways of asking whether there is speech in a recording, or none. */
const heard: readonly RegExp[] = [
  `(?:is|are) there (?:any |some |human |a )*(?:speech|speaking|talking|spoken words?|(?:human )?voices?)(?: at all)?${recording}`,
  `(?:does|do|is|are|can) ${somebody} (?:be heard )?(?:speak|speaks|speaking|talk|talking)(?: at all)?${recording}`,
  `is there (?:a |any |some )?(?:long |longer )?(?:silence|quiet)(?: (?:in|at|on|near|towards) the (?:very )?(?:end|start|beginning))?(?: of (?:it|this|that|the \\w+))?${recording}`,
].map((pattern) => new RegExp(`^${pattern} ?\\?*$`, 'i'))

/** "What is it about?" of a recording. */
const about = cued(
  'about',
  /^(?:and |so )?what(?:'s| is| was) (?:it|this|that|the (?:recording|memo|audio|message|clip|voice (?:memo|message|note))) (?:all )?about ?\?*$/i,
)

/**
 * "Is there speech in this?", "is there a silence at the end?" of a recording are told by where there is speech: the words "speech"
 * and "silence" are not what is said in it.
 */
export function asksWhereSpeechIs(text: string, media: PlanRequest['media']): string {
  const asked = text.trim()
  const kinds = Object.values(media).map(({ modality }) => modality)
  if (asked.length < 120 && about.test(asked) && kinds.includes('audio') && !kinds.includes('image'))
    return 'What is said in the recording?'
  const isRecording = Object.values(media).some(
    ({ modality }) => modality === 'audio' || modality === 'video',
  )
  return isRecording && asked.length < 120 && heard.some((pattern) => pattern.test(asked))
    ? 'When is there speech?'
    : text
}
