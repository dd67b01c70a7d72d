import type { Modality } from '../../media/media.js'
import type { Condition } from '../../plan/condition.js'
import { toolSchema } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import { edgeOf } from '../reachability.js'
import { bindTool } from './bind.js'
import { mediaSource, type PlanBuilder, type Source } from './builder.js'
import { tells } from './capabilities.js'
import { mentionsIn } from './reading/mentions.js'
import type { SaidCondition } from './reading/read-conditions.js'
import type { Reading } from './reading/reading.js'
import { type State, scopeOf } from './subjects.js'
import { plainText, textOf } from './wish-words.js'
import { labelsIn } from './words/labels.js'

const moods = /\b(positive|negative|neutral|happy|sad|angry)\b/i
const spoken = /\b(?:mention|say|says|said|speak|speaks|talk|talks|hear|heard)\w*\b/i

/** Adds the steps that tell whether a condition holds. Undefined: no step can tell, which the answer says. */
export function conditionFor(
  builder: PlanBuilder,
  said: SaidCondition,
  reading: Reading,
  state: State,
  about?: Source,
): Condition | undefined {
  const text = plainText(said.tokens, reading.text)
  const found = conditionOf(builder, said, text, reading, state, about)
  if (!found) {
    builder.fallsShort(`The condition "${textOf(said.tokens, reading.text)}" was not weighed.`)
    return undefined
  }
  return said.isNegated ? { not: found } : found
}

function conditionOf(
  builder: PlanBuilder,
  said: SaidCondition,
  text: string,
  reading: Reading,
  state: State,
  about?: Source,
): Condition | undefined {
  const subject = about ?? subjectOf(builder, said, text, reading, state)
  if (!subject) return undefined
  const mood = moods.exec(text)?.[1]
  if (mood) return moodOf(builder, subject, mood.toLowerCase())
  const isNot = /\b(?:no|not|without)\b/i.test(text)
  const things = labelsIn(
    text
      .replace(/\b(?:no|not|without|only|also)\b/gi, ' ')
      .replace(/^\s*(?:there\s+)?(?:is|are)\s+(?:it\s+)?/i, '')
      .replace(spoken, ' '),
  ).slice(0, 5)
  const told = step(builder, tells(subject.modality), subject)
  if (
    !told ||
    things.length === 0 ||
    /\b(?:more than|at least|exactly|at most|fewer|less than)\b/i.test(text)
  )
    return undefined
  const each = things.map(
    (thing): Condition =>
      subject.modality === 'audio'
        ? { value: `$${told}.text`, contains: thing }
        : { value: `$${told}`, present: thing },
  )
  const joined: Condition | undefined =
    each.length < 2 ? each[0] : / or /i.test(text) ? { any: each } : { all: each }
  return isNot && joined ? { not: joined } : joined
}

/** What a condition looks at: what it names, else a recording where it speaks of saying, else a picture. */
function subjectOf(
  builder: PlanBuilder,
  { tokens }: SaidCondition,
  text: string,
  reading: Reading,
  state: State,
): Source | undefined {
  const named = mentionsIn(tokens, scopeOf(builder, tokens, reading, state)).flatMap((one) =>
    one.kind === 'media' && one.names[0] !== undefined ? [mediaSource(one.names[0], one.modality)] : [],
  )
  const order: readonly Modality[] = spoken.test(text) ? ['audio', 'image'] : ['image', 'audio']
  const attached = order.flatMap((modality) =>
    (builder.media[modality] ?? []).map((name) => mediaSource(name, modality)),
  )
  return (
    named[0] ??
    attached[0] ??
    (builder.media.text?.[0] === undefined ? undefined : mediaSource(builder.media.text[0], 'text'))
  )
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
