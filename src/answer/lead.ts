import { z } from 'zod'
import { formatList, formatPercent } from '../core/text.js'
import type { StepReport } from '../executors/step-report.js'
import type { Check } from '../plan/planned.js'
import { formIn } from '../planner/rules/reading/forms.js'
import { gloss } from '../planner/rules/words/gloss.js'
import { restate } from '../planner/rules/words/restated.js'
import { colourIn, colourQuestion } from './colours.js'
import { countIn, wantedCount } from './counts.js'
import { asksForLack, asksForTogether, jointly } from './joint.js'
import { relatedWord } from './kinds-of-things.js'
import { type WantedOrder, wantedOrder } from './order.js'
import { foundIn, kinds, type PresenceFinding } from './presence.js'
import type { RespondRequest } from './responder.js'

/** What an answer begins with: the answer itself, short, and the same in one word. */
export interface Lead {
  text: string
  word?: string | undefined
  value?: string | number | boolean | readonly string[] | undefined
}

const described = z.object({ text: z.string() })
const counted = z.object({ count: z.number(), objects: z.array(z.object({ label: z.string() })).optional() })

/** The answer that the results give to what was asked, where it is more than each result by itself. */
export function leadsOf(request: RespondRequest): Lead[] {
  const { checks = [], steps } = request
  const text = restate(gloss(request.text))
  const findings = checks.flatMap((check) => foundIn(check, steps))
  const verdicts = verdictsOn(text, findings, checks)
  if (verdicts.length > 0) return verdicts
  return [...howMany(text, steps), ...ofColour(text, steps)]
}

/** `scene.png` of `image1 (scene.png)`. */
const short = (subject: string): string => {
  const trimmedSubject = subject.trimEnd()
  return trimmedSubject.endsWith(')') && trimmedSubject.includes('(')
    ? trimmedSubject.slice(trimmedSubject.lastIndexOf('(') + 1, -1)
    : subject
}
const cites = (findings: readonly PresenceFinding[]): string =>
  ` [${[...new Set(findings.flatMap(({ steps }) => steps))].join(', ')}]`

function verdictsOn(text: string, findings: readonly PresenceFinding[], checks: readonly Check[]): Lead[] {
  const things = [...new Set(findings.map(({ thing }) => thing))]
  const several = new Set(findings.map(({ subject }) => subject)).size > 1
  const count = wantedCount(text)
  if (checks.length === 0) return []
  if (!several && !count) return isBrief(text) ? findings.map(singleVerdict) : []
  // "Both a dog and a balloon": what has one of them only does not count.
  const isJoint = things.length > 1 && asksForTogether(text)
  const targets = isJoint ? [formatList(things)] : things
  return targets.flatMap((thing): Lead[] => {
    const of = isJoint ? jointly(findings, thing) : findings.filter((one) => one.thing === thing)
    if (count && several && ofFiles(text)) return [filesVerdict(of, count)]
    if (count) return [countVerdict(thing, of, count)]
    const order = wantedOrder(text)
    const ranked = order?.by === 'fit' ? rankedByFit(of, order, !/\bwhich\b/i.test(text)) : undefined
    if (ranked) return [ranked]
    const isLacking = asksForLack(text)
    const yes = of.filter(({ verdict }) => verdict === (isLacking ? 'probably-not' : 'yes'))
    const unsure = of.filter(({ verdict }) => verdict === 'unknown')
    return [severalVerdict(text, isLacking ? `no ${thing}` : thing, { of, yes, unsure })]
  })
}

/** Whether an answer of a word or a value is wanted. */
const isBrief = (text: string): boolean => /^(?:yes-no|word|json)$/.test(formIn(text)?.kind ?? '')

function singleVerdict({ thing, subject, verdict, steps }: PresenceFinding): Lead {
  const word = verdict === 'yes' ? 'Yes' : verdict === 'unknown' ? "I can't tell" : 'No'
  const value = verdict === 'unknown' ? 'unknown' : verdict === 'yes'
  return { text: `${word}: "${thing}" in ${short(subject)}. [${steps.join(', ')}]`, word, value }
}

/** "At least two of the pictures": files are counted, not things. */
const ofFiles = (text: string): boolean =>
  /\b(?:exactly|precisely|just|only|at least|at most|more than|fewer than|less than)\s+\w+\s+(?:of\b|pictures?\b|photos?\b|images?\b|files?\b|memos?\b|recordings?\b|clips?\b)/i.test(
    text,
  )

function filesVerdict(
  findings: readonly PresenceFinding[],
  wanted: NonNullable<ReturnType<typeof wantedCount>>,
): Lead {
  const yes = findings.filter(({ verdict }) => verdict === 'yes')
  const holds = wanted.holds(yes.length)
  const names = yes.length > 0 ? `: ${formatList(yes.map(({ subject }) => short(subject)))}` : ''
  return {
    text: `${holds ? 'Yes' : 'No'}, ${yes.length} of ${findings.length}${names}.${cites(findings)}`,
    word: holds ? 'Yes' : 'No',
    value: holds,
  }
}

/** Files by how well a thing fits them: what a description mentions first, then by score. */
function rankedByFit(
  findings: readonly PresenceFinding[],
  { isDescending }: WantedOrder,
  isList: boolean,
): Lead | undefined {
  const scored = findings.flatMap((one) =>
    one.score === undefined ? [] : [{ one, weight: one.score + (one.verdict === 'yes' ? 1 : 0) }],
  )
  if (scored.length < findings.length) return undefined
  const sorted = scored.sort((a, b) => (isDescending ? b.weight - a.weight : a.weight - b.weight))
  const names = sorted.map(({ one }) => short(one.subject))
  const lines = sorted.map(
    ({ one }, at) => `${at + 1}. ${short(one.subject)} (${formatPercent(one.score ?? 0)})`,
  )
  const [first = ''] = names
  return {
    text: `${isList ? lines.join('\n') : `${first} fits ${isDescending ? 'best' : 'least'}: ${lines.join(', ')}.`}${cites(findings)}`,
    word: isList ? names.join(', ') : first,
    value: isList ? names : first,
  }
}

function severalVerdict(
  text: string,
  thing: string,
  found: {
    of: readonly PresenceFinding[]
    yes: readonly PresenceFinding[]
    unsure: readonly PresenceFinding[]
  },
): Lead {
  const { of, yes, unsure } = found
  const names = (some: readonly PresenceFinding[]) => formatList(some.map(({ subject }) => short(subject)))
  const doubt = unsure.length > 0 ? ` I can't tell for ${names(unsure)}.` : ''
  const values = yes.map(({ subject }) => short(subject))
  if (/\b(?:how many|count|number of)\b/i.test(text))
    return {
      text: `${yes.length} of ${of.length}${yes.length > 0 ? `: ${names(yes)}` : ''}.${doubt}${cites(of)}`,
      word: String(yes.length),
      value: yes.length,
    }
  if (/\b(?:all|both(?! an?\b)|every|each)\b/i.test(text) && !/^which\b/i.test(text)) {
    const all = yes.length === of.length
    const not = of.filter(({ verdict }) => verdict !== 'yes')
    const verdict = all
      ? `Yes, ${of.length === 2 ? 'both' : 'all'}: ${names(yes)}.`
      : unsure.length === not.length
        ? `I can't tell for ${names(not)}${yes.length > 0 ? `; ${names(yes)} has "${thing}"` : ''}.`
        : `No: "${thing}" is not found in ${names(not)}${yes.length > 0 ? `, but in ${names(yes)}` : ''}.`
    return { text: `${verdict}${cites(of)}`, word: all ? 'Yes' : 'No', value: all }
  }
  if (/\bwhich\b|\bwhat (?:picture|photo|image|file|memo|recording)s?\b/i.test(text)) {
    const none =
      unsure.length > 0 ? `I can't tell which has "${thing}".` : `None has "${thing}", as far as was found.`
    return {
      text: `${yes.length > 0 ? `${names(yes)}.${doubt}` : none}${cites(of)}`,
      word: values.join(', ') || 'None',
      value: values,
    }
  }
  if (/\b(?:none|neither|no(?:ne)? of)\b/i.test(text))
    return {
      text: `${yes.length === 0 ? 'Right, none does.' : `No: ${names(yes)} does.`}${doubt}${cites(of)}`,
      word: yes.length === 0 ? 'Yes' : 'No',
      value: yes.length === 0,
    }
  const any = yes.length > 0
  return {
    text: `${any ? `Yes, "${thing}" is in ${names(yes)}.` : unsure.length > 0 ? `I can't tell whether "${thing}" is in any.` : `No, "${thing}" is found in none.`}${any ? doubt : ''}${cites(of)}`,
    word: any ? 'Yes' : 'No',
    value: any,
  }
}

function countVerdict(
  thing: string,
  findings: readonly PresenceFinding[],
  wanted: NonNullable<ReturnType<typeof wantedCount>>,
): Lead {
  const counts = findings.map(({ text }) => (text === undefined ? undefined : countSaid(text, thing)))
  if (counts.some((count) => count === undefined))
    return { text: `I can't tell how many of "${thing}" there are.${cites(findings)}`, word: 'Unknown' }
  const holds = counts.every((count) => count !== undefined && wanted.holds(count))
  const trimmedSubject = findings.map(({ subject }, at) => `${counts[at]} in ${short(subject)}`)
  return {
    text: `${holds ? 'Yes' : 'No'}: ${formatList(trimmedSubject)}, by the description.${cites(findings)}`,
    word: holds ? 'Yes' : 'No',
    value: holds,
  }
}

/** How many of a thing a description speaks of. None is only said of a plain name that no other word there may mean. */
function countSaid(text: string, thing: string): number | undefined {
  const count = countIn(text, thing)
  if (count !== 0) return count
  const related = relatedWord(text, thing)
  if (related) return related.isKindOf ? countIn(text, related.word) : undefined
  return kinds.test(thing) ? undefined : 0
}

/** "How many dogs": counted by a detector, else by the words of a description. */
function howMany(text: string, steps: readonly StepReport[]): Lead[] {
  const thing =
    /\b(?:how many|number of|count (?:the|all|all the)?)\s+(?:different |of (?:the |these )?)?(\w+(?: \w+)?)/i.exec(
      text,
    )?.[1]
  if (!thing) return []
  const noun = thing.replace(/ (?:are|is|do|does|can|in|on|there|you|we|i|and|have|has|show|at|of)$/i, '')
  return steps.flatMap((step): Lead[] => {
    if (step.status !== 'done') return []
    const detection = counted.safeParse(step.output).data
    const stepDescription = described.safeParse(step.output).data?.text
    const isDescription = step.subject.startsWith('image')
    const count = detection
      ? detection.count
      : stepDescription !== undefined && isDescription
        ? countSaid(stepDescription, noun)
        : undefined
    if (count === undefined) return []
    return [
      {
        text: `${count} ${noun} in ${short(step.subject)}${detection ? '' : ', by its description'}. [${step.id}]`,
        word: String(count),
        value: count,
      },
    ]
  })
}

function ofColour(text: string, steps: readonly StepReport[]): Lead[] {
  const question = colourQuestion(text)
  if (!question) return []
  return steps.flatMap((step): Lead[] => {
    const stepDescription = step.status === 'done' ? described.safeParse(step.output).data?.text : undefined
    const found =
      stepDescription === undefined || !step.subject.startsWith('image')
        ? undefined
        : colourIn(stepDescription, question.of)
    if (found === undefined) return []
    const what = question.of ?? 'it'
    if (question.asked === undefined)
      return [
        {
          text: `${found.charAt(0).toUpperCase()}${found.slice(1)}: so ${what} is described in ${short(step.subject)}. [${step.id}]`,
          word: found,
          value: found,
        },
      ]
    const holds = found === question.asked
    return [
      {
        text: `${holds ? 'Yes' : 'No'}, ${what} is ${found} in ${short(step.subject)}. [${step.id}]`,
        word: holds ? 'Yes' : 'No',
        value: holds,
      },
    ]
  })
}
