import type { Modality } from '../../media/media.js'
import { edgeOf } from '../reachability.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import { comparesSeveral } from './capabilities.js'
import type { KnownTool } from './reading/known-tool.js'
import { type Mention, type MentionScope, mentionsIn, speaksOfSeveral } from './reading/mentions.js'
import type { Reading } from './reading/reading.js'
import { hasRole } from './reading/roles.js'
import type { Option, Wish } from './reading/wishes.js'
import { wordsOf } from './wish-words.js'
import type { Token } from './words/tokens.js'

/** What came of one thing that was asked for. */
export interface WishOutcome {
  known: KnownTool
  /** Attached media that it was about. */
  media: readonly Source[]
  results: readonly Source[]
}

/** What was spoken of and done so far in this request. */
export interface State {
  outcomes: readonly WishOutcome[]
  /** Results that words right before point back to: "the summary". */
  pointed: readonly WishOutcome[]
}

export const noState: State = { outcomes: [], pointed: [] }

/** How surely something is what a wish is about, from "the words name it" down to "it is all there is". */
export type Rank = 4 | 3 | 2 | 1 | 0

export interface Subjects {
  sources: readonly Source[]
  rank: Rank
  /** Whether another modality has to be made of it first. */
  converts: boolean
}

export function scopeOf(
  builder: PlanBuilder,
  tokens: readonly Token[],
  reading: Reading,
  state: State,
): MentionScope {
  const done = state.outcomes.at(-1)?.media.map(({ value }) => value.slice(1)) ?? []
  const spokenOf = done.length > 0 ? done : namedBefore(builder, tokens, reading)
  return {
    media: builder.mediaFor(tokens),
    newestOnly: builder.request.history.turns.length > 0 && !speaksOfSeveral(tokens),
    spokenOf: spokenOf.length > 0 ? spokenOf : builder.lastSpokenOf,
    aliases: reading.aliases,
  }
}

/** "Ignore the first; describe the rest": files that the sentence before names, where words speak of the others. */
function namedBefore(
  builder: PlanBuilder,
  tokens: readonly Token[],
  { sentences, aliases }: Reading,
): string[] {
  if (!tokens.some(({ text }) => /^(?:others?|rest|remaining)$/i.test(text))) return []
  const start = tokens[0]?.start ?? 0
  const before = [...sentences].reverse().find((sentence) => (sentence[0]?.start ?? start) < start) ?? []
  const scope: MentionScope = { media: builder.media, newestOnly: false, spokenOf: [], aliases }
  return mentionsIn(before, scope).flatMap((one) => (one.kind === 'media' && one.isNamed ? one.names : []))
}

/** What the clause of a wish speaks of, without what is to be made. */
export function mentionsOf(
  builder: PlanBuilder,
  wish: Wish,
  option: Option,
  reading: Reading,
  state: State,
): Mention[] {
  const { sentence, clauseStart, clauseEnd } = wish
  const clause = sentence.slice(clauseStart, clauseEnd)
  const made = new Set(option.made.map((at) => at - clauseStart))
  const found = mentionsIn(clause, scopeOf(builder, clause, reading, state)).filter(
    (mention) => ![...made].some((at) => at >= mention.at && at < mention.end),
  )
  const named = new Set(
    found.flatMap((one) =>
      one.kind === 'media' && one.isNamed && !one.isExcluded && one.names.length > 0 ? [one.modality] : [],
    ),
  )
  return found.filter(
    (one) => one.kind !== 'media' || one.isNamed || one.isExcluded || !named.has(one.modality),
  )
}

/** What a wish is about, for a tool that takes a modality: named, pointed at, or simply there. Undefined: nothing fits. */
export function subjectsFor(
  builder: PlanBuilder,
  wish: Wish,
  option: Option,
  mentions: readonly Mention[],
  modality: Modality,
  reading: Reading,
  state: State,
): Subjects | undefined {
  const found = (sources: readonly Source[], rank: Rank): Subjects | undefined =>
    sources.length > 0
      ? { sources: distinct(sources), rank, converts: sources.some((one) => one.modality !== modality) }
      : undefined
  const fits = (sources: readonly Source[]) => sources.filter((one) => one.modality === modality)
  const canBe = (sources: readonly Source[]) =>
    sources.filter((one) => builder.canConvert(one.modality, modality))

  if (builder.meant.length > 0) return found(fits(builder.meant), 4) ?? found(canBe(builder.meant), 3)
  const following =
    modality === 'text' && mentions.some((one) => one.kind === 'noun' && one.isFollowing)
      ? nextQuoted(wish)
      : undefined
  if (following) return found([literalSource(following)], 4)
  const asks = hasRole(option.known.tool, 'question')
  if (modality === 'text' && wish.payload !== undefined && !(asks && /\?\s*$/.test(wish.payload)))
    return found([literalSource(wish.payload)], 4)
  const named = explicitSources(builder, withSoundOf(mentions, option.known), modality, reading, state)
  // What is wanted of a video that is named may be its sound.
  const explicit = modality === 'audio' ? named.map((source) => builder.soundOf(source) ?? source) : named
  const last = state.outcomes.at(-1)
  const pointed = state.pointed.flatMap(({ results }) => results)
  const back = mentions.some(({ kind }) => kind === 'pronoun')
  const backAtAll = mentions.some((one) => one.kind === 'pronoun' && one.isSeveral)
  const results =
    fits(last?.results ?? []).length > 0 || modality !== 'text'
      ? fits(last?.results ?? [])
      : lastMade(state, 'text')
  // Once a picture has been changed, "it" is what it has become.
  const spokenOf = lastMedia(state, modality, topicOf(builder, wish, reading, state))
  const version = lastVersion(state, modality)
  const described =
    modality === 'text' && !comparesSeveral(option.known.tool) ? wordsOf(wish, option, reading) : undefined
  const shown = shownNow(builder, wish, modality, state)
  const introduced =
    modality === 'text'
      ? reading.introduced.filter(({ isQuestion }) => !isQuestion).map(({ text }) => literalSource(text))
      : []
  const attached = attachedTo(builder, wish.sentence.slice(wish.clauseStart, wish.clauseEnd), [modality])
  return (
    found(fits(explicit), 4) ??
    found(fits(pointed), 4) ??
    (described?.isExplicit ? found([described.source], 4) : undefined) ??
    found(shown, 3) ??
    (modality === 'text' ? undefined : found(results, 3)) ??
    (back && modality === 'text' && (last?.known.givesText || backAtAll || spokenOf.length === 0)
      ? found(results, 3)
      : undefined) ??
    (back ? found(version.length > 0 ? version : spokenOf, 3) : undefined) ??
    found(canBe(explicit), 1) ??
    found(results, 3) ??
    found(canBe(pointed), 1) ??
    (last && last.results.length > 0 && introduced.length === 0
      ? found(canBe(mediaOf(last.results)), 2)
      : undefined) ??
    found(spokenOf, 2) ??
    found(introduced, 2) ??
    found(attached, 2) ??
    earlierOf(builder, modality, found) ??
    (described ? found([described.source], 1) : undefined) ??
    found(canBe(last?.results ?? []), 0) ??
    found(canBe(attachedTo(builder, wish.sentence, ['audio', 'image', 'text', 'video', 'table'])), 0)
  )
}

const mediaOf = (sources: readonly Source[]): Source[] =>
  sources.filter(({ modality }) => modality !== 'text' && modality !== 'table')

function earlierOf(
  builder: PlanBuilder,
  modality: Modality,
  found: (sources: readonly Source[], rank: Rank) => Subjects | undefined,
) {
  const earlier = builder.earlier(modality)
  return earlier ? found([earlier], 2) : undefined
}

/** What the words name: files, texts in quotation marks, and what was made on the way. */
function explicitSources(
  builder: PlanBuilder,
  mentions: readonly Mention[],
  wanted: Modality,
  reading: Reading,
  state: State,
): Source[] {
  const excluded = new Set(
    mentions.flatMap((one) => (one.kind === 'media' && one.isExcluded ? one.names : [])),
  )
  const sources = mentions.flatMap((mention): readonly Source[] => {
    if (
      mention.kind === 'text' &&
      isUsed(builder, mention.text) &&
      mentions.some(({ kind }) => kind === 'pronoun')
    )
      return []
    if (mention.kind === 'text')
      return mention.isQuestion && wanted !== 'text' ? [] : [literalSource(mention.text)]
    const named = mention.kind === 'media' || mention.kind === 'noun' ? madeAs(state, mention.word) : []
    if (named.length > 0) return named
    if (mention.kind === 'media' && !mention.isExcluded) {
      const version = mention.isNamed ? [] : lastVersion(state, mention.modality)
      return version.length > 0 ? version : mention.names.map((name) => mediaSource(name, mention.modality))
    }
    if (mention.kind !== 'noun' || mention.isIndefinite) return []
    const made = lastMade(state, mention.modality)
    if (made.length > 0) return made
    if (mention.modality === 'text' && reading.introduced.length > 0)
      return reading.introduced.filter(({ isQuestion }) => !isQuestion).map(({ text }) => literalSource(text))
    return []
  })
  const texts = sources.some(({ isLiteral }) => isLiteral) && wanted === 'text'
  const all = texts
    ? sources.filter(({ isLiteral }) => isLiteral)
    : excluded.size > 0 && sources.length === 0
      ? namesBut(builder, mentions, excluded)
      : sources
  return all.filter(({ value }) => !excluded.has(value.slice(1)))
}

function namesBut(
  builder: PlanBuilder,
  mentions: readonly Mention[],
  excluded: ReadonlySet<string>,
): Source[] {
  const modality = mentions.flatMap((one) =>
    one.kind === 'media' && one.isExcluded ? [one.modality] : [],
  )[0]
  return (modality ? (builder.media[modality] ?? []) : [])
    .filter((name) => !excluded.has(name))
    .map((name) => mediaSource(name, modality ?? 'image'))
}

/** What a tool gave whose results are called so: "the summary". */
function madeAs({ outcomes }: State, word: string): readonly Source[] {
  const found = [...outcomes].reverse().find(({ known }) => known.resultWords.has(word))
  return found?.results ?? []
}

/** Whether a step works on a text already: behind "... and classify it: 'some text'" it is what "it" was made of. */
const isUsed = (builder: PlanBuilder, text: string): boolean =>
  builder.steps.some(({ input }) => Object.values(input).includes(literalSource(text).value))

/** The newest result of a modality in this request; of words, those that are a text, rather than labels. */
function lastMade({ outcomes }: State, modality: Modality): readonly Source[] {
  if (modality === 'text') {
    const texts = [...outcomes]
      .reverse()
      .find(({ known, results }) => known.givesText && results.some((one) => one.modality === 'text'))
    if (texts) return texts.results.filter((one) => one.modality === 'text')
  }
  for (const { results } of [...outcomes].reverse()) {
    const found = results.filter((one) => one.modality === modality)
    if (found.length > 0) return found
  }
  return []
}

/** The newest version of a picture or recording: what "the picture" is once it has been changed. */
function lastVersion(state: State, modality: Modality): readonly Source[] {
  return modality === 'text' || modality === 'table'
    ? []
    : lastMade(state, modality).filter(({ isVersion }) => isVersion)
}

function lastMedia({ outcomes }: State, modality: Modality, topic: readonly Source[]): readonly Source[] {
  for (const { media } of [...outcomes].reverse()) {
    const found = media.filter((one) => one.modality === modality)
    if (found.length > 0) return found
  }
  return topic.filter((one) => one.modality === modality)
}

/** The file that was spoken of last before a wish: what "it" is. */
function topicOf(builder: PlanBuilder, wish: Wish, reading: Reading, { outcomes }: State): readonly Source[] {
  const { sentence, clauseStart } = wish
  const before = [
    ...reading.sentences.slice(0, reading.sentences.indexOf(sentence)).flat(),
    ...sentence.slice(0, clauseStart),
  ]
  const file = [...before]
    .reverse()
    .find(
      ({ kind, reference, text }) =>
        kind === 'file' && (reference ?? reading.aliases.get(text.toLowerCase())),
    )
  const condition = wish.condition?.tokens
  // What was worked on last goes first, where the wish can be about it.
  const last = outcomes.at(-1)?.media ?? []
  const [likeliest] = wish.options
  const canBeLast = wish.options.some(
    ({ known, weight }) =>
      weight > (likeliest?.weight ?? 0) - 0.1 &&
      last.some(({ modality }) => edgeOf(known.tool).needs.includes(modality)),
  )
  if (!file && condition && !canBeLast) return spokenOfIn(builder, condition, reading)
  const start = sentence[clauseStart]?.start ?? 0
  const answered = reading.answered.filter(([first]) => first !== undefined && first.start < start)
  if (!file && answered.length > 0) return spokenOfIn(builder, answered.flat(), reading)
  const name = file?.reference ?? reading.aliases.get(file?.text.toLowerCase() ?? '')
  const modality = name === undefined ? undefined : builder.request.media[name]?.modality
  return name !== undefined && modality ? [mediaSource(name, modality)] : []
}

/** "If the second picture shows a dog, ..., otherwise describe it": what the condition speaks of. */
const spokenOfIn = (builder: PlanBuilder, tokens: readonly Token[], { aliases }: Reading): Source[] =>
  mentionsIn(tokens, { media: builder.media, newestOnly: false, spokenOf: [], aliases }).flatMap((one) =>
    one.kind === 'media' && !one.isExcluded ? one.names.map((name) => mediaSource(name, one.modality)) : [],
  )

/** "Convert the following text into speech, and classify that: '...'". */
function nextQuoted({ sentence, end }: Wish): string | undefined {
  return sentence
    .slice(end)
    .find(({ kind, text }) => (kind === 'quoted' || kind === 'code') && !/\?$/.test(text))?.text
}

/** A question in quotation marks is no text to work on for a tool that answers it. */
const withSoundOf = (mentions: readonly Mention[], known: KnownTool): readonly Mention[] =>
  hasRole(known.tool, 'labels')
    ? mentions.filter(({ kind }) => kind !== 'text')
    : hasRole(known.tool, 'question')
      ? mentions.filter((one) => one.kind !== 'text' || !one.isQuestion)
      : mentions

/**
 * Media that "this" shows rather than points back to: in "describe this and transcribe this", of a picture and a
 * recording, the second is the recording.
 */
function shownNow(
  builder: PlanBuilder,
  { sentence, clauseStart, clauseEnd }: Wish,
  modality: Modality,
  { outcomes }: State,
): readonly Source[] {
  const clause = sentence.slice(clauseStart, clauseEnd)
  const last = outcomes.at(-1)
  if (!last || modality === 'text' || !clause.some(({ text }) => /^(?:this|these)$/i.test(text))) return []
  return attachedTo(builder, clause, [modality]).filter(({ value }) =>
    last.media.every((source) => source.value !== value),
  )
}

/** All attached media of the first modality there is; in a chat the newest, unless the words speak of several. */
export function attachedTo(
  builder: PlanBuilder,
  tokens: readonly Token[],
  wanted: readonly Modality[],
): readonly Source[] {
  const modality = wanted.find((candidate) => builder.media[candidate])
  const names = (modality && builder.media[modality]) ?? []
  const newestOnly = builder.request.history.turns.length > 0 && !speaksOfSeveral(tokens)
  return modality ? (newestOnly ? names.slice(-1) : names).map((name) => mediaSource(name, modality)) : []
}

const distinct = (sources: readonly Source[]): Source[] => [
  ...new Map(sources.map((source) => [source.value, source])).values(),
]
