import { z } from 'zod'
import { clip, formatList } from '../core/text.js'
import type { StepReport } from '../executors/step-report.js'
import type { Check } from '../plan/planned.js'
import { formIn, type WantedForm, withoutForm } from '../planner/rules/reading/forms.js'
import { gloss } from '../planner/rules/words/gloss.js'
import { restate } from '../planner/rules/words/restated.js'
import { commonThingsIn, singularOf, thingsOfKind } from '../tools/text/common-things.js'
import { wordsIn } from '../tools/text/mentions.js'
import { colourIn, colourQuestion, colourSentence } from './colours.js'
import { sharedBy, type WantedCount, wantedCount } from './counts.js'
import { leadsOfDirectAnswers, withoutDirectAnswers } from './direct-answers.js'
import { asksForLack, jointOf } from './joint.js'
import { leadsOfChoices, leadsOfHeardChoices, leadsOfThese } from './leads/chosen.js'
import { leadsOfMoments } from './leads/moments.js'
import { leadsOfOddOne } from './leads/odd-one.js'
import { leadsOfOthers } from './leads/others.js'
import { leadsOfIdentity, leadsOfSame } from './leads/same.js'
import { leadsOfSorted, leadsOfTold } from './leads/sorted.js'
import { leadsOfThresholds } from './leads/thresholds.js'
import { leadsOfVoices } from './leads/voices.js'
import { wantedOrder } from './order.js'
import { foundIn, type PresenceFinding } from './presence.js'
import type { RespondRequest } from './responder.js'
import {
  cites,
  countSaid,
  countVerdict,
  filesVerdict,
  judgedByCount,
  type Lead,
  ofFiles,
  rankedByCount,
  rankedByFit,
  severalVerdict,
  short,
} from './several.js'
import { wantedForm } from './wanted-form.js'

const described = z.object({ text: z.string() })
const detected = z.object({ count: z.number(), objects: z.array(z.object({ label: z.string() })).optional() })

/** The answer that the results give to what was asked, where it is more than each result by itself. */
export function leadsOf(request: RespondRequest): Lead[] {
  const { checks = [], steps } = request
  const sorted = leadsOfSorted(request)
  if (sorted.length > 0) return sorted
  const told = leadsOfTold(gloss(request.text), steps)
  if (told.length > 0) return told
  const voices = leadsOfVoices(gloss(request.text), steps)
  if (voices.length > 0) return voices
  const moments = leadsOfMoments(request.text, steps)
  if (moments.length > 0) return moments
  const heard = leadsOfHeardChoices(checks, steps)
  if (heard.length > 0) return heard
  const said = gloss(request.text)
  const form = wantedForm(request, said)
  const restated = restate(withoutForm(said))
  // Where something is, or whether it is there at all, in the name of a file: which one it is on.
  const text =
    form?.kind === 'name'
      ? restated.replace(
          /^(?:where (?:is|are|can i (?:see|find))|(?:is|are) there) /i,
          'which picture shows ',
        )
      : restated
  const findings = checks.flatMap((check) => foundIn(check, steps))
  const these = leadsOfThese(text, findings)
  if (these.length > 0) return these
  const same = leadsOfSame(text, steps)
  const others = [
    ...leadsOfOthers(text, steps),
    ...(same.length > 0 ? same : leadsOfIdentity(said, steps)),
    ...leadsOfThresholds(said, steps),
    ...leadsOfOddOne(text, steps),
  ]
  if (others.length > 0) return others
  // "And how many are there?" asks it of what was looked for before.
  const again = /^(?:and |so |but )?how many (?:are|is|do|can|of them)\b/i.test(text)
    ? checks[0]?.things[0]
    : undefined
  if (again !== undefined && findings.length === 1) return howMany(`how many ${again}`, steps)
  const verdicts = verdictsOn(text, findings, checks, isBrief(form) || isBrief(formIn(text)))
  if (verdicts.length > 0) return verdicts
  const choices = leadsOfChoices(request.plan, steps, text)
  if (choices.length > 0) return choices
  const { direct, others: indirect } = withoutDirectAnswers(request.plan, steps)
  const [counts, colours] = [howMany(text, indirect), ofColour(text, indirect)]
  // What is described first tells the colour in its turn.
  if (direct.length === 0 && counts.length === 0 && colours.length > 0 && describedFirst.test(text)) return []
  const inTurn = asksColourFirst(text) ? [...colours, ...counts] : [...counts, ...colours]
  return [...leadsOfDirectAnswers(text, direct), ...inTurn]
}

const describedFirst =
  /^(?:please )?(?:first(?:ly)?,? )?(?:tell me |say )?(?:describe|caption|what (?:is|it|they|this|the)\b[^.?!,]{0,30}\b(?:shows?|in|on)\b)[^.?!]{0,60}?(?:,|;|\band\b|\bthen\b)[^.?!]{0,30}\bbackground\b/i

/** Whether a colour is asked for ahead of a number, in the order in time that the words set. */
function asksColourFirst(text: string): boolean {
  const [, first = '', earlier = ''] =
    /^([^.!?]+)[.!?] *(?:but |and )?(?:before|prior to) (?:that|this)\b(.*)$/i.exec(text) ?? []
  const inTime = earlier === '' ? text : `${earlier} ${first}`
  const colour = inTime.search(/\b(?:colou?rs?|backgrounds?)\b/i)
  return colour >= 0 && colour < inTime.search(/\b(?:how many|number of|count)\b/i)
}

function verdictsOn(
  text: string,
  findings: readonly PresenceFinding[],
  checks: readonly Check[],
  brief: boolean,
): Lead[] {
  const things = [...new Set(findings.map(({ thing }) => thing))]
  const several = new Set(findings.map(({ subject }) => subject)).size > 1
  const count = wantedCount(text)
  if (checks.length === 0) return []
  if (!several && !count) {
    if (denial.test(text)) return findings.map(onDenial)
    return brief ? findings.map(singleVerdict) : []
  }
  const joint = things.length > 1 ? jointOf(text, things) : undefined
  const targets = joint ? [joint.said] : things
  return targets.flatMap((thing): Lead[] => {
    const of = joint ? joint.findings(findings) : findings.filter((one) => one.thing === thing)
    const lead = verdictOn(text, thing, of, { count, several, isJoint: joint !== undefined })
    // Of several things, each answer says of which it is.
    return [things.length > 1 && !joint ? { ...lead, text: `${thing}: ${lead.text}` } : lead]
  })
}

function verdictOn(
  text: string,
  thing: string,
  of: readonly PresenceFinding[],
  { count, several, isJoint }: { count: WantedCount | undefined; several: boolean; isJoint: boolean },
): Lead {
  const isLacking = !isJoint && asksForLack(text)
  const share = sharedBy(text, new Set(of.map(({ subject }) => subject)).size)
  if (share && several && !count) return filesVerdict(of, share)
  if (count && several && ofFiles(text)) return filesVerdict(isLacking ? of.map(turned) : of, count)
  if (count && !several) return countVerdict(thing, of, count)
  const most = /\bwhich\b[^?]{0,60}\b(most|more|fewest|fewer|least)\b(?! than)/i.exec(text)?.[1]
  const byCount = most && rankedByCount(thing, of, /^(?:few|least)/i.test(most))
  if (byCount) return byCount
  const order = wantedOrder(text)
  if (order?.by === 'count')
    return (
      rankedByCount(thing, of, !order.isDescending, true) ??
      severalVerdict(text, thing, { of, yes: [], unsure: of })
    )
  const ranked = order?.by === 'fit' ? rankedByFit(of, order, !/\bwhich\b/i.test(text)) : undefined
  if (ranked) return ranked
  const alike = /\bwhich\b/i.test(text) ? mostAlike(thing, of) : undefined
  if (alike) return alike
  const judged = count ? judgedByCount(thing, of, count) : of
  const yes = judged.filter(({ verdict }) => verdict === (isLacking ? 'probably-not' : 'yes'))
  const unsure = judged.filter(({ verdict }) => verdict === 'unknown')
  const trimmedSubject = count ? `${count.said} ${thing}` : isLacking ? `no ${thing}` : thing
  return severalVerdict(text, trimmedSubject, { of: judged, yes, unsure })
}

/** Found where it was not, as for files that are to lack a thing. */
const turned = (one: PresenceFinding): PresenceFinding => ({
  ...one,
  verdict: one.verdict === 'unknown' ? 'unknown' : one.verdict === 'yes' ? 'probably-not' : 'yes',
})

/** Of descriptions that none is what a sentence says: those that speak of the most of its things. */
function mostAlike(sentence: string, of: readonly PresenceFinding[]): Lead | undefined {
  if (wordsIn(sentence).length < 3 || of.some(({ verdict }) => verdict === 'yes')) return undefined
  const wanted = new Set(commonThingsIn(sentence))
  const shared = of.map((one) => ({
    one,
    things: [...new Set(commonThingsIn(one.text ?? ''))].filter((thing) => wanted.has(thing)),
  }))
  const most = Math.max(...shared.map(({ things }) => things.length))
  const best = shared.filter(({ things }) => things.length === most)
  if (most === 0 || best.length === of.length) return undefined
  const names = formatList(best.map(({ one }) => short(one.subject)))
  return {
    text: `${names}, as far as both speak of ${formatList(best[0]?.things ?? [])}; not all of "${clip(sentence)}" is found.${cites(of)}`,
    word: names,
    value: best.map(({ one }) => short(one.subject)),
  }
}

/** Whether an answer of a word or a value is wanted. */
const isBrief = (form: WantedForm | undefined): boolean =>
  /^(?:true-false|yes-no|word|json)$/.test(form?.kind ?? '')

function singleVerdict({ thing, subject, verdict, steps }: PresenceFinding): Lead {
  const word = verdict === 'yes' ? 'Yes' : verdict === 'unknown' ? "I can't tell" : 'No'
  const value = verdict === 'unknown' ? 'unknown' : verdict === 'yes'
  return { text: `${word}: "${thing}" in ${short(subject)}. [${steps.join(', ')}]`, word, value }
}

/** As claims are restated: see `words/grammar/claim.ts`. */
const denial = /^is it true that (?:there is|[^?]{1,40} mentions) no /i

/** Whether it is true that a thing is not there. */
function onDenial({ thing, subject, verdict, steps }: PresenceFinding): Lead {
  const cited = ` [${steps.join(', ')}]`
  if (verdict === 'unknown')
    return {
      text: `I can't tell whether "${thing}" is in ${short(subject)}.${cited}`,
      word: 'unknown',
      value: 'unknown',
    }
  const isTrue = verdict === 'probably-not'
  return {
    text: `${isTrue ? 'Yes, no' : 'No:'} "${thing}" is ${isTrue ? 'found' : ''} in ${short(subject)}.${cited}`.replace(
      '  ',
      ' ',
    ),
    word: isTrue ? 'Yes' : 'No',
    value: isTrue,
  }
}

const counting =
  /\b(?:how many|number of|count(?: the| all the| all)?)\s+(?:different |of (?:the |these )?)?(\w+(?: \w+)?)/gi
const noNoun =
  / (?:are|is|was|were|do|does|did|can|in|on|there|you|we|i|and|have|has|show|at|of|across|over|among|from|within|would|altogether|together|here|the|all|these|both|mentioned)$/i

/** "How many dogs", "how many dogs and how many fish": counted by a detector, else by the words of a description, or of what is said. */
function howMany(text: string, steps: readonly StepReport[]): Lead[] {
  const nouns = [...text.matchAll(counting)].map(([, thing = '']) => thing.replace(noNoun, ''))
  const isKinds = /\bhow many (?:different|kinds of)\b/i.test(text)
  const counts = [...new Set(nouns)]
    .slice(0, 4)
    .map((noun) => (isKinds ? howManyKinds(noun, steps) : howManyOf(noun, text, steps)))
  const total = counts.map(([first]) => first?.value).filter((value) => typeof value === 'number')
  // "How many cats and hats altogether": of all of them, too.
  const isSum =
    counts.length > 1 &&
    total.length === counts.length &&
    /\b(?:altogether|in total|in all|combined|total|together|sum)\b/i.test(text)
  const sum = total.reduce((all, value) => all + value, 0)
  return [...(isSum ? [{ text: `${sum} in all:`, word: String(sum), value: sum }] : []), ...counts.flat()]
}

/** "How many different animals": each is counted once, however many there are of it. */
function howManyKinds(noun: string, steps: readonly StepReport[]): Lead[] {
  const kind = thingsOfKind(noun)
  const seen = steps.flatMap((step) => {
    const said = step.status === 'done' ? described.safeParse(step.output).data?.text : undefined
    return said === undefined || !step.subject.startsWith('image') ? [] : [{ id: step.id, said }]
  })
  if (seen.length === 0) return []
  const isColour = /^(?:background )?colou?rs?|^backgrounds?/i.test(noun)
  const named = seen.flatMap(({ said }) =>
    isColour
      ? (colourIn(said, 'background') ?? [])
      : commonThingsIn(said).filter((thing) => kind?.has(thing) ?? true),
  )
  const all = [...new Set(named)]
  return [
    {
      text: `${all.length} different ${noun}${all.length > 0 ? `: ${formatList(all)}` : ''}. [${seen.map(({ id }) => id).join(', ')}]`,
      word: String(all.length),
      value: all.length,
    },
  ]
}

function howManyOf(noun: string, text: string, steps: readonly StepReport[]): Lead[] {
  const isOfSound = steps.length > 0 && !steps.some(({ subject }) => subject.startsWith('image'))
  const isHeard = isOfSound || /\bmentioned in the recordings?\b/i.test(text)
  const told = new Set<string>()
  const each = steps.flatMap((step): (Lead & { value: number })[] => {
    if (step.status !== 'done') return []
    const detection = detected.safeParse(step.output).data
    const stepDescription = described.safeParse(step.output).data?.text
    const isTold = step.subject.startsWith(isHeard ? 'audio' : 'image')
    const count = detection
      ? detection.count
      : stepDescription !== undefined && isTold && !told.has(step.subject)
        ? countSaid(stepDescription, noun)
        : undefined
    if (count === undefined) return []
    if (!detection) told.add(step.subject)
    const basis = detection ? '' : isHeard ? ', by what is said' : ', by its description'
    return [
      {
        text: `${counted(count, noun)} in ${short(step.subject)}${basis}. [${step.id}]`,
        word: String(count),
        value: count,
      },
    ]
  })
  return each.length < 2 ? each : withSum(noun, text, each)
}

/** `1 dog` of "how many dogs". */
const counted = (count: number, noun: string): string => `${count} ${count === 1 ? singularOf(noun) : noun}`

/** The numbers of several files, and what they come to. */
function withSum(noun: string, text: string, each: readonly (Lead & { value: number })[]): Lead[] {
  if (/\b(?:each|every|per|respectively)\b/i.test(text)) return [...each]
  const sum = each.reduce((total, { value }) => total + value, 0)
  return [{ text: `${counted(sum, noun)} in all:`, word: String(sum), value: sum }, ...each]
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
    if (question.asked === undefined)
      return [
        {
          text: `${colourSentence(found, question.of)}, as ${short(step.subject)} is described. [${step.id}]`,
          word: found,
          value: found,
        },
      ]
    const what = question.of === undefined ? 'it' : `the ${question.of}`
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
