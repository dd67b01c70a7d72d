import { z } from 'zod'
import { clip, formatList, formatPercent } from '../core/text.js'
import type { StepReport } from '../executors/step-report.js'
import type { Check } from '../plan/planned.js'
import { parseTemplate } from '../plan/reference.js'
import { type Classification, classificationOutput } from '../tools/classification.js'
import { arrangementIn, isArrangedSo, saysArrangement } from '../tools/text/arrangements.js'
import { mentions, wordsIn } from '../tools/text/mentions.js'
import { colourIn } from './colours.js'
import { isOfNoKind, relatedWord } from './kinds-of-things.js'

const described = z.object({ text: z.string() })

/** From this score on, a label that has to win against likely ones is a sign of the thing, 0 to 1. */
const enough = 0.5

/** Descriptions and labels put these in other words: a dog is an animal, and called a dog. */
export const kinds =
  /\b(?:animals?|pets?|creatures?|people|persons?|humans?|someone|somebody|anyone|anybody|m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|kids?|vehicles?|food|fruits?|vegetables?|drinks?|plants?|furniture|clothe?s|clothing|tools?|toys?|instruments?|buildings?|machines?|devices?|things?|objects?|items?|\w+thing|colou?rs?|text|words?|letters?|numbers?)\b/i

/** What is known of one thing in one file. */
export interface PresenceFinding {
  thing: string
  /** `image1 (scene.png)`. */
  subject: string
  verdict: Verdict
  /** What the file shows or says, in words. */
  text: string | undefined
  /** How well it fits the file against what else that may show, 0 to 1. */
  score: number | undefined
  /** The steps that it rests on. */
  steps: readonly string[]
}

/** What a check found, for a verdict over several files. */
export function foundIn(
  { things, among, told: toldBy, compared: comparedBy }: Check,
  steps: readonly StepReport[],
): PresenceFinding[] {
  const done = (id: string | undefined) => steps.find((step) => step.id === id && step.status === 'done')
  const [told, compared] = [done(toldBy), done(comparedBy)]
  const text = described.safeParse(told?.output).data?.text
  const labels = classificationOutput.safeParse(compared?.output).data
  const subject = (told ?? compared)?.subject
  if (subject === undefined) return []
  return things.flatMap((written): PresenceFinding[] => {
    const thing = filled(written, steps)
    if (!thing) return []
    const score = labels?.labels.find(({ label }) => label === thing)?.score
    const verdict =
      among === 'audio'
        ? text !== undefined && isSaid(text, thing)
          ? 'yes'
          : 'probably-not'
        : verdictOn({ thing, text, score })
    return [
      {
        thing,
        subject,
        verdict,
        text,
        score,
        steps: [told?.id, compared?.id].filter((id) => id !== undefined),
      },
    ]
  })
}

/**
 * Whether each thing of a check is there, one line each, with what that rests on. Of a picture, only a description that
 * mentions a thing is a yes: where a picture shows several things, labels take the score from each other, and a
 * label that the model never learnt may get any. Words that stand for a whole kind of things are never denied.
 */
export function describePresence(
  { things, among, told: toldBy, compared: comparedBy }: Check,
  steps: readonly StepReport[],
): string[] {
  const done = (id: string | undefined) => steps.find((step) => step.id === id && step.status === 'done')
  const telling = done(toldBy)
  const text = described.safeParse(telling?.output).data?.text
  const compared = done(comparedBy)
  const labels = classificationOutput.safeParse(compared?.output).data
  const subject = (compared ?? telling)?.subject
  if (subject === undefined) return []
  return things.flatMap((written) => {
    const thing = filled(written, steps)
    if (!thing) return []
    if (among === 'audio') return text === undefined ? [] : [describeHeard(thing, text, subject, telling?.id)]
    const score = labels?.labels.find(({ label }) => label === thing)?.score
    const verdict = verdictOn({ thing, text, score })
    const basis =
      text === undefined
        ? 'there is no description of it'
        : `${describeMention(text, thing)} [${telling?.id}]`
    const scores =
      labels && score !== undefined && (text === undefined || saysArrangement(text, thing) === undefined)
        ? ` ${describeScores({ thing, score, labels, verdict })} [${comparedBy}].`
        : ''
    return [`${verdictTexts[verdict](`"${clip(thing)}"`, subject)}: ${basis}.${scores}`]
  })
}

function describeHeard(thing: string, text: string, subject: string, step: string | undefined): string {
  const quoted = `"${clip(thing)}"`
  return isSaid(text, thing)
    ? `Yes, ${quoted} is said in ${subject} [${step}].`
    : `No ${quoted} is said in ${subject}, at least not by that word [${step}].`
}

/** Whether a transcript has a thing: its words, another word for it, or a thing of that kind. "A question" is one by its form. */
export function isSaid(text: string, thing: string): boolean {
  const form = formNamed.exec(thing.trim())
  if (form && !mentions(text, thing))
    return formOf(text) === (form[1] ? 'question' : form[2] ? 'order' : 'statement')
  if (/^(?:a |any )?(?:numbers?|numerals?)$/i.test(thing.trim())) return namesNumber.test(text)
  if (/^(?:a |any )?colou?rs?$/i.test(thing.trim()) && colourIn(text, undefined) !== undefined) return true
  return mentions(text, thing) || relatedWord(text, thing)?.isKindOf === true
}

/** Names for what is said by its form: a question, an order, or a statement. */
const formNamed =
  /^(?:does )?(?:it |an? |the )?(?:(questions?|asks?|asking|interrogative)|(orders?|commands?|instructions?|requests?|imperative)|statements?|assertions?|remarks?|states?|tells?|claims?|declarative)(?: (?:something|a question|a fact))?$/i
const orders =
  /^(?:please )?(?:describe|count|find|show|tell|give|list|name|look|read|write|say|play|open|close|stop|go|come|take|put|draw|compare|point|choose)\b/i

const formOf = (text: string): 'question' | 'order' | 'statement' =>
  asksSomething.test(text.trim()) ? 'question' : orders.test(text.trim()) ? 'order' : 'statement'

const namesNumber =
  /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)\b/i
/** What is a question by its form. */
export const asksSomething =
  /^(?:what|where|who|whose|when|why|how|which|is|are|was|were|do|does|did|can|could|will|would|has|have)\b|\?\s*$/i

export type Verdict = 'yes' | 'probably-not' | 'unknown'

const verdictTexts: Readonly<Record<Verdict, (thing: string, subject: string) => string>> = {
  yes: (thing, subject) => `Yes, ${thing} is in ${subject}`,
  'probably-not': (thing, subject) => `Probably no ${thing} in ${subject}`,
  unknown: (thing, subject) => `I can't tell whether ${thing} is in ${subject}`,
}

function verdictOn(seen: { thing: string; text: string | undefined; score: number | undefined }): Verdict {
  const { thing, text, score } = seen
  if (text === undefined) return 'unknown'
  if (mentions(text, thing)) return 'yes'
  const arranged = arrangementIn(thing)
  if (arranged) {
    const isSo = isArrangedSo(text, arranged)
    return isSo === undefined ? 'unknown' : isSo ? 'yes' : 'probably-not'
  }
  const related = relatedWord(text, thing)
  if (related) return related.isKindOf ? 'yes' : 'unknown'
  if (!isPlainNoun(thing)) return 'unknown'
  return score !== undefined && score < enough && (!kinds.test(thing) || isOfNoKind(text, thing))
    ? 'probably-not'
    : 'unknown'
}

/** Only the name of a thing can be denied; "a dog running fast" may be there in other words. */
const isPlainNoun = (thing: string): boolean => {
  const words = wordsIn(thing)
  return words.length > 0 && words.length <= 2 && !words.some((word) => small.test(word) || /ing$/.test(word))
}

/** How a description speaks of a thing: of one of several words, which it has. */
function describeMention(text: string, thing: string): string {
  if (mentions(text, thing)) return 'the description mentions it'
  const arranged = arrangementIn(thing)
  const isSo = arranged && isArrangedSo(text, arranged)
  if (isSo) return 'the description says so'
  if (isSo === false && mentions(text, arranged?.one ?? '') && mentions(text, arranged?.other ?? ''))
    return 'the description says it the other way round'
  const related = relatedWord(text, thing)
  if (related) return `the description says "${related.word}"${related.isKindOf ? '' : ', which may be one'}`
  const words = wordsIn(thing).filter((word) => !small.test(word))
  const has = words.filter((word) => mentions(text, word))
  const lacks = words.filter((word) => !has.includes(word)).map((word) => `"${word}"`)
  if (has.length > 0 && lacks.length === 0) return 'the description has its words, but not together'
  if (has.length > 0) return `the description has a part of it, but not ${clip(formatList(lacks, 'or'))}`
  return `the description does not mention it${kinds.test(thing) ? ' by that word' : ''}`
}

/** Words that say nothing by themselves. */
const small = /^(?:is|are|was|were|be|it|and|or|of|to|in|on|at|with|i|you|we|see|can)$/

function describeScores(found: {
  thing: string
  score: number
  labels: Classification
  verdict: Verdict
}): string {
  const { thing, score, labels: best, verdict } = found
  if (best.label === thing) return `Of the labels compared, it fits best (${formatPercent(score)})`
  const least = verdict === 'yes' ? '' : `, and ${formatPercent(enough)} would be a sign of it`
  return `Of the labels compared, "${clip(best.label)}" fits best (${formatPercent(best.score)}); "${clip(thing)}" got ${formatPercent(score)}${least}`
}

/** A thing with the texts in place that other steps gave; undefined where one gave none. */
function filled(written: string, steps: readonly StepReport[]): string | undefined {
  const parts = parseTemplate(written).map(({ match, reference }) => {
    const output = z
      .record(z.string(), z.unknown())
      .safeParse(steps.find(({ id }) => id === reference?.root)?.output)
    const value = output.data?.[String(reference?.path[0])]
    return { match, value }
  })
  return parts.reduce<string | undefined>(
    (text, { match, value }) => (typeof value === 'string' ? text?.replace(match, () => value) : undefined),
    written,
  )
}
