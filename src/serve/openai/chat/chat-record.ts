import { z } from 'zod'
import { mediaSchema } from '../../../media/media.js'

/** What it takes to tell the answer of a chat when its run has ended. Plain JSON, so that any server can tell it. */
export const chatRecordSchema = z.object({
  runId: z.string(),
  /** The address by which the client called the server, for links. */
  origin: z.string(),
  turns: z.array(z.object({ text: z.string(), answer: z.string() })),
  text: z.string(),
  /** Everything attached in the chat, in its order. */
  media: z.array(mediaSchema),
  /** How many of the media earlier turns have attached. */
  earlier: z.number(),
  /** The form that the answer is wanted in. */
  shape: z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()) }).optional(),
  /** Whether links to what was made are put below the answer. */
  links: z.boolean(),
  /** The answer, where it was put into a form already. */
  content: z.string().optional(),
})
export type ChatRecord = z.output<typeof chatRecordSchema>
