import { z } from 'zod'
import type { StepReport } from '../../executors/step-report.js'
import { type MomentQuestion, momentQuestionIn } from '../../planner/rules/moments/moment-question.js'
import type { RecordingPart } from '../../planner/rules/moments/recording-part.js'
import { isSameWords, wordsIn } from '../../tools/text/mentions.js'
import { asksSomething } from '../presence.js'
import { type Lead, short } from '../several.js'

const heard = z.object({
  text: z.string(),
  segments: z
    .array(z.object({ text: z.string(), start: z.number().nullish(), end: z.number().nullish() }))
    .min(1),
})

/** Something that is said, with its time in seconds. */
interface Said {
  text: string
  start: number
  end: number
}

/** The answers of transcripts to a question about the time in a recording: when, what then, what first. Empty: it asks for something else. */
export function leadsOfMoments(request: string, steps: readonly StepReport[]): Lead[] {
  const question = momentQuestionIn(request)
  if (!question) return []
  const transcripts = steps.flatMap((step) => {
    const found = step.status === 'done' ? heard.safeParse(step.output).data : undefined
    const said = (found?.segments ?? []).flatMap(({ text, start, end }): Said[] =>
      typeof start === 'number' ? [{ text: text.trim(), start, end: end ?? start }] : [],
    )
    return said.length > 0 ? [{ step, said }] : []
  })
  const answers = transcripts.flatMap(({ step, said }) => {
    const lead = isCounted(question, step, steps) ? undefined : answerTo(question, said)
    if (!lead) return []
    const where = transcripts.length > 1 ? `${short(step.subject)}: ` : ''
    return [{ ...lead, text: `${where}${lead.text} [${step.id}]`, insteadOf: [step.id] }]
  })
  const counts = answers.flatMap(({ value }) => (typeof value === 'number' ? [value] : []))
  const isSummed =
    question.kind === 'often' && counts.length > 1 && !/\b(?:each|every|per|respectively)\b/i.test(request)
  const sum = counts.reduce((total, count) => total + count, 0)
  return isSummed ? [{ text: `${sum} in all:`, word: String(sum), value: sum }, ...answers] : answers
}

/** Whether a tool for that has counted the words of the transcript: two numbers of them are one too many. */
function isCounted(question: MomentQuestion, { id }: StepReport, steps: readonly StepReport[]): boolean {
  if (question.kind !== 'amount') return false
  const counts = new RegExp(`\\d ${question.of.slice(0, -1)}`)
  return steps.some(({ subject, summary }) => subject === `${id}.text` && counts.test(summary ?? ''))
}

function answerTo(question: MomentQuestion, said: readonly Said[]): Lead | undefined {
  switch (question.kind) {
    case 'when':
      return sayWhen(said, question)
    case 'part':
      return sayPart(said, question)
    case 'beside':
      return sayBeside(said, question)
    case 'between':
      return sayBetween(said, question.things)
    case 'sequence':
      return saySequence(said, question)
    case 'times':
      return { text: said.map((one) => `${clockOf(one.start)} ${one.text}`).join('\n') }
    case 'often':
      return sayOften(said, question.words)
    default:
      return sayAmount(said, question.of)
  }
}

/** The sentences that have the most of the words; none where fewer than half of the words are said. */
function placesOf(said: readonly Said[], words: readonly string[]): number[] {
  const counts = said.map(({ text }) => {
    const own = wordsIn(text)
    return words.filter((word) => own.some((other) => isSameWords(word, other) || isForm(word, other))).length
  })
  const most = Math.max(...counts)
  return most * 2 < words.length || most === 0
    ? []
    : counts.flatMap((count, at) => (count === most ? [at] : []))
}

/** `seeing` and `see`. */
const isForm = (one: string, other: string): boolean => {
  const base = (word: string) => word.replace(/(?:ing|ed)$/, '')
  return base(one).length > 2 && base(one) === base(other)
}

function sayWhen(
  said: readonly Said[],
  { words, isLast }: { words: readonly string[]; isLast: boolean },
): Lead | undefined {
  const places = placesOf(said, words).flatMap((at) => said[at] ?? [])
  const ordered = isLast ? [...places].reverse() : places
  const [first, ...others] = ordered
  if (!first) return undefined
  const again =
    others.length > 0 ? ` Also ${others.map((one) => `at ${timeOf(one)}: "${one.text}"`).join(', ')}.` : ''
  return {
    text: `At ${timeOf(first)}: "${first.text}".${again}`,
    word: clockOf(first.start),
    value: first.start,
  }
}

function sayPart(
  said: readonly Said[],
  { part, words, isAsked }: { part: RecordingPart; words: readonly string[]; isAsked: boolean },
): Lead | undefined {
  const found = saidIn(said, part)
  const quoted = found.map(({ text }) => text).join(', ')
  if (isAsked) {
    const places = placesOf(found, words)
    const holds = places.length > 0
    return {
      text: `${holds ? 'Yes' : 'No'}: there it says ${quoted === '' ? 'nothing' : `"${quoted}"`}.`,
      word: holds ? 'Yes' : 'No',
      value: holds,
    }
  }
  if (quoted === '') return { text: 'Nothing is said there.' }
  const [first] = found
  const when = part.by === 'word' || !first ? '' : `, from ${timeOf(first)} on`
  return { text: `It says there: "${quoted}"${when}.`, value: quoted }
}

/** What is said in a part. An instant between two sentences is a second's of either. */
function saidIn(said: readonly Said[], part: RecordingPart): Said[] {
  const length = said.at(-1)?.end ?? 0
  if (part.by === 'word') {
    const words = said.flatMap(({ text }) => text.split(/\s+/))
    const some = part.place === 'first' ? words.slice(0, part.count) : words.slice(-part.count)
    const [near] = part.place === 'first' ? said : said.slice(-1)
    return near ? [{ ...near, text: some.join(' ') }] : []
  }
  if (part.by === 'sentence') {
    const some = part.isQuestion ? said.filter(({ text }) => asksSomething.test(text)) : said
    if (part.place === 'ends') return [...some.slice(0, 1), ...some.slice(1).slice(-1)]
    if (part.place === 'first') return some.slice(0, part.count)
    if (part.place === 'last') return some.slice(-part.count)
    return some.slice(part.place, part.place + 1)
  }
  const scale = part.by === 'share' ? length : 1
  const [from, until] = [part.from < 0 ? length + part.from : part.from * scale, part.until * scale]
  const isInstant = until - from < 0.1
  // What only begins or ends there belongs to the part that most of it is in.
  const found = said.filter(({ start, end }) => {
    const shared = Math.min(end, until) - Math.max(start, from)
    return isInstant ? shared >= 0 : shared > (end - start) / 2
  })
  if (found.length > 0 || !isInstant || from > length + 1) return found
  return said.filter(({ start, end }) => Math.min(Math.abs(start - from), Math.abs(end - from)) <= 1)
}

function sayBeside(
  said: readonly Said[],
  { words, isBefore }: { words: readonly string[]; isBefore: boolean },
): Lead | undefined {
  const places = placesOf(said, words)
  const at = isBefore ? places[0] : places.at(-1)
  if (at === undefined) return undefined
  const next = said[isBefore ? at - 1 : at + 1]
  const side = isBefore ? 'before' : 'after'
  if (!next) return { text: `Nothing is said ${side} that.` }
  const own = said[at]
  return {
    text: `Right ${side} that${own ? ` (at ${timeOf(own)})` : ''} it says: "${next.text}", at ${timeOf(next)}.`,
    value: next.text,
  }
}

function sayBetween(said: readonly Said[], things: readonly (readonly string[])[]): Lead | undefined {
  const [one, other] = things.map((words) => placesOf(said, words)[0])
  if (one === undefined || other === undefined) return undefined
  const found = said.slice(Math.min(one, other) + 1, Math.max(one, other))
  const quoted = found.map(({ text }) => text).join(', ')
  const [first] = found
  return first
    ? { text: `Between them it says: "${quoted}", from ${timeOf(first)} on.`, value: quoted }
    : { text: 'Nothing is said between them.' }
}

function saySequence(
  said: readonly Said[],
  { things, asks }: Extract<MomentQuestion, { kind: 'sequence' }>,
): Lead | undefined {
  const [one, other] = things.map((words) => ({ words: words.join(' '), at: placesOf(said, words)[0] }))
  if (!one || !other || one.at === undefined || other.at === undefined) return undefined
  const isBefore = one.at < other.at
  const times = [one, other].map(({ words, at }) => {
    const place = said[at ?? 0]
    return place ? `${words} at ${timeOf(place)}` : words
  })
  const basis = `${times.join(', ')}.`
  if (asks === 'side')
    return { text: `${isBefore ? 'Before' : 'After'}: ${basis}`, word: isBefore ? 'Before' : 'After' }
  if (asks === 'first' || asks === 'last') {
    const wanted = (asks === 'first') === isBefore ? one.words : other.words
    return { text: `${wanted}: ${basis}`, word: wanted, value: wanted }
  }
  const holds = (asks === 'before') === isBefore
  return { text: `${holds ? 'Yes' : 'No'}: ${basis}`, word: holds ? 'Yes' : 'No', value: holds }
}

function sayOften(said: readonly Said[], words: readonly string[]): Lead {
  const wanted = words.filter((word) => !/^\d/.test(word))
  const all = said.flatMap(({ text }) => wordsIn(text))
  const count = all.filter((_, at) =>
    wanted.every((word, place) => isSameWords(word, all[at + place] ?? '')),
  ).length
  const times = placesOf(said, wanted).flatMap((at) => said[at] ?? [])
  const when = count > 0 && times.length > 0 ? `, at ${times.map(timeOf).join(' and ')}` : ''
  return {
    text: `${count} ${count === 1 ? 'time' : 'times'}: "${wanted.join(' ')}"${when}.`,
    word: String(count),
    value: count,
  }
}

function sayAmount(said: readonly Said[], of: 'words' | 'sentences' | 'questions'): Lead {
  const count =
    of !== 'words'
      ? said.filter(({ text }) => of === 'sentences' || asksSomething.test(text)).length
      : said.reduce((sum, { text }) => sum + text.split(/\s+/).filter(Boolean).length, 0)
  return { text: `${count} ${count === 1 ? of.slice(0, -1) : of}.`, word: String(count), value: count }
}

/** `0:04`. */
const clockOf = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`

/** `0:04 (4.7 seconds)`. */
const timeOf = ({ start }: Said): string => `${clockOf(start)} (${start.toFixed(1)} seconds)`
