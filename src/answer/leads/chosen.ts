import { z } from 'zod'
import { formatList, formatPercent, withArticle } from '../../core/text.js'
import type { StepReport } from '../../executors/step-report.js'
import type { Plan } from '../../plan/plan.js'
import type { Check } from '../../plan/planned.js'
import { isCommonThing, singularOf, thingsOfKind } from '../../tools/text/common-things.js'
import { mentions, wordsIn } from '../../tools/text/mentions.js'
import { isOfNoKind, relatedWord } from '../kinds-of-things.js'
import { isSaid, type PresenceFinding } from '../presence.js'
import { countSaid, type Lead, short } from '../several.js'

const described = z.object({ text: z.string() })
const choice = z.object({
  label: z.string(),
  labels: z.array(z.object({ label: z.string(), score: z.number().optional() })).min(2),
})
const givenLabels = z.array(z.string()).min(2)

/** A label for what is none of the others. */
const residual =
  /^(?:an? )?(?:others?|something else|anything else|none|neither|things?|objects?|items?|misc(?:ellaneous)?|rest|unknown)$/i

/**
 * Which of the given labels a description bears out, where it names a thing of just one of them: a dog is an animal, whatever a
 * classifier that never learnt the word makes of it. Of files that no description decides, the classifier's label stays.
 */
export function leadsOfChoices({ steps: planned }: Plan, steps: readonly StepReport[], text = ''): Lead[] {
  const chosen = steps.flatMap((step) => {
    const input = planned.find(({ id }) => id === step.id)?.input
    const labels = givenLabels.safeParse(input?.labels).data
    const output = step.status === 'done' ? choice.safeParse(step.output).data : undefined
    if (!input || !labels || !output || labels.some((label) => label.includes('$') || label.includes('{{')))
      return []
    const telling = planned.find(
      (other) =>
        other.id !== step.id &&
        !other.input.labels &&
        other.input.image !== undefined &&
        other.input.image === input.image,
    )
    const told = steps.find(({ id, status }) => id === telling?.id && status === 'done')
    const text = described.safeParse(told?.output).data?.text
    const best = text === undefined ? undefined : labelFor(labels, text)
    return [{ step, told, best, label: output.label, text }]
  })
  if (!chosen.some(({ best }) => best !== undefined))
    return asksWhatItIs.test(text) && !chosen.some(({ label }) => residual.test(label.trim()))
      ? chosen.map(({ step, label }) => asAnswer(step, label, chosen.length > 1))
      : []
  return chosen.map(({ step, told, best, label, text: description }) => {
    const name = chosen.length > 1 ? `${short(step.subject)}: ` : ''
    const cited = [step, told].flatMap((one) => one?.id ?? [])
    const basis = best === undefined ? 'it fits best' : `as "${description ?? ''}" says`
    const said = best ?? label
    const isAnswer = asksWhatItIs.test(text)
    const written = isAnswer ? (name === '' ? capital(named(said)) : named(said)) : said
    return {
      text: `${name}${written}, ${basis}. [${[...cited].join(', ')}]`,
      word: said,
      value: said,
      insteadOf: cited,
    }
  })
}

const named = (label: string): string => (isCommonThing(label) ? withArticle(label) : label)
const capital = (said: string): string => said.charAt(0).toUpperCase() + said.slice(1)

/** "Is this a dog or a cat?" */
const asksWhatItIs = /^(?:so |and )?(?:is|are|was|were) (?:it|this|that|these|those|they|the)\b[^.!]*\?$/i

/** What a classifier chose, as the answer to what a file is: "A dog". */
function asAnswer({ id, subject, output }: StepReport, label: string, isOneOfSeveral: boolean): Lead {
  const said = named(label)
  const score = choice.safeParse(output).data?.labels.find((one) => one.label === label)?.score
  const name = isOneOfSeveral ? `${short(subject)}: ${said}` : capital(said)
  return {
    text: `${name}, as the best of the given labels${score === undefined ? '' : ` (${formatPercent(score)})`}. [${id}]`,
    word: label,
    value: label,
    insteadOf: [id],
  }
}

/** Of labels to choose from for recordings, those that what is said bears out; where there is none, the one that stands for all others. */
export function leadsOfHeardChoices(checks: readonly Check[], steps: readonly StepReport[]): Lead[] {
  const chosen = checks.flatMap(({ things, told, isChoice }) => {
    const step = isChoice && steps.find(({ id, status }) => id === told && status === 'done')
    const text = step ? described.safeParse(step.output).data?.text : undefined
    return step && text !== undefined ? [{ step, text, labels: things }] : []
  })
  return chosen.map(({ step, text, labels }) => {
    const own = labels.filter((label) => !residual.test(label.trim()))
    const borne = own.filter((label) => isSaid(text, label))
    const fitting = borne.length > 0 ? borne : labels.filter((label) => !own.includes(label))
    const name = chosen.length > 1 ? `${short(step.subject)}: ` : ''
    const said = formatList(fitting) || 'none of these'
    return {
      text: `${name}${said}, as "${text}" ${fitting.length > 0 ? 'says' : 'has none of their words'}. [${step.id}]`,
      word: said,
      value: said,
      insteadOf: [step.id],
    }
  })
}

/** "Is there any of these in the picture: a, b, c?", as `words/grammar/labelling.ts` puts it: those that each file has. Empty: it is not asked. */
export function leadsOfThese(text: string, findings: readonly PresenceFinding[]): Lead[] {
  if (!/^is there any of these in [^:]+: /i.test(text)) return []
  const subjects = [...new Set(findings.map(({ subject }) => subject))]
  return subjects.map((subject) => {
    const own = findings.filter((one) => one.subject === subject)
    const there = own.flatMap(({ thing, verdict }) => (verdict === 'yes' ? [thing] : []))
    const unsure = own.flatMap(({ thing, verdict }) => (verdict === 'unknown' ? [thing] : []))
    const name = subjects.length > 1 ? `${short(subject)}: ` : ''
    const said = there.length > 0 ? there.join(', ') : 'none of these'
    const rest = unsure.length > 0 ? `; I can't tell of ${formatList(unsure)}` : ''
    return {
      text: `${name}${said}${rest}. [${[...new Set(own.flatMap(({ steps }) => steps))].join(', ')}]`,
      word: said,
      value: there,
    }
  })
}

/** The one label that a description names, or that names a kind of what it names. */
function labelFor(labels: readonly string[], text: string): string | undefined {
  const counted = countedLabel(labels, text) ?? wholeLabel(labels, text)
  if (counted !== undefined) return counted
  const named = labels.filter((label) => !residual.test(label.trim()) && isBorneOut(label, text))
  const [only, ...more] = named
  if (only !== undefined) return more.length === 0 ? only : undefined
  const left = labels.filter((label) => residual.test(label.trim()))
  const others = labels.filter((label) => !left.includes(label))
  return left.length === 1 && others.every((label) => isDenied(label, text)) ? left[0] : undefined
}

/** Of labels that are descriptions themselves, the one that the description is or begins with, else the one that shares most of its words in their order. */
function wholeLabel(labels: readonly string[], text: string): string | undefined {
  const said = wordsIn(text)
  const own = labels.map((label) => wordsIn(label.replace(/^\(?[a-f]\)\s*/i, '')))
  if (own.some((words) => words.length < 3)) return undefined
  const scores = own.map((words) => commonRun(words, said) / words.length)
  const most = Math.max(...scores)
  const best = labels.filter((_, at) => scores[at] === most)
  return most > 0.6 && best.length === 1 ? best[0] : undefined
}

/** How many of some words stand in others in the same order, one behind the other or not. */
function commonRun(some: readonly string[], others: readonly string[]): number {
  let lengths = new Array<number>(others.length + 1).fill(0)
  for (const word of some) {
    const next = [0]
    for (const [at, other] of others.entries())
      next.push(word === other ? (lengths[at] ?? 0) + 1 : Math.max(next[at] ?? 0, lengths[at + 1] ?? 0))
    lengths = next
  }
  return lengths.at(-1) ?? 0
}

const amount =
  /^(an?|one|just one|only one|a single|single|two|three|four|five|no|several|many|multiple|more than one|more)(?:[ -](\w+))?$/i
const amounts = 'no one two three four five'.split(' ')

/** Of labels that are all numbers of the same thing, "one object" or "several objects", the one that a description bears out. */
function countedLabel(labels: readonly string[], text: string): string | undefined {
  const read = labels.map((label) => amount.exec(label.trim()))
  const nouns = new Set(read.map((one) => singularOf((one?.[2] ?? 'thing').toLowerCase())))
  const [noun = ''] = nouns
  if (read.includes(null) || nouns.size !== 1) return undefined
  const count = countSaid(text, `${noun}s`)
  return labels.find((_, at) => {
    const said = (read[at]?.[1] ?? '').toLowerCase()
    const number = /^(?:an?|(?:just |only )?one|a single|single)$/.test(said) ? 1 : amounts.indexOf(said)
    return count !== undefined && (number < 0 ? count > 1 : count === number)
  })
}

/** Whether a description has a thing, or one that is a kind of it. */
export const isBorneOut = (label: string, text: string): boolean =>
  mentions(text, label) || relatedWord(text, label)?.isKindOf === true

const isDenied = (label: string, text: string): boolean => {
  const noun = wordsIn(label).at(-1) ?? ''
  return thingsOfKind(noun) ? isOfNoKind(text, label) : isCommonThing(noun)
}
