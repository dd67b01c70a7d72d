import { type Modality, modalities } from '../../media/media.js'
import type { Condition } from '../../plan/condition.js'
import { listOperators } from '../../plan/operators.js'
import { toolSchema } from '../../plan/tool-schema.js'
import { thingsOfKind } from '../../tools/text/common-things.js'
import type { AnyTool } from '../../tools/tool.js'
import { edgeOf } from '../reachability.js'
import { bindTool } from './bind.js'
import { mediaSource, type PlanBuilder, type Source } from './builder.js'
import { tells } from './capabilities.js'
import { measureIn, measuringTool, type SaidMeasure, withinBound } from './facts/measured-condition.js'
import { mentionsIn } from './reading/mentions.js'
import type { SaidCondition } from './reading/read-conditions.js'
import type { Reading } from './reading/reading.js'
import { countIn, type SaidCount } from './reading/said-count.js'
import { type State, scopeOf } from './subjects.js'
import { plainText, textOf } from './wish-words.js'
import { labelsIn } from './words/labels.js'

/** "The background is red" is a red background. */
const groundColour =
  /(?:\b(?:its|their) )?\bbackgrounds?\b[^.?!,]{0,24}?\b(?:is|are) (not )?(?:all |both )?(red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y)\b/gi
const anything = /^(?:objects?|things?|items?)$/i
/** Words by which a question is heard. */
const asking = [
  'what',
  'where',
  'who',
  'whose',
  'when',
  'why',
  'how',
  'which',
  'is there',
  'are there',
  'is it',
  'do you',
  'can you',
]
/** Words by which "a number" is heard. */
const numbersSaid =
  'two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand'.split(
    ' ',
  )
const colourNames = 'red orange yellow green blue purple pink brown black white gray'.split(' ')
const moods = /\b(positive|negative|neutral|happy|sad|angry)\b/i
const spoken = /\b(?:mention|say|says|said|speak|speaks|talk|talks|hear|heard)\w*\b/i

/** Whoever says what a recording says. */
const speakers =
  /^\s*(?:somebody|someone|anybody|anyone|he|she|they|people|i|the (?:speaker|caller|voice))\b/i

/** Adds the steps that tell whether a condition holds. Undefined: no step can tell, which the answer says. */
export function conditionFor(
  builder: PlanBuilder,
  said: SaidCondition,
  reading: Reading,
  state: State,
  about?: Source,
): Condition | undefined {
  const text = plainText(said.tokens, reading.text)
  const subjects = about ? [about] : subjectsOf(builder, said, text, reading, state)
  const found = subjects.length > 0 ? conditionOf(builder, subjects, text) : undefined
  if (!found) {
    builder.fallsShort(`The condition "${textOf(said.tokens, reading.text)}" was not weighed.`)
    return undefined
  }
  return said.isNegated ? { not: found } : found
}

function conditionOf(
  builder: PlanBuilder,
  subjects: readonly Source[],
  written: string,
): Condition | undefined {
  const text = written
    .replace(/n[’']t\b/gi, ' not')
    .replace(
      groundColour,
      (_, not: string | undefined, colour: string) => `${not ? 'no ' : ''}${colour} background`,
    )
  const joins = /\b(?:all|both|every|each)\b/i.test(text)
  const isNot = /\b(?:no|not|without|none|neither)\b/i.test(text)
  const mood = moods.exec(text)?.[1]?.toLowerCase()
  const measure = measureIn(text)
  if (measure) return planMeasure(builder, subjects, measure, joins)
  const count = countIn(text)
  const things = thingsIn(count?.rest ?? text)
  if (count && things.length === 1 && things[0]) return planCount(builder, subjects, things[0], count)
  if (count) return undefined
  const each = subjects.map((subject) =>
    mood ? moodOf(builder, subject, mood) : presenceOf(builder, subject, things, / or /i.test(text)),
  )
  const known = each.filter((one) => one !== undefined)
  if (known.length === 0 || known.length < each.length) return undefined
  const found = combined(known, joins)
  return isNot && !mood && found ? { not: found } : found
}

/** "The brightness is over 50": undefined where no tool measures that, so that no word of it is looked for in what files show. */
function planMeasure(
  builder: PlanBuilder,
  subjects: readonly Source[],
  measure: SaidMeasure,
  joins: boolean,
): Condition | undefined {
  const measuring = measuringTool(builder, measure)
  if (!measuring) return undefined
  const { tool, modality, field } = measuring
  const fitting = subjects.filter((subject) => subject.modality === modality)
  const measured =
    fitting.length > 0 ? fitting : (builder.media[modality] ?? []).map((name) => mediaSource(name, modality))
  const steps = measured.map((subject) => step(builder, (one) => one === tool, subject))
  const known = steps.flatMap((id) => (id === undefined ? [] : [withinBound(`$${id}.${field}`, measure)]))
  return known.length < steps.length ? undefined : combined(known, joins)
}

const combined = (some: readonly Condition[], joins: boolean): Condition | undefined =>
  some.length < 2 ? some[0] : joins ? { all: [...some] } : { any: [...some] }

/** What a condition looks for. */
function thingsIn(text: string): string[] {
  const said = text
    .replace(/\b(?:no|not|without|none|neither|only|also)\b/gi, ' ')
    .replace(/^\s*(?:there\s+)?(?:is|are)\s+(?:it\s+)?/i, '')
    .replace(spoken, ' ')
    .replace(speakers, ' ')
  // Among other words "number" only leads to what is counted.
  return /\b(?:an?|any|some) numbers?\s*$/i.test(said) ? ['number'] : labelsIn(said).slice(0, 5)
}

function presenceOf(
  builder: PlanBuilder,
  subject: Source,
  things: readonly string[],
  isAny: boolean,
): Condition | undefined {
  const describingStep = things.length > 0 ? step(builder, tells(subject.modality), subject) : undefined
  if (!describingStep) return undefined
  return combined(
    things.flatMap((thing): Condition[] => {
      const value = `$${describingStep}.text`
      if (subject.modality !== 'audio') return [{ value: `$${describingStep}`, present: thing }]
      if (/^(?:a |any )?questions?$/i.test(thing))
        return [{ any: asking.map((words) => ({ value, contains: words })) }]
      if (/^(?:a |any )?colou?rs?$/i.test(thing))
        return [{ any: colourNames.map((colour) => ({ value, contains: colour })) }]
      if (/^(?:a |any )?(?:numbers?|numerals?)$/i.test(thing))
        return [{ any: numbersSaid.map((number) => ({ value, contains: number })) }]
      const isKind = thingsOfKind(thing.split(/\s+/).at(-1) ?? '') !== undefined
      return [isKind ? { value, present: thing } : { value, contains: thing }]
    }),
    !isAny,
  )
}

/**
 * "At least two pictures with a dog" counts files by what is told of them. "At least two dogs" counts what a detector
 * finds; where none may run, a description tells how many.
 */
function planCount(
  builder: PlanBuilder,
  subjects: readonly Source[],
  thing: string,
  { atLeast, atMost }: SaidCount,
): Condition | undefined {
  const within = (value: string): Condition => {
    const bounds: Condition[] = [
      ...(atLeast === undefined ? [] : [{ value, atLeast }]),
      ...(atMost === undefined ? [] : [{ value, atMost }]),
    ]
    return combined(bounds, true) ?? { value, atLeast: 1 }
  }
  const counter = listOperators.find(({ id }) => id === 'count')
  const [first] = subjects
  if (!first || !counter) return undefined
  if (subjects.length > 1) {
    const describingStep = subjects.flatMap(
      (subject) => step(builder, tells(subject.modality), subject) ?? [],
    )
    if (describingStep.length < subjects.length) return undefined
    const counted = builder.add(counter, {
      items: subjects.map(({ value }) => value),
      by: describingStep.map((id) => `$${id}.text`),
      keep: first.modality === 'audio' ? { contains: thing } : { present: thing },
    })
    return within(`$${counted.id}.count`)
  }
  const detector = builder.request.tools.find((tool) => finds(tool) && builder.mayRun(tool))
  const found =
    detector && first.modality === 'image' ? step(builder, (tool) => tool === detector, first) : undefined
  if (found && anything.test(thing)) return within(`$${found}.objects`)
  if (found) {
    const counted = builder.add(counter, { items: `$${found}.objects.label`, keep: { is: thing } })
    return within(`$${counted.id}.count`)
  }
  const describingStep = step(builder, tells(first.modality), first)
  const field = describingStep === undefined ? undefined : `$${describingStep}.text`
  if (field === undefined) return undefined
  return combined(
    [
      ...(atLeast === undefined ? [] : [{ value: field, atLeast, of: thing }]),
      ...(atMost === undefined ? [] : [{ value: field, atMost, of: thing }]),
    ],
    true,
  )
}

/** Whether it finds things in pictures without being told which. */
function finds(tool: AnyTool): boolean {
  const { input, output } = toolSchema(tool)
  const required = [...input.values()].filter(({ optional }) => !optional)
  return required.length === 1 && required[0]?.meta?.modality === 'image' && output.has('objects')
}

/** What a condition looks at: what it names, else recordings where it speaks of saying, else pictures. */
function subjectsOf(
  builder: PlanBuilder,
  { tokens }: SaidCondition,
  text: string,
  reading: Reading,
  state: State,
): Source[] {
  // "At least two pictures" are so many of all.
  const isCounted = countIn(text) !== undefined
  const named = mentionsIn(tokens, scopeOf(builder, tokens, reading, state)).flatMap((one) =>
    one.kind === 'media' && !one.isExcluded
      ? (isCounted && !one.isNamed ? (builder.media[one.modality] ?? []) : one.names).map((name) =>
          mediaSource(name, one.modality),
        )
      : [],
  )
  if (named.length > 0) return named
  const order: readonly Modality[] = spoken.test(text)
    ? ['audio', 'image', 'text']
    : ['image', 'audio', 'text']
  const modality = [...order, ...modalities].find((one) => (builder.media[one]?.length ?? 0) > 0)
  return modality ? (builder.media[modality] ?? []).map((name) => mediaSource(name, modality)) : []
}

function moodOf(builder: PlanBuilder, subject: Source, mood: string): Condition | undefined {
  const text = builder.convert(subject, 'text')
  const isMood = (tool: AnyTool) => {
    const { input, output } = toolSchema(tool)
    const required = [...input.values()].filter(({ optional }) => !optional)
    return (
      required.length === 1 && edgeOf(tool).needs[0] === 'text' && output.has('label') && output.has('labels')
    )
  }
  const judged = text && step(builder, isMood, text)
  return judged ? { value: `$${judged}.label`, is: mood } : undefined
}

function step(builder: PlanBuilder, can: (tool: AnyTool) => boolean, subject: Source): string | undefined {
  const tool = builder.find(can)
  const bound = tool && bindTool(builder, { tool }, [subject], { sentence: '', clause: '', labels: [] })
  return bound?.ok ? bound.value[0]?.id : undefined
}
