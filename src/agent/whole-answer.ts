import { z } from 'zod'
import { describePagesSeen } from '../answer/pages-seen.js'
import type { StepRecord } from '../executors/step-record.js'
import type { Media } from '../media/media.js'
import type { Step } from '../plan/plan.js'
import { referencesIn } from '../plan/reference.js'
import type { RunResult } from './run.js'

const toldSchema = z.object({ text: z.string().trim().min(1) })

/** Words that say nothing of what is asked of a picture, or that any answer about one covers. */
const plain = new Set(
  'a an the this that these those is are there in on of to at it its me my you your please can could would tell say describe what which who show shows shown see seen do does picture pictures image images photo photos photograph and'.split(
    ' ',
  ),
)

/**
 * The text of a run's only step, where the LLM that would answer wrote it itself, looking at all that is attached, and was
 * asked all that the request asks: then it is the answer, and asking the LLM to repeat it costs a call. Undefined otherwise.
 */
export function wholeAnswer({
  text,
  media,
  planned,
  plan,
  steps,
}: Pick<RunResult, 'text' | 'media' | 'planned' | 'plan' | 'steps'>): string | undefined {
  const [step, ...more] = plan.steps
  const [record] = steps
  if (!step || !record || more.length > 0 || steps.length > 1 || planned.length > 1) return undefined
  const isPlain = step.when === undefined && record.provenance === undefined && record.error === undefined
  if (record.status !== 'done' || !isPlain || !ranOnLlm(record)) return undefined
  if ((planned[0]?.shortfalls ?? []).length > 0 || describePagesSeen(media, plan).length > 0) return undefined
  const told = toldSchema.safeParse(record.output)
  if (!told.success || !looksAtAll(step, media) || !asksAll(step, { text, media })) return undefined
  const answer = told.data.text
  // Behind code or JSON a citation would be part of it.
  return /[`}\]|]$/.test(answer) ? answer : `${answer} [${step.id}]`
}

function ranOnLlm({ calls }: StepRecord): boolean {
  const [call, ...others] = calls
  if (!call?.route || others.length > 0) return false
  const ran = call.attempts.at(-1)?.candidate ?? call.route.ranked[0]?.id
  return call.route.ranked.some(({ id, candidate }) => id === ran && candidate.backend === 'llm')
}

function looksAtAll({ input }: Step, media: Readonly<Record<string, Media>>): boolean {
  const looked = new Set(referencesIn(input).map(({ root }) => root))
  return Object.keys(media).every((name) => looked.has(name))
}

/** Whether each word of the request that says something stands in what the step was asked. */
function asksAll({ input }: Step, { text, media }: Pick<RunResult, 'text' | 'media'>): boolean {
  const asked = wordsOf(
    Object.values(input)
      .filter((value) => typeof value === 'string')
      .join(' '),
  )
  const names = wordsOf(
    Object.values(media)
      .map(({ name = '' }) => name)
      .join(' '),
  )
  return [...wordsOf(text)].every((word) => plain.has(word) || asked.has(word) || names.has(word))
}

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .slice(0, 20_000)
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [],
  )
