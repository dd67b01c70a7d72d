import { mediaSource, type PlanBuilder, type Source } from './builder.js'
import { planWishes } from './plan-wishes.js'
import { formIn } from './reading/forms.js'
import { mentionsIn, speaksOfSeveral } from './reading/mentions.js'
import { readRequest } from './reading/read-request.js'
import type { Reading } from './reading/reading.js'
import { isRecipe } from './reading/recipes.js'
import type { Vocabulary } from './reading/vocabulary.js'
import { noState, scopeOf } from './subjects.js'
import { gloss } from './words/gloss.js'
import { wordSet } from './words/grammar/word-reader.js'
import { labelsIn } from './words/labels.js'

/** More words than these say something of their own. */
const mostWords = 9

/** The media that the last request of a chat was about: what its words name, else the newest. */
export function spokenOfBefore(builder: PlanBuilder, before: Reading | undefined): readonly string[] {
  if (!before) return []
  const tokens = before.sentences.flat().slice(0, 200)
  const found = mentionsIn(tokens, scopeOf(builder, tokens, before, noState))
  const names = found.flatMap((one) => (one.kind === 'media' && !one.isExcluded ? one.names : []))
  return names.length > 0 ? [...new Set(names)] : Object.keys(builder.request.media).slice(-1)
}

/** What the last request of a chat asked for. */
export function lastReading({ request }: PlanBuilder, vocabulary: Vocabulary): Reading | undefined {
  for (const { text } of [...request.history.turns].reverse().slice(0, 5)) {
    const reading = readRequest({ text, media: request.media }, vocabulary)
    if (reading.wishes.length > 0) return reading
  }
  return undefined
}

/** All media of the kind that was spoken of last: "and now both". */
function allOf({ request, lastSpokenOf, media }: PlanBuilder): Source[] {
  const modality = request.media[lastSpokenOf[0] ?? '']?.modality
  return modality ? (media[modality] ?? []).map((name) => mediaSource(name, modality)) : []
}

/** "How many of them?", "which one?": the last question once more, now of how many or of which. */
export const asksOfSame = (text: string): boolean =>
  asksOfAll(text) ||
  /^(?:(?:and|so|ok(?:ay)?|but|then|now),? )*(?:how many|which|in which|on which|all|both|any|none|neither|either|is it all|are they all)(?: one| ones)?(?: (?:of|in) (?:them|these|those|the (?:pictures|photos|images|recordings|memos|files|two|three)))?(?: (?:are (?:there|they|those|these)|is (?:it|that|there)|(?:do|does|have|has|are|is)(?: not|n't|n’t)?|have it|have one|has it|in total|altogether|is that))?[ ?!.]*$/i.test(
    text.trim(),
  )

/** "Is it the same in both?", "and is that so in the others?": the last question of all. */
const asksOfAll = (text: string): boolean =>
  /^(?:(?:and|so|ok(?:ay)?|but|now),? )*(?:is|are|does|do) (?:it|that|this|they|these|those) (?:the same|alike|different|also|too|so|hold|true)?\b[^.?!]{0,12}?\b(?:in|for|on|with|of|between) (?:both|all|each|every)\b[^.?!]{0,24}[?.! ]*$/i.test(
    text.trim(),
  )

const everyOne = /\b(?:all|both)\b/i

const howWords = wordSet(
  'and now then please thanks thank you again once more time the same thing answer one but rather better shorter longer both each ok okay it that this them those all of everything whole put give show make write format turn say have me us just only instead into in as can could i want need result results answers output',
)

/** "As JSON, please": the same once more, in another form. */
export function saysOnlyHow(text: string): boolean {
  const form = formIn(text)
  const rest = form ? `${text.slice(0, form.start)} ${text.slice(form.end)}` : text
  const words = rest.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return form !== undefined && words.every((word) => howWords.has(word))
}

/** The files that the last answer spoke of, where they are of one kind. */
function answeredBefore({ request: { media, history } }: PlanBuilder): Source[] {
  const answer = history.turns.at(-1)?.answer ?? ''
  const found = Object.entries(media).filter(([, { name }]) => name !== undefined && answer.includes(name))
  const kinds = new Set(found.map(([, { modality }]) => modality))
  return kinds.size === 1 ? found.map(([name, { modality }]) => mediaSource(name, modality)) : []
}

/** "And a dog?" after "is there a fish in the picture?": the same question about another thing. */
function askedOfAnother(
  text: string,
  before: Reading,
  vocabulary: Vocabulary,
  { request }: PlanBuilder,
): Reading | undefined {
  const looksFor = before.wishes.some(({ options }) => options[0] && isRecipe(options[0].known))
  const [old] = labelsIn(before.text)
  const [thing, ...others] = labelsIn(text.replace(/^\s*(?:and|or|what about|how about)\b/i, ' '))
  if (!looksFor || old === undefined || thing === undefined || others.length > 0) return undefined
  const again = readRequest({ text: before.text.replace(old, thing), media: request.media }, vocabulary)
  return again.wishes.length > 0 ? again : undefined
}

/** "And in this one?", "what about this?": the newest file is shown. */
const shows =
  /^(?:(?:and|or|but|so|now|then|what|how|about|in|on|for|here|please|of|with|[,.?!]) ?)*(?:this|here)(?: (?:one|picture|photo|image|memo|recording|file|here))?[ ?.!]*$/i

/** "And the second one?": the last request once more, of other media. Returns whether that is what the words mean. */
export function goOn(
  builder: PlanBuilder,
  reading: Reading,
  before: Reading | undefined,
  vocabulary: Vocabulary,
): boolean {
  const tokens = reading.sentences.flat()
  if (before && asksOfSame(reading.text)) {
    builder.meant = asksOfAll(reading.text) || everyOne.test(reading.text) ? allOf(builder) : []
    planWishes(builder, before)
    return true
  }
  if (
    !before ||
    reading.unwanted.length > 0 ||
    tokens.filter(({ kind }) => kind === 'word').length > mostWords
  )
    return false
  const named = mentionsIn(tokens, scopeOf(builder, tokens, reading, noState)).flatMap((one) =>
    one.kind === 'media' && one.isNamed ? [one] : [],
  )
  const all = named.length === 0 && speaksOfSeveral(tokens) ? allOf(builder) : []
  const [newest] =
    named.length === 0 && shows.test(reading.text) ? Object.keys(builder.request.media).slice(-1) : []
  const modality = builder.request.media[newest ?? '']?.modality
  if (newest !== undefined && modality) {
    builder.meant = [mediaSource(newest, modality)]
    planWishes(builder, before)
    return true
  }
  if (named.length === 0 && all.length === 0) {
    if (saysOnlyHow(gloss(builder.request.text))) {
      builder.meant = answeredBefore(builder)
      planWishes(builder, before)
      return true
    }
    const again = askedOfAnother(reading.text, before, vocabulary, builder)
    if (!again) return false
    builder.meant = spokenOfBefore(builder, before).flatMap((name) => {
      const modality = builder.request.media[name]?.modality
      return modality ? [mediaSource(name, modality)] : []
    })
    planWishes(builder, again)
    return true
  }
  builder.meant =
    all.length > 0
      ? all
      : named.flatMap(({ names, modality }) => names.map((name) => mediaSource(name, modality)))
  const lacking = named.find(({ names }) => names.length === 0)
  if (lacking) builder.fallsShort(`The words speak of another ${lacking.modality} than there is.`)
  if (builder.meant.length > 0) planWishes(builder, before)
  return true
}
