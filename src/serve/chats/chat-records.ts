import { z } from 'zod'
import { onOneLine } from '../../core/text.js'
import { opinionSchema } from '../../feedback/feedback.js'
import { mediaSchema } from '../../media/media.js'
import { planSchema } from '../../plan/plan.js'

/** A chat in lists. Times are seconds since 1970. */
export const chatHeadSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  created_at: z.number(),
  updated_at: z.number(),
})
export type ChatHead = z.output<typeof chatHeadSchema>

/**
 * One question of a chat with its answer. Turns form a tree: a question that is edited or asked again stands beside the
 * first one, after the same turn.
 */
export const chatTurnSchema = z.object({
  id: z.uuid(),
  /** The turn before; null for a first one. */
  after: z.uuid().nullable(),
  text: z.string(),
  /** What was attached to this question. */
  media: z.array(mediaSchema),
  /** A plan that was sent with the question. */
  plan: planSchema.optional(),
  created_at: z.number(),
  /** The run that answers it; another one after the server was started again in the middle. */
  run: z.uuid(),
  /** `running` until it has ended. A run that nobody carries on any more is shown as `interrupted`. */
  status: z.enum(['running', 'interrupted', 'answered', 'partly', 'failed', 'cancelled', 'error']),
  answer: z.string().optional(),
  /** Files that the run made and that were not on the way to something else. */
  made: z.array(mediaSchema).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  /** From the start of the run to its answer, milliseconds. */
  durationMs: z.number().optional(),
  /** Estimated US dollars. */
  costUsd: z.number().optional(),
  /** What was said of the answer, and of its steps. */
  feedback: z.array(opinionSchema).optional(),
  /** The steps in short; the record of the turn has the rest. */
  steps: z.array(z.object({ id: z.string(), tool: z.string(), status: z.string() })).optional(),
})
export type ChatTurn = z.output<typeof chatTurnSchema>

/** Longest title that is kept; what is longer is cut. */
export const maxTitle = 200

/** A title made from the first question. */
export function titleFrom(text: string): string {
  const line = onOneLine(text).replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line || 'Files without a question'
}
