import type { Condition } from '../../plan/condition.js'
import { askPresence, asksPresence } from './ask-presence.js'
import { bindTool } from './bind.js'
import { mediaSource, type PlanBuilder, type Source } from './builder.js'
import { comparesSeveral, tells } from './capabilities.js'
import { choicesFor, fulfil } from './fulfil.js'
import { conditionFor } from './plan-conditions.js'
import type { Reading } from './read-request.js'
import { noState, type Outcome, type State } from './subjects.js'
import { textOf } from './wish-words.js'
import type { Wish } from './wishes.js'

/** Adds the steps for all wishes, each going on from what those before it gave. */
export function planWishes(builder: PlanBuilder, reading: Reading): void {
  let state: State = noState
  for (const wish of reading.wishes) {
    if (repeats(wish, reading, state)) continue
    const back = wish.isResult || asksAgain(wish, reading) ? madeBefore(wish, state) : undefined
    if (back) {
      state = { ...state, pointed: [...state.pointed, back] }
      continue
    }
    const outcome = planWhen(builder, wish, reading, state)
    if (typeof outcome === 'string')
      builder.fallsShort(`Could not plan "${nameOf(wish, reading)}": ${outcome}.`)
    else
      state = {
        outcomes: [...state.outcomes, outcome],
        pointed: wish.isResult ? [...state.pointed, outcome] : [],
      }
  }
}

/** A wish under its condition, and once for each file that its words pick out. */
function planWhen(builder: PlanBuilder, wish: Wish, reading: Reading, state: State): Outcome | string {
  const condition = wish.condition && conditionFor(builder, wish.condition, reading, state)
  const filtered = wish.filter ? filteredMedia(builder, wish, reading, state) : []
  const { filter } = wish
  if (!filter || filtered.length === 0)
    return planUnder(builder, condition, () => planWish(builder, wish, reading, state))
  const outcomes = filtered.map((source) => {
    const holds = conditionFor(builder, filter, reading, state, source)
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

function planUnder(
  builder: PlanBuilder,
  when: Condition | undefined,
  plan: () => Outcome | string,
): Outcome | string {
  builder.when = when
  const outcome = plan()
  builder.when = undefined
  return outcome
}

/** The files that "the recordings that mention a train" are chosen from. */
function filteredMedia(builder: PlanBuilder, wish: Wish, reading: Reading, state: State): Source[] {
  const best = choicesFor(builder, wish, reading, state)[0]
  const media =
    best?.mentions.flatMap((one) =>
      one.kind === 'media' && !one.isExcluded ? one.names.map((name) => mediaSource(name, one.modality)) : [],
    ) ?? []
  const some = media.length > 0 ? media : (best?.subjects.filter(({ isLiteral }) => !isLiteral) ?? [])
  return some.filter(({ modality }) => modality === 'image' || modality === 'audio')
}

function planWish(builder: PlanBuilder, wish: Wish, reading: Reading, state: State): Outcome | string {
  const choices = choicesFor(builder, wish, reading, state)
  const best = choices[0]
  if (best && asksPresence(best)) {
    const found = askPresence(builder, wish, best, reading, state)
    if (found) return found
  }
  const outcome = fulfil(
    builder,
    wish,
    choices.filter(({ option }) => builder.isKnown(option.known)),
    reading,
    state,
  )
  if (best && saysHowTheyDiffer(wish) && comparesSeveral(best.option.known.tool))
    describeEach(builder, best.subjects)
  return outcome
}

/** The outcome that words such as "the transcript" point back to, unless they want another. */
function madeBefore({ options, sentence, start }: Wish, { outcomes }: State): Outcome | undefined {
  const article = sentence[start - 1]?.text ?? ''
  if (/^(?:an?|another|new)$/i.test(article)) return undefined
  const tools = new Set(options.map(({ known }) => known.tool.id))
  return [...outcomes].reverse().find(({ known }) => tools.has(known.tool.id))
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
        /^(?:it|its|this|that|them|again|then|the|second|other|finally)$/i.test(text),
    ) && reading.wishes.length > 1
  )
}

/** The words that asked, for notes. */
export const nameOf = ({ sentence, start, end }: Wish, { text }: Reading): string =>
  textOf(sentence.slice(start, end), text)

const saysHowTheyDiffer = ({ sentence, start, end }: Wish): boolean =>
  sentence.slice(start, end).some(({ stem }) => /^(?:compar|differ|difference|differenc)/.test(stem))

/** How alike pictures are says little of how they differ; their descriptions do. */
function describeEach(builder: PlanBuilder, subjects: readonly Source[]): void {
  const tool = builder.find(tells('image'))
  const pictures = subjects.filter(({ modality }) => modality === 'image')
  if (tool && pictures.length > 0)
    bindTool(builder, { tool }, pictures, { sentence: '', clause: '', labels: [] })
}
