import type { Modality } from '../../media/media.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import { quotedIn } from './labels.js'
import { languageMention } from './languages.js'
import { type Mention, mentionPattern, mentionsIn, pointsBack, several, speaksOfSeveral } from './mentions.js'
import type { Want } from './reading.js'

/** What was spoken of so far in this request. */
export interface Focus {
  /** Media that the last thing asked for was about. */
  media: readonly Source[]
  /** What came out of it. */
  results: readonly Source[]
}

export const noFocus: Focus = { media: [], results: [] }

/** The media that a want's words name. */
export function mentionedIn(builder: PlanBuilder, text: string): Mention[] {
  const inChat = builder.request.history.turns.length > 0 && !speaksOfSeveral(text)
  return mentionsIn(text, builder.media, inChat)
}

export const sourcesOf = (mentions: readonly Mention[]): Source[] =>
  mentions.flatMap(({ modality, names }) => names.map((name) => mediaSource(name, modality)))

/** What a want is about: media or text of one of the wanted modalities where there is some, else what can be turned into it. */
export function subjectsOf(
  builder: PlanBuilder,
  want: Want,
  wanted: readonly Modality[],
  focus: Focus,
): readonly Source[] {
  const { clause, rule } = want
  const fits = ({ modality }: { modality: Modality }) => wanted.includes(modality)
  const mentioned = mentionedIn(builder, clause)
  const direct = sourcesOf(mentioned.filter(fits))
  const words = wanted.includes('text') && rule.literal ? wordsIn(want) : { given: [] }
  if (words.given.length > 0) return words.given.map(literalSource)
  if (direct.length > 0) return direct

  const back = pointsBack(clause)
  const spokenOf = wanted
    .map((modality) => {
      const results = focus.results.filter((source) => source.modality === modality)
      return results.length > 0 ? results : focus.media.filter((source) => source.modality === modality)
    })
    .find((sources) => sources.length > 0)
  const shown = /\b(?:this|these)\b/i.test(clause) ? notSpokenOf(builder, clause, wanted[0], focus) : []
  if (shown.length > 0) return shown
  if (back && spokenOf && (spokenOf.length > 1 || !speaksOfSeveral(clause))) return spokenOf
  if (mentioned.length > 0) return sourcesOf(mentioned)
  if (words.rest && !back && wanted[0] === 'text') return [literalSource(words.rest)]
  if (spokenOf && wanted[0] === 'text') return spokenOf
  const attached = attachedTo(builder, clause, wanted)
  if (attached.length > 0) return attached
  const earlier = wanted.map((modality) => builder.earlier(modality)).find(Boolean)
  if (earlier) return [earlier]
  return attachedTo(builder, clause, ['audio', 'image', 'text', 'video', 'table'])
}

/**
 * Media that "this" shows rather than points back to: in "describe this and transcribe this", of a picture and a
 * recording, the second is the recording.
 */
function notSpokenOf(
  builder: PlanBuilder,
  clause: string,
  modality: Modality | undefined,
  { media }: Focus,
): readonly Source[] {
  if (modality === undefined || media.length === 0) return []
  return attachedTo(builder, clause, [modality]).filter(({ value }) =>
    media.every((source) => source.value !== value),
  )
}

/** All attached media of the first modality there is; in a chat the newest, unless the words speak of several. */
export function attachedTo(
  builder: PlanBuilder,
  clause: string,
  wanted: readonly Modality[],
): readonly Source[] {
  const modality = wanted.find((candidate) => builder.media[candidate])
  const names = (modality && builder.media[modality]) ?? []
  const newestOnly = builder.request.history.turns.length > 0 && !speaksOfSeveral(clause)
  const meant = newestOnly ? names.slice(-1) : several(clause, names)
  return modality ? meant.map((name) => mediaSource(name, modality)) : []
}

/** Words that may stand where the text to work on would, and are none. */
const fillers =
  /\b(?:please|now|and|then|also|just|can|could|would|you|i|me|us|for|to|into|in|the|a|an|of|it|this|that|them|these|those|result|text|following|out|aloud|loud|read|say|speak|it|with|what|is|are|there|want|need|like|get|give|make|do|my|your|all|both|each|every|so|too|short|briefly|quickly|words?|sentences?|one|two|few|version|mention|mentioned)\b/gi

/** Text in the request itself: after a colon or in quotation marks, or what remains of the words. */
function wordsIn({ clause, trigger, payload }: Want): { given: string[]; rest?: string } {
  if (payload !== undefined) return { given: [payload] }
  const given = quotedIn(clause)
  if (given.length > 0) return { given }
  const rest = clause
    .replace(trigger, ' ')
    .replace(languageMention, ' ')
    .replace(mentionPattern, ' ')
    .replace(/[\s.,;:!?]+/g, ' ')
    .trim()
  if (rest.replace(fillers, ' ').trim() === '') return { given }
  return { given, rest: rest.replace(/\s+(?:and|then|to|into|in)$/i, '').trim() }
}
