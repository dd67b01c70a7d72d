import { z } from 'zod'
import { SwitchyardError } from '../core/errors.js'
import { formatList } from '../core/text.js'
import { mediaSchema } from '../media/media.js'
import { planSchema } from '../plan/plan.js'
import type { Turn } from '../plan/planned.js'
import { boundFeedback } from './bound-feedback.js'
import { type Feedback, localOwner, type Opinion } from './feedback.js'
import { inputDigestOf } from './input-digest.js'

const callSchema = z.object({
  route: z.object({ ranked: z.array(z.object({ id: z.string() })).readonly() }).optional(),
  attempts: z.array(z.object({ candidate: z.string(), error: z.unknown().optional() })),
})

/** Of a run's record, what a judgement of it rests on. */
export const judgedRunSchema = z.object({
  runId: z.uuid(),
  text: z.string(),
  answer: z.string(),
  media: z.record(z.string(), mediaSchema).readonly(),
  plan: planSchema,
  steps: z.array(
    z.object({
      id: z.string(),
      tool: z.string(),
      output: z.unknown().optional(),
      calls: z.array(callSchema),
    }),
  ),
})
export type JudgedRun = z.output<typeof judgedRunSchema>

/** What is known besides the record. */
export interface JudgedIn {
  /** Who says it: the id of a key. Default: `local`. */
  owner?: string | undefined
  /** What was asked and answered before. Default: nothing. */
  turns?: readonly Turn[] | undefined
  /** Names the place in a chat, so that other versions of the same question are found. */
  place?: string | undefined
  llm?: string | undefined
  now?: Date | undefined
}

/**
 * Puts down what somebody says of a run, with what this rests on, as far as it is of a reasonable length.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when the run has no such step
 */
export function judgeRun(
  run: JudgedRun,
  opinion: Opinion,
  { owner = localOwner, turns = [], place, llm, now = new Date() }: JudgedIn = {},
): Feedback {
  const { step, remark } = opinion
  const ids = run.steps.map(({ id }) => id)
  if (step !== undefined && !ids.includes(step)) {
    const known = ids.length === 0 ? 'It has no steps.' : `It has ${formatList(ids)}.`
    throw new SwitchyardError('INVALID_REQUEST', `The run has no step "${step}". ${known}`)
  }
  const said = remark?.trim()
  return boundFeedback({
    verdict: opinion.verdict,
    ...(step !== undefined && { step }),
    ...(said && { remark: said }),
    at: now.toISOString(),
    owner,
    run: run.runId,
    ...(place !== undefined && { place }),
    turns: turns.map(({ text, answer }) => ({ text, answer })),
    text: run.text,
    media: Object.values(run.media).map(({ digest, mimeType, name }) => ({ digest, mimeType, name })),
    answer: run.answer,
    ...(llm !== undefined && { llm }),
    steps: run.steps.map(({ id, tool, calls }) => ({
      id,
      tool,
      candidates: [...new Set(calls.flatMap((call) => candidateOf(call) ?? []))],
      inputDigest: inputDigestOf(id, run),
    })),
  })
}

/** The candidate whose result a call has. One whose result was remembered was not tried: it comes after those that failed. */
function candidateOf({ route, attempts }: z.output<typeof callSchema>): string | undefined {
  const last = attempts.at(-1)
  if (last && last.error === undefined) return last.candidate
  return route?.ranked.find(({ id }) => attempts.every(({ candidate }) => candidate !== id))?.id
}
