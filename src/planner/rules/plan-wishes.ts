import { clip } from '../../core/text.js'
import type { Condition } from '../../plan/condition.js'
import { isCommonThing } from '../../tools/text/common-things.js'
import type { AnyTool } from '../../tools/tool.js'
import { askPresence, asksPresence, listenForLabels } from './ask-presence.js'
import { bindTool } from './bind.js'
import { mediaSource, type PlanBuilder, type Source } from './builder.js'
import {
  comparesPictures,
  comparesSeveral,
  concludesFromPictures,
  joinsByTime,
  tells,
} from './capabilities.js'
import { aboutOf, type Choice, choicesFor } from './choices.js'
import { fulfil } from './fulfil.js'
import { lengthWanted, pickByFit, pickByLength } from './pick-best.js'
import { conditionFor } from './plan-conditions.js'
import { mentionsIn } from './reading/mentions.js'
import type { SaidCondition } from './reading/read-conditions.js'
import type { Reading } from './reading/reading.js'
import { hasRole } from './reading/roles.js'
import type { Wish } from './reading/wishes.js'
import { planComparison } from './several/plan-comparison.js'
import { attachedTo, noState, type State, scopeOf, type WishOutcome } from './subjects.js'
import { plainText, textOf } from './wish-words.js'
import { labelsIn } from './words/labels.js'
import { nounMeanings } from './words/nouns.js'

/** More than these are no request of a person. */
const mostWishes = 40

/** Adds the steps for all wishes, each going on from what those before it gave. */
export function planWishes(builder: PlanBuilder, reading: Reading): void {
  let state: State = noState
  if (reading.wishes.length > mostWishes)
    builder.fallsShort(`Only the first ${mostWishes} of ${reading.wishes.length} wishes were planned.`)
  for (const wish of reading.wishes.slice(0, mostWishes)) {
    if (wish.saying === undefined && repeats(wish, reading, state)) continue
    const back = wish.isResult || asksAgain(wish, reading) ? madeBefore(wish, state) : undefined
    if (back && !namesOthers(builder, wish, reading, back)) {
      state = { ...state, pointed: [...state.pointed, back] }
      continue
    }
    const outcome = narrowToBest(builder, wish, planWhen(builder, wish, reading, state))
    if (typeof outcome === 'string')
      builder.fallsShort(`Could not plan "${nameOf(wish, reading)}": ${outcome}.`)
    else
      state = {
        outcomes: [...state.outcomes, outcome],
        pointed: wish.isResult ? [...state.pointed, outcome] : [],
      }
  }
}

/** "The longest transcript": of several results, the one that is wanted. */
function narrowToBest(
  builder: PlanBuilder,
  { sentence, start }: Wish,
  outcome: WishOutcome | string,
): WishOutcome | string {
  const order = typeof outcome === 'string' ? undefined : lengthWanted(sentence, start)
  if (!order || typeof outcome === 'string') return outcome
  const best = pickByLength(
    builder,
    outcome.results.filter(({ modality }) => modality === 'text'),
    order,
  )
  return best ? { ...outcome, results: [best] } : outcome
}

/** A wish under its condition, and once for each file that its words pick out. */
function planWhen(builder: PlanBuilder, wish: Wish, reading: Reading, state: State): WishOutcome | string {
  const condition = wish.condition && conditionFor(builder, wish.condition, reading, state)
  const filtered = wish.filter ? filteredMedia(builder, wish, reading, state) : []
  const { filter } = wish
  if (!filter || filtered.length === 0)
    return planUnder(builder, condition, () => planWish(builder, wish, reading, state))
  const best = filter.best === undefined ? undefined : bestPictures(builder, filtered, filter, reading)
  if (best) {
    builder.meant = best
    const outcome = planUnder(builder, condition, () => planWish(builder, wish, reading, state))
    builder.meant = []
    return outcome
  }
  const outcomes = filtered.map((source) => {
    const holds = conditionFor(builder, filter, reading, state, partnerOf(builder, source, filter.partner))
    builder.meant = [source]
    const both = condition && holds ? { all: [condition, holds] } : (holds ?? condition)
    const outcome = planUnder(builder, both, () => planWish(builder, wish, reading, state))
    builder.meant = []
    return outcome
  })
  const done = outcomes.filter((one) => typeof one !== 'string')
  const first = outcomes[0]
  const [one] = done
  if (!one) return typeof first === 'string' ? first : 'nothing at hand is fit for it'
  return {
    known: one.known,
    media: done.flatMap(({ media }) => media),
    results: done.flatMap(({ results }) => results),
  }
}

/** "The picture that fits 'a cat' best", "the two that do". */
function bestPictures(
  builder: PlanBuilder,
  pictures: readonly Source[],
  { tokens, best }: SaidCondition,
  { text }: Reading,
): Source[] | undefined {
  const [thing] = labelsIn(plainText(tokens, text))
  const isFit = thing !== undefined && pictures.every(({ modality }) => modality === 'image')
  return isFit ? pickByFit(builder, pictures, thing, best) : undefined
}

/** What goes with a file: the recording of the same place among as many. */
function partnerOf(builder: PlanBuilder, source: Source, noun: string | undefined): Source {
  const modality = noun === undefined ? undefined : nounMeanings.get(noun)?.[0]
  const own = builder.media[source.modality] ?? []
  const others = modality && modality !== source.modality ? builder.media[modality] : undefined
  const name = others?.length === own.length ? others[own.indexOf(source.value.slice(1))] : undefined
  return modality && name !== undefined ? mediaSource(name, modality) : source
}

function planUnder(
  builder: PlanBuilder,
  when: Condition | undefined,
  plan: () => WishOutcome | string,
): WishOutcome | string {
  builder.when = when
  const outcome = plan()
  builder.when = undefined
  return outcome
}

/** The files that "the recordings that mention a train" are chosen from. */
function filteredMedia(builder: PlanBuilder, wish: Wish, reading: Reading, state: State): Source[] {
  const best = wish.saying === undefined ? choicesFor(builder, wish, reading, state)[0] : undefined
  const media = (
    best?.mentions ?? mentionsIn(wish.sentence, scopeOf(builder, wish.sentence, reading, state))
  ).flatMap((one) =>
    one.kind === 'media' && !one.isExcluded ? one.names.map((name) => mediaSource(name, one.modality)) : [],
  )
  const some = media.length > 0 ? media : (best?.subjects.filter(({ isLiteral }) => !isLiteral) ?? [])
  return some.filter(({ modality }) => modality === 'image' || modality === 'audio')
}

/** What is to be said, with the name of the file that it is said of where there are several. */
function saidOf(builder: PlanBuilder, saying: string): string {
  const [only, ...more] = builder.meant
  const file = only && more.length === 0 ? builder.request.media[only.value.slice(1)] : undefined
  return file?.name === undefined ? saying : `${file.name}: ${saying}`
}

function planWish(builder: PlanBuilder, wish: Wish, reading: Reading, state: State): WishOutcome | string {
  const [option] = wish.options
  if (wish.saying !== undefined && option)
    return {
      known: option.known,
      media: [],
      results: builder.outputsOf(builder.add(option.known.tool, { text: saidOf(builder, wish.saying) })),
    }
  const choices = choicesFor(builder, wish, reading, state)
  const best = choices[0]
  if (best && asksPresence(best)) {
    const found = askPresence(builder, wish, best, reading, state)
    if (found) return found
  }
  const heard = best && listenForLabels(builder, best)
  if (heard) return heard
  if (best && joinsByTime(best.option.known.tool)) {
    const results = best.subjects.flatMap((video) => builder.watch(video) ?? [])
    if (results.length > 0) return { known: best.option.known, media: best.subjects, results }
  }
  if (best && concludesFromPictures(best.option.known.tool)) return planComparison(builder, best)
  const watched = best && answersNowhere(builder, best) ? watchAll(builder, best) : undefined
  if (watched) return watched
  const known = choices.filter(({ option }) => builder.isKnown(option.known))
  const outcome = fulfil(builder, wish, known, reading, state)
  const other = typeof outcome === 'string' ? undefined : otherFiles(known, outcome)
  if (other && typeof outcome !== 'string') {
    const more = fulfil(builder, wish, [other], reading, state)
    if (typeof more !== 'string')
      return {
        ...outcome,
        media: [...outcome.media, ...more.media],
        results: [...outcome.results, ...more.results],
      }
  }
  if (best && (saysHowTheyDiffer(wish) || asksOfSameThing(wish)) && saysOnlyHowAlike(best.option.known.tool))
    describeEach(builder, best.subjects)
  return outcome
}

/** A question that no tool at hand answers from what it is about: words of any kind may be about what a video shows. */
const answersNowhere = (builder: PlanBuilder, { option: { known }, subjects }: Choice): boolean =>
  hasRole(known.tool, 'question') &&
  (!builder.mayRun(known.tool) || subjects.every(({ isLiteral }) => isLiteral)) &&
  subjects.every(({ value }) => !Object.hasOwn(builder.request.media, value.slice(1)))

function watchAll(builder: PlanBuilder, { option: { known } }: Choice): WishOutcome | undefined {
  const media = attachedTo(builder, [], ['video'])
  const results = media.flatMap((video) => builder.watch(video) ?? [])
  return results.length > 0 ? { known, media, results } : undefined
}

/** "Describe a.png and b.wav": the files of another kind that the same words name, with the tool for them. */
function otherFiles([best, ...others]: readonly Choice[], { media }: WishOutcome): Choice | undefined {
  if (!best || best.mentions.length < 2) return undefined
  const done = new Set([aboutOf(best.option.known.tool), ...media.map(({ modality }) => modality)])
  return others.find(({ option, mentions, score }) => {
    const modality = aboutOf(option.known.tool)
    const isNamed = mentions.some(
      (one) =>
        one.kind === 'media' &&
        one.isNamed &&
        !one.isExcluded &&
        one.modality === modality &&
        one.names.length > 0,
    )
    return score > 1 && isNamed && !done.has(modality)
  })
}

/** The outcome that words such as "the transcript" point back to, unless they want another. */
function madeBefore({ options, sentence, start }: Wish, { outcomes }: State): WishOutcome | undefined {
  const article = sentence[start - 1]?.text ?? ''
  if (/^(?:an?|another|new)$/i.test(article)) return undefined
  const tools = new Set(options.map(({ known }) => known.tool.id))
  return [...outcomes].reverse().find(({ known }) => tools.has(known.tool.id))
}

/** "The transcript of the second, then the transcript of the first": of another file than what was made before. */
function namesOthers(
  builder: PlanBuilder,
  { sentence, end, clauseEnd }: Wish,
  reading: Reading,
  { media }: WishOutcome,
): boolean {
  const clause = sentence.slice(end, clauseEnd)
  const modality = media[0]?.modality
  const own = modality && builder.media[modality]
  if (!own || own.length < 2) return false
  const scope = { ...scopeOf(builder, clause, reading, noState), media: { [modality]: own } }
  return mentionsIn(clause, scope).some(
    (one) =>
      one.kind === 'media' &&
      one.isNamed &&
      one.names.some((name) => media.every(({ value }) => value !== `$${name}`)),
  )
}

/** "I want the answer translated": no second question. */
const asksAgain = (wish: Wish, reading: Reading): boolean =>
  wish.sentence.slice(wish.start, wish.end).some(({ stem }) => stem === 'answer') &&
  !wish.sentence.slice(wish.clauseStart, wish.clauseEnd).some(({ kind }) => kind === 'quoted') &&
  / the answer /i.test(` ${textOf(wish.sentence.slice(wish.start, wish.end), reading.text)} `)

/** "What are the main points? Make a summary.": the same once more, of nothing else. */
function repeats(
  { options, sentence, clauseStart, clauseEnd, start }: Wish,
  reading: Reading,
  { outcomes }: State,
): boolean {
  const last = outcomes.at(-1)
  if (!last || options[0]?.known !== last.known) return false
  const own = sentence.slice(clauseStart === 0 ? 0 : start, clauseEnd)
  return (
    !own.some(
      ({ kind, text }) =>
        kind === 'quoted' ||
        kind === 'file' ||
        kind === 'number' ||
        /^(?:it|its|this|that|them|again|then|the|second|other|finally)$/i.test(text),
    ) && reading.wishes.length > 1
  )
}

/** The words that asked, for notes. */
export const nameOf = ({ sentence, start, end }: Wish, { text }: Pick<Reading, 'text'>): string =>
  textOf(sentence.slice(start, end), text) || clip(textOf(sentence, text)).replace(/[?.!]+$/, '')

/** The part of a request that a wish stands for, as far as the next: "is that in the picture". */
export function partOf(wish: Wish, { text, wishes }: Reading): string {
  const { sentence, start, end, clauseEnd } = wish
  const next = wishes.flatMap((one) => (one.sentence === sentence && one.start >= end ? [one.start] : []))
  const part = sentence.slice(start, Math.max(end, Math.min(clauseEnd, ...next)))
  const closes = part.findLastIndex(
    ({ kind, text: said }, at) =>
      at < end - start || (kind !== 'mark' && !/^(?:and|or|then|but|also|please)$/i.test(said)),
  )
  return clip(textOf(part.slice(0, closes + 1), text) || nameOf(wish, { text })).replace(/[?.!]+$/, '')
}

const saysHowTheyDiffer = ({ sentence, start, end }: Wish): boolean =>
  sentence.slice(start, end).some(({ stem }) => /^(?:compar|differ|difference|differenc)/.test(stem))

/** "Is it the same dog in both?": whether both show one is told by their descriptions. */
const asksOfSameThing = ({ sentence }: Wish): boolean =>
  sentence.some(({ text }, at) => /^same$/i.test(text) && isCommonThing(sentence[at + 1]?.text ?? ''))

/** Whether it compares several, but not point by point. */
const saysOnlyHowAlike = (tool: AnyTool): boolean =>
  comparesSeveral(tool) && !comparesPictures('differences')(tool)

/** How alike pictures are says little of how they differ; their descriptions do. */
function describeEach(builder: PlanBuilder, subjects: readonly Source[]): void {
  const tool = builder.find(tells('image'))
  const pictures = subjects.filter(({ modality }) => modality === 'image')
  if (tool && pictures.length > 0)
    bindTool(builder, { tool }, pictures, { sentence: '', clause: '', labels: [] })
}
