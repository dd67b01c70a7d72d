import { z } from 'zod'
import { formatCount, formatList } from '../../core/text.js'
import type { StepReport } from '../../executors/step-report.js'
import {
  type VoiceQuestion,
  voiceQuestionIn,
  voiceSentences,
} from '../../planner/rules/voices/voice-question.js'
import { secondsOf } from '../../tools/audio/measure/pauses.js'
import { type Lead, short } from '../several.js'

const spanSchema = z.object({ start: z.number(), end: z.number() })
const spanOf = z.object({ speaker: z.string(), ...spanSchema.shape })
const paused = z.object({ pauses: z.array(spanSchema), longestSeconds: z.number() })
const told = z.object({ count: z.number(), turns: z.array(spanOf) })
const attributed = z.object({ lines: z.array(spanOf.extend({ text: z.string() })) })
/** What recordings are compared by, with its unit and the words for more and for less. */
const measures = {
  loudness: {
    of: z.object({ lufs: z.number().optional(), peakDb: z.number() }).transform(({ lufs }) => lufs ?? -100),
    say: (value: number) => (value > -100 ? `${value.toFixed(1)} LUFS` : 'silent'),
    words: ['loud', 'quiet'],
  },
  pace: {
    of: z.object({ wordsPerMinute: z.number() }).transform(({ wordsPerMinute }) => wordsPerMinute),
    say: (value: number) => `${value.toFixed(0)} words per minute`,
    words: ['fast', 'slow'],
  },
  pitch: {
    of: z.object({ hertz: z.number(), voicedSeconds: z.number() }).transform(({ hertz }) => hertz),
    say: (value: number) => `${value.toFixed(0)} Hz`,
    words: ['high', 'low'],
  },
} as const

/** The answers that measured pauses, turns and levels give to a question of voices. Empty: it asks for something else. */
export function leadsOfVoices(text: string, steps: readonly StepReport[]): Lead[] {
  return voiceSentences(text).flatMap((sentence) => leadsOfQuestion(sentence, steps))
}

function leadsOfQuestion(text: string, steps: readonly StepReport[]): Lead[] {
  const question = voiceQuestionIn(text)
  const done = steps.filter(({ status }) => status === 'done')
  if (!question) return []
  if (question.kind === 'compare') return compare(text, question, done)
  return done.flatMap((step) => {
    const lead = leadOf(question, step.output, short(step.subject))
    // One thing that somebody says is all that was asked; the rest of the talk is not.
    const isPart = question.kind === 'says' && question.turn !== undefined && lead?.word === undefined
    return lead
      ? [{ ...lead, text: `${lead.text} [${step.id}]`, ...(isPart && { insteadOf: [step.id] }) }]
      : []
  })
}

function leadOf(question: VoiceQuestion, output: unknown, name: string): Lead | undefined {
  const turns = told.safeParse(output).data
  const lines = attributed.safeParse(output).data?.lines
  switch (question.kind) {
    case 'pauses':
      return sayPauses(question, paused.safeParse(output).data, name)
    case 'count':
      return turns && yesOrNo(question.bound.holds(turns.count), `${speakers(turns.count)} in ${name}.`)
    case 'each':
      return turns && { text: `${speakers(turns.count)} in ${name}.`, value: turns.count }
    case 'says':
      return lines && sayWords(question, lines, name)
    case 'starts':
      return turns && sayStart(question.speaker, turns.turns, name)
    case 'who':
      return turns && sayWho(question.by, turns.turns, name)
    default:
      return undefined
  }
}

const speakers = (count: number): string => formatCount(count, 'speaker')
const yesOrNo = (holds: boolean, basis: string): Lead => {
  const word = holds ? 'Yes' : 'No'
  return { text: `${word}: ${basis}`, word, value: holds }
}
const secondsSaid = (value: number): string => `${value.toFixed(1)} seconds`

function sayPauses(
  { bound, of, isCount }: Extract<VoiceQuestion, { kind: 'pauses' }>,
  found: z.output<typeof paused> | undefined,
  name: string,
): Lead | undefined {
  if (!found) return undefined
  const lengths = found.pauses.map(({ start, end }) => end - start)
  const right = lengths.filter(bound.holds)
  const [longest, shortest] = [Math.max(...lengths), Math.min(...lengths)]
  if (lengths.length === 0)
    return isCount
      ? { text: `0: there are no pauses in ${name}.`, word: '0', value: 0 }
      : yesOrNo(false, `there are no pauses in ${name}.`)
  if (isCount)
    return {
      text: `${right.length} of ${formatCount(lengths.length, 'pause')} in ${name}; the longest lasts ${secondsSaid(longest)}.`,
      word: String(right.length),
      value: right.length,
    }
  const isLongest = of === 'longest' || (of !== 'shortest' && bound.isMore === (of === 'any'))
  const extreme = isLongest ? longest : shortest
  const holds =
    of === 'any' ? right.length > 0 : of === 'all' ? right.length === lengths.length : bound.holds(extreme)
  return yesOrNo(
    holds,
    `the ${isLongest ? 'longest' : 'shortest'} pause in ${name} lasts ${secondsSaid(extreme)}.`,
  )
}

function sayWords(
  { speaker, turn }: Extract<VoiceQuestion, { kind: 'says' }>,
  lines: z.output<typeof attributed>['lines'],
  name: string,
): Lead | undefined {
  const wanted = speaker < 0 ? lines.at(-1)?.speaker : `Speaker ${speaker}`
  const own = lines.filter((line) => line.speaker === wanted).map(({ text }) => text.trim())
  if (wanted === undefined) return undefined
  const edge = turn && own.at(turn === 'first' ? 0 : -1)
  if (edge !== undefined) return { text: `"${edge}", says ${wanted} ${turn} in ${name}.`, value: edge }
  if (own.length > 0)
    return { text: `${wanted} says in ${name}: "${own.join(' … ')}".`, value: own.join(' ') }
  const heard = [...new Set(lines.map((line) => line.speaker))].sort()
  return { text: `${wanted} is not heard in ${name}, only ${formatList(heard)}.`, word: 'nobody' }
}

/** When a speaker is heard first; speakers are counted in the order in which they begin. */
function sayStart(speaker: number, turns: z.output<typeof told>['turns'], name: string): Lead | undefined {
  const names = [...new Set([...turns].sort((a, b) => a.start - b.start).map((turn) => turn.speaker))]
  const wanted = speaker < 0 ? names.at(-1) : names[speaker - 1]
  const first = turns.find((turn) => turn.speaker === wanted)
  if (wanted === undefined || !first)
    return { text: `${formatCount(names.length, 'speaker')} in ${name}, and no more.`, word: 'never' }
  return {
    text: `${wanted} begins at ${secondsSaid(first.start)} in ${name}.`,
    word: first.start.toFixed(1),
    value: first.start,
  }
}

function sayWho(
  by: 'most' | 'least' | 'first' | 'last',
  turns: z.output<typeof told>['turns'],
  name: string,
): Lead | undefined {
  const names = [...new Set(turns.map(({ speaker }) => speaker))]
  const all = names.map((speaker) => {
    const own = turns.filter((turn) => turn.speaker === speaker)
    return {
      speaker,
      seconds: secondsOf(own),
      first: Math.min(...own.map(({ start }) => start)),
      last: Math.max(...own.map(({ end }) => end)),
    }
  })
  const rank = {
    most: (one: (typeof all)[number]) => -one.seconds,
    least: (one: (typeof all)[number]) => one.seconds,
    first: (one: (typeof all)[number]) => one.first,
    last: (one: (typeof all)[number]) => -one.last,
  }[by]
  const [best, ...others] = all.sort((a, b) => rank(a) - rank(b))
  if (!best) return { text: `Nobody is heard speaking in ${name}.`, word: 'nobody' }
  const isTime = by === 'first' || by === 'last'
  const say = (one: (typeof all)[number]) =>
    isTime
      ? `${by === 'first' ? 'from' : 'until'} second ${one[by].toFixed(1)}`
      : `for ${secondsSaid(one.seconds)}`
  const rest = others.map((one) => `${one.speaker} ${say(one)}`)
  return {
    text: `${best.speaker}, ${say(best)} in ${name}${rest.length > 0 ? `; ${formatList(rest)}` : ', and nobody else'}.`,
    word: best.speaker,
    value: best.speaker,
  }
}

function compare(
  text: string,
  { by, isMore, isYesOrNo }: Extract<VoiceQuestion, { kind: 'compare' }>,
  steps: readonly StepReport[],
): Lead[] {
  const { of, say, words } = measures[by]
  const all = steps.flatMap(({ id, subject, output }) => {
    const value = of.safeParse(output).data
    return value === undefined ? [] : [{ id, subject, name: short(subject), value, said: say(value) }]
  })
  const cited = `[${all.map(({ id }) => id).join(', ')}]`
  const word = `${words[isMore ? 0 : 1]}${all.length > 2 ? 'est' : 'er'}`
  if (isYesOrNo) {
    const places = all.map(({ subject }, at) => placeIn(text, subject, at))
    const [asked, ...others] = all
      .map((one, at) => ({ one, place: places[at] ?? 0 }))
      .sort((a, b) => a.place - b.place)
      .map(({ one }) => one)
    if (!asked || others.length === 0) return []
    const holds = others.every(({ value }) => (isMore ? asked.value > value : asked.value < value))
    const said = formatList([asked, ...others].map((one) => `${one.name} has ${one.said}`))
    const lead = yesOrNo(holds, `${said}.`)
    return [{ ...lead, text: `${lead.text} ${cited}` }]
  }
  const [best, ...others] = all.sort((a, b) => (isMore ? b.value - a.value : a.value - b.value))
  const [next] = others
  if (!best || !next) return []
  if (best.said === next.said)
    return [
      {
        text: `None is ${word}: ${formatList(all.map(({ name, said }) => `${name} (${said})`))}. ${cited}`,
        word: 'none',
      },
    ]
  const rest = formatList(others.map(({ name, said }) => `${name} (${said})`))
  return [
    {
      text: `${best.name} (${best.said}) is the ${all.length > 2 ? word : `${word} one`}. ${cited}\nThen: ${rest}.`,
      word: best.name,
      value: best.name,
    },
  ]
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']

/** Where words speak of a file; what they don't name is taken to stand right before "than". */
function placeIn(text: string, subject: string, at: number): number {
  const lower = text.toLowerCase()
  const [reference = ''] = subject.split(' ')
  const names = [short(subject), reference, ordinals[at] ?? ''].filter(Boolean)
  const places = names.map((name) => lower.indexOf(name.toLowerCase())).filter((place) => place >= 0)
  return places.length > 0 ? Math.min(...places) : lower.indexOf(' than ')
}
