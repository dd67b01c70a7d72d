import type { Modality } from '../../media/media.js'
import { bindTool } from './bind.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import {
  answersFrom,
  answersQuestions,
  choosesLabel,
  comparesSeveral,
  findsSpeech,
  tells,
} from './capabilities.js'
import type { Choice } from './choices.js'
import { checkPresence } from './presence.js'
import type { KnownTool } from './reading/known-tool.js'
import type { Reading } from './reading/reading.js'
import { isRecipe } from './reading/recipes.js'
import type { Wish } from './reading/wishes.js'
import { attachedTo, type State, subjectsFor, type WishOutcome } from './subjects.js'
import { plainText, textOf } from './wish-words.js'
import { labelsIn } from './words/labels.js'

/** Whether a wish asks if something is there, or sets a picture against words, which comes to the same. */
export function asksPresence(choice: Choice): boolean {
  const { tool } = choice.option.known
  if (isRecipe(choice.option.known)) return true
  const named = new Set(
    choice.mentions.flatMap((one) => (one.kind === 'media' || one.kind === 'noun' ? [one.modality] : [])),
  )
  return comparesSeveral(tool) && named.has('image') && (named.has('audio') || named.has('text'))
}

/** Whether what is named, said or written is in the pictures, recordings or texts. Undefined: no tool can tell. */
export function askPresence(
  builder: PlanBuilder,
  wish: Wish,
  choice: Choice,
  reading: Reading,
  state: State,
): WishOutcome | undefined {
  const tokens = wish.sentence.slice(wish.clauseStart, wish.clauseEnd)
  const clause = plainText(tokens, reading.text)
  const named = labelsIn(clause).map(literalSource)
  const of = (modality: Modality) => {
    const found = choice.mentions.flatMap((one) =>
      one.kind === 'media' && one.modality === modality ? [one] : [],
    )
    return found.length > 0
      ? (subjectsFor(builder, wish, choice.option, found, modality, reading, state)?.sources ?? [])
      : []
  }
  const known = { ...choice.option.known }
  if (named.length > 0 && /\bshow or mention\b/i.test(clause)) {
    const either = lookAndListen(builder, known, tokens, named)
    if (either) return either
  }
  const tellers = [...of('audio'), ...of('text')]
  const isNamed = named.length > 0
  const pictures = firstOf(
    of('image'),
    tellers.length > 0 && isNamed
      ? undefined
      : (state.outcomes.at(-1)?.media ?? []).filter(({ modality }) => modality === 'image'),
    tellers.length > 0 && isNamed ? undefined : spokenOfBefore(builder, tokens, 'image'),
    tellers.length > 0 && isNamed ? undefined : attachedTo(builder, tokens, ['image']),
  )
  if (pictures) {
    const things = tellers.length === 0 && isNamed ? named : toldThings(builder, wish, tellers, state)
    const before = builder.steps.length
    const results = checkPresence(builder, pictures, things)
    if (results) return { known, media: pictures, results }
    builder.rewind(before)
  }
  const heard = tokens.some(({ stem }) => /^(?:say|said|mention|speak|spoken|talk|hear|heard)/.test(stem))
  const isRecording = ({ value }: Source) => builder.request.media[value.slice(1)]?.modality === 'audio'
  const videos = heard || of('audio').some(isRecording) ? [] : attachedTo(builder, tokens, ['video'])
  const seen = watchFor(builder, known, videos, named)
  if (seen) return seen
  const recordings = firstOf(
    of('audio'),
    spokenOfBefore(builder, tokens, 'audio'),
    tellers.length > 0
      ? undefined
      : subjectsFor(builder, wish, choice.option, choice.mentions, 'audio', reading, state)?.sources,
  )
  if (recordings) return listenFor(builder, known, recordings, named)
  return askText(builder, wish, known, choice, reading, state)
}

/**
 * Which of several labels a recording is about, where no tool at hand may choose among them: each is looked for in what is said.
 * Undefined: a tool may choose, or it is about something else.
 */
export function listenForLabels(
  builder: PlanBuilder,
  { option, subjects, labels }: Choice,
): WishOutcome | undefined {
  const isChoice = choosesLabel(option.known.tool) && !builder.mayRun(option.known.tool) && labels.length > 1
  const named = labels.map((label) => literalSource(label.replace(/^.*\b(?:about|on|of) /i, '')))
  if (!isChoice || subjects.length === 0 || subjects.some(({ modality }) => modality !== 'audio'))
    return undefined
  return labels.every((label) => soundKind.test(label))
    ? listenForVoices(builder, option.known, subjects)
    : listenFor(builder, option.known, subjects, named, true)
}

/** Labels for what a recording is, rather than for what is said in it. */
const soundKind =
  /^(?:(?:human )?speech|speaking|talk(?:ing)?|voices?|music|singing|songs?|noises?|silence)$/i

/** Where there is sound or speech in recordings: the most that can be told without a tool that chooses. */
function listenForVoices(
  builder: PlanBuilder,
  known: KnownTool,
  recordings: readonly Source[],
): WishOutcome | undefined {
  const tool = builder.find(findsSpeech)
  const bound = tool && bindTool(builder, { tool }, recordings, { sentence: '', clause: '', labels: [] })
  return bound?.ok
    ? { known, media: recordings, results: bound.value.flatMap((step) => builder.outputsOf(step)) }
    : undefined
}

/** Whether what is named is seen or said in videos. */
function watchFor(
  builder: PlanBuilder,
  known: KnownTool,
  videos: readonly Source[],
  named: readonly Source[],
): WishOutcome | undefined {
  const results = videos.flatMap((video) => builder.watch(video) ?? [])
  if (results.length === 0) return undefined
  for (const { value } of named.length > 0 ? results : [])
    builder.checks.push({
      ...{ things: named.map((one) => one.value), among: 'image' },
      told: value.slice(1).split('.')[0] ?? '',
    })
  return { known, media: videos, results }
}

/** Whether what is named is said in recordings, by their transcripts. */
function listenFor(
  builder: PlanBuilder,
  known: KnownTool,
  recordings: readonly Source[],
  named: readonly Source[],
  isChoice = false,
): WishOutcome | undefined {
  const listener = builder.find(tells('audio'))
  if (!listener || recordings.some(({ modality }) => modality !== 'audio')) return undefined
  const bound = bindTool(builder, { tool: listener }, recordings, { sentence: '', clause: '', labels: [] })
  if (!bound.ok) return undefined
  if (named.length > 0)
    for (const { id } of bound.value)
      builder.checks.push({
        ...{ things: named.map(({ value }) => value), among: 'audio' },
        ...{ told: id, ...(isChoice && { isChoice }) },
      })
  return { known, media: recordings, results: bound.value.flatMap((step) => builder.outputsOf(step)) }
}

/** Whether what is named is in the pictures or said in the recordings, of all that are attached. */
function lookAndListen(
  builder: PlanBuilder,
  known: KnownTool,
  tokens: Wish['sentence'],
  named: readonly Source[],
): WishOutcome | undefined {
  const pictures = attachedTo(builder, tokens, ['image'])
  const recordings = attachedTo(builder, tokens, ['audio'])
  if (pictures.length === 0 || recordings.length === 0) return undefined
  const seen = checkPresence(builder, pictures, named)
  const heard = listenFor(builder, known, recordings, named)
  return seen && heard
    ? { known, media: [...pictures, ...recordings], results: [...seen, ...heard.results] }
    : undefined
}

function askText(
  builder: PlanBuilder,
  wish: Wish,
  known: KnownTool,
  choice: Choice,
  reading: Reading,
  state: State,
): WishOutcome | undefined {
  const tool = builder.find(answersFrom('text')) ?? builder.find(answersQuestions)
  const found = tool && subjectsFor(builder, wish, choice.option, choice.mentions, 'text', reading, state)
  if (!tool || !found || found.sources.every(({ isLiteral }) => isLiteral)) return undefined
  const texts = found.sources.flatMap((source) => builder.convert(source, 'text') ?? [])
  const sentence = textOf(wish.sentence, reading.text)
  const bound = bindTool(builder, { tool }, texts, { sentence, clause: sentence, labels: [] })
  if (!bound.ok) return undefined
  return { known, media: [], results: bound.value.flatMap((step) => builder.outputsOf(step)) }
}

/** What "that" is: what the words name, what came out of the last step, or what is attached besides the pictures. */
function toldThings(
  builder: PlanBuilder,
  wish: Wish,
  told: readonly Source[],
  { outcomes }: State,
): Source[] {
  const last = outcomes.at(-1)
  const aboutPictures = last?.media.some(({ modality }) => modality === 'image') ?? false
  const sources = firstOf(
    told,
    aboutPictures ? undefined : last?.results.filter(({ modality }) => modality === 'text'),
    attachedTo(builder, wish.sentence, ['audio', 'text']),
  )
  if (sources) return sources.flatMap((source) => builder.convert(source, 'text') ?? [])
  const earlier = builder.earlier('text')
  return earlier ? [earlier] : []
}

/** "Does it show a dog?": in a chat, "it" is what was spoken of before, rather than the newest file. */
const spokenOfBefore = (
  builder: PlanBuilder,
  tokens: Wish['sentence'],
  modality: 'image' | 'audio',
): Source[] =>
  builder.request.history.turns.length > 0 && tokens.some(({ text }) => /^(?:it|too|also|well)$/i.test(text))
    ? builder.lastSpokenOf
        .filter((name) => builder.media[modality]?.includes(name))
        .map((name) => mediaSource(name, modality))
    : []

const firstOf = (...some: (readonly Source[] | undefined)[]): readonly Source[] | undefined =>
  some.find((sources) => sources !== undefined && sources.length > 0)
