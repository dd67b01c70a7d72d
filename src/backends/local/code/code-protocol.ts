import { z } from 'zod'
import { readLimitsSchema } from '../../../media/reader/reader-protocol.js'

/** One call of a tool that needs no model, as the main process sends it to a process that reads files. */
export const codeRequestSchema = z.object({
  tool: z.string(),
  input: z.record(z.string(), z.unknown()),
  /** Folder of the media store, and its size bound. */
  mediaDir: z.string(),
  storeBytes: z.number(),
  limits: readLimitsSchema,
})
export type CodeRequest = z.infer<typeof codeRequestSchema>
