import { z } from 'zod'
import { errorInfoSchema } from '../../core/error-info.js'

/** What the main process and a reader process say to each other: one request at a time, one reply to each, and progress before it. */

export const readLimitsSchema = z.object({
  maxPixels: z.number(),
  maxSide: z.number(),
  maxSeconds: z.number(),
})
/** Most that is read of one file. */
export type ReadLimits = z.infer<typeof readLimitsSchema>

export const readRequestSchema = z.discriminatedUnion('kind', [
  /** What a file is, and its measured facts. */
  z.object({
    kind: z.literal('probe'),
    path: z.string(),
    label: z.string(),
    bytes: z.number(),
    limits: readLimitsSchema,
  }),
  /** A picture made small, as a data URL. */
  z.object({ kind: z.literal('picture-data-url'), path: z.string(), limits: readLimitsSchema }),
  /** Which share of a black and white picture is white. */
  z.object({ kind: z.literal('mask-share'), path: z.string(), limits: readLimitsSchema }),
  /** A document, put into a text, a table or a picture. */
  z.object({ kind: z.literal('read-document'), path: z.string(), label: z.string(), to: z.string() }),
  /** A picture that is changed only where a mask lets it, written to a file. */
  z.object({
    kind: z.literal('edit-within'),
    before: z.string(),
    after: z.string(),
    mask: z.string(),
    output: z.string(),
    limits: readLimitsSchema,
  }),
])
export type ReadRequest = z.infer<typeof readRequestSchema>

export const readReplySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown(), rssBytes: z.number() }),
  z.object({ ok: z.literal(false), error: errorInfoSchema, rssBytes: z.number() }),
])
export type ReadReply = z.infer<typeof readReplySchema>

/** How much of a request is done, 0 to 1. */
export const readProgressSchema = z.strictObject({ progress: z.number() })
export type ReadProgress = z.infer<typeof readProgressSchema>
