import type { Modality } from '../../media/media.js'
import { toolSchema } from '../../plan/tool-schema.js'
import { bindTool } from './bind.js'
import { mediaSource, type PlanBuilder, type Source } from './builder.js'
import { answersFrom, tells } from './capabilities.js'
import { aboutOf } from './choices.js'
import { mentionsIn } from './reading/mentions.js'
import type { Reading } from './reading/reading.js'
import { attachedTo, noState, scopeOf } from './subjects.js'
import { textOf } from './wish-words.js'

/** Talk that asks for nothing. */
const smallTalk =
  /^(?:(?:hi|hello|hey|thanks?|thank you|thx|ok(?:ay)?|great|good|nice|cool|bye|goodbye|yes|no|sure|please|very much|so much|a lot|well done|wow)\b|\s|[.,!])+$/i

/** Whether a text is talk that asks for nothing. */
export const isSmallTalk = (text: string): boolean => text !== '' && text.length < 200 && smallTalk.test(text)

/** A text shorter than this needs no summary. Characters. */
const longText = 1500

const askedBy = /^(?:what|who|whose|when|where|which|why|how|is|are|does|do|can)$/i

/** Words that no tool knows: a question is answered from what is at hand, anything else gets what is natural for the media. */
export function planWithoutWishes(builder: PlanBuilder, reading: Reading): void {
  const { media, history } = builder.request
  const wholeText = reading.text.trim()
  if (reading.unwanted.length > 0) return
  if (isSmallTalk(wholeText) && (history.turns.length > 0 || builder.atHand.size === 0)) return
  const tokens = reading.sentences.flat().slice(0, 500)
  const words = tokens.filter(({ kind }) => kind === 'word').length
  const mentions = mentionsIn(tokens, scopeOf(builder, tokens, reading, noState))
  const mentioned = mentions.flatMap((one): Source[] =>
    one.kind === 'media' && !one.isExcluded ? one.names.map((name) => mediaSource(name, one.modality)) : [],
  )
  if (
    words > 1 &&
    tokens.some(
      ({ text, kind }, at) => (kind === 'mark' && /[?？؟]/.test(text)) || (at === 0 && askedBy.test(text)),
    )
  ) {
    const subjects =
      mentioned.length > 0
        ? mentioned
        : attachedTo(builder, tokens, ['text', 'table', 'image', 'video', 'audio'])
    const question = textOf(tokens, reading.text) || wholeText
    if (subjects.length > 0 && answer(builder, subjects, question)) {
      const answers = subjects.every(({ modality }) =>
        builder.request.tools.some((tool) => builder.mayRun(tool, question) && answersFrom(modality)(tool)),
      )
      const goesOn = history.turns.length > 0 && mentioned.length > 0
      if (!answers && !goesOn)
        builder.fallsShort('No rule fits the question; what was found may answer it.', true)
      return
    }
  }
  const newest = history.turns.length > 0 ? Object.keys(media).slice(-1) : Object.keys(media)
  const meant = mentioned.length > 0 ? mentioned.map(({ value }) => value.slice(1)) : newest
  for (const name of meant) showByItself(builder, name)
  if (wholeText !== '' && builder.steps.length > 0)
    builder.fallsShort('No rule fits the words; this is what the files show by themselves.', true)
}

function answer(builder: PlanBuilder, subjects: readonly Source[], question: string): boolean {
  const words = { sentence: question, clause: question, labels: [] }
  const before = builder.steps.length
  for (const subject of subjects) {
    const answering = builder.request.tools.find(
      (tool) => answersFrom(subject.modality)(tool) && !tool.about && builder.mayRun(tool, question),
    )
    const telling = builder.find(tells(subject.modality))
    const tool = answering ?? telling
    if (!tool && subject.modality === 'video') builder.watch(subject)
    if (tool) bindTool(builder, { tool }, [subject], words)
  }
  return builder.steps.length > before
}

/** What is done with a file that comes without a request. */
function showByItself(builder: PlanBuilder, name: string): void {
  const item = builder.request.media[name]
  if (!item || (item.modality === 'text' && (item.facts.characters ?? 0) < longText)) return
  const words = { sentence: '', clause: '', labels: [] }
  const natural = (modality: Modality) =>
    builder.request.tools
      .filter((tool) => tool.byDefault && aboutOf(tool) === modality && toolSchema(tool).input.size > 0)
      .sort((a, b) => Number(tells(modality)(b)) - Number(tells(modality)(a)))
  // A video shows by itself what is said in it.
  const hasSound = item.modality === 'video' && builder.media.audio?.includes(name)
  for (const modality of hasSound ? [item.modality, 'audio' as const] : [item.modality])
    for (const tool of natural(modality)) bindTool(builder, { tool }, [mediaSource(name, modality)], words)
  if (item.modality === 'video') builder.watch(mediaSource(name, 'video'))
}
