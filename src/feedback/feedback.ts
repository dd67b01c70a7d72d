import { z } from 'zod'
import { withoutControls } from '../core/text.js'

const verdictSchema = z.enum(['good', 'bad'])
/** What somebody thinks of an answer or of what a step found. */
export type OpinionVerdict = z.output<typeof verdictSchema>

/** What is said of a run: of its answer, or of one of its steps. */
export const opinionSchema = z.strictObject({
  verdict: verdictSchema.nullable().describe('good or bad; null takes back what was said before.'),
  step: z.string().min(1).max(32).optional().describe('The step that it is about. Default: the answer.'),
  remark: z.string().max(4000).overwrite(withoutControls).optional().describe('Why, in words.'),
})
/** `verdict`: `good`, `bad`, or null to take back what was said. `step`: its id; absent: the answer. `remark`: why, in words. */
export type Opinion = z.output<typeof opinionSchema>

const judgedStepSchema = z.object({
  id: z.string(),
  tool: z.string(),
  /** The models that it ran on, as candidate ids; several where the items of a list ran on different ones. */
  candidates: z.array(z.string()),
  /** SHA-256 of tool and input, whichever model ran: media count by their bytes. */
  inputDigest: z.string(),
})

export const feedbackSchema = opinionSchema.extend({
  /** When it was said, ISO 8601. */
  at: z.iso.datetime(),
  /** Who said it: the id of a key, or `local`. */
  owner: z.string(),
  run: z.uuid(),
  /** The chat and the turn in it that the question follows, as far as it is part of a kept chat. */
  place: z.string().optional(),
  /** What was asked and answered before, in order. */
  turns: z.array(z.object({ text: z.string(), answer: z.string() })),
  text: z.string(),
  media: z.array(z.object({ digest: z.string(), mimeType: z.string(), name: z.string().optional() })),
  answer: z.string(),
  /** SHA-256 (hex) of the whole question with its files and turns, where not all of it is kept here. */
  question: z.string().optional(),
  /** The LLM that plans and answers, if any. */
  llm: z.string().optional(),
  steps: z.array(judgedStepSchema),
})
/** An opinion with all that it rests on, so that it means something without the run's record. */
export type Feedback = z.output<typeof feedbackSchema>

/** What an opinion takes the place of: what the same person said of the same answer or step. */
export const aboutOf = ({ owner, run, step = '' }: Feedback): string => [owner, run, step].join(' ')

/** Who says something where no keys are in use: whoever works on this machine. */
export const localOwner = 'local'
