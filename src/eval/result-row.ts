import { createHash } from 'node:crypto'
import { z } from 'zod'
import { errorInfoSchema } from '../core/error-info.js'
import { planSchema } from '../plan/plan.js'
import type { EvalCase } from './eval-case.js'

/** What one planner made of one request. Scores are worked out from it, so that they can be worked out anew. */
export const resultRowSchema = z.object({
  planner: z.string(),
  case: z.string(),
  /** Hash of the request, its media and the tools: a row counts for no other. */
  asked: z.string(),
  plan: planSchema.optional(),
  /** Why there is no plan. */
  error: errorInfoSchema.optional(),
  notes: z.array(z.string()).default([]),
  llmCalls: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** Until the plan was there; with answers, until the answer was. */
  seconds: z.number(),
  /** Absent where only plans are made. */
  answer: z
    .object({
      text: z.string(),
      status: z.string(),
      /** What it claims that neither the results nor the request bear out, as written. */
      unsupported: z.array(z.string()).optional(),
    })
    .optional(),
})
export type ResultRow = z.infer<typeof resultRowSchema>

/** What a row must have been asked to count for a case. */
export function hashRequest(
  { request, earlier = [], media }: Pick<EvalCase, 'request' | 'earlier' | 'media'>,
  { tools, answers }: { tools: readonly string[]; answers: boolean },
): string {
  const asked = earlier.length > 0 ? [...earlier, request] : request
  const parts = [asked, Object.entries(media).map(([name, { digest }]) => [name, digest]), tools, answers]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

export const rowKey = ({ planner, case: id, asked }: Pick<ResultRow, 'planner' | 'case' | 'asked'>): string =>
  JSON.stringify([planner, id, asked])
