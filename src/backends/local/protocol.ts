import { z } from 'zod'
import { modelDtypeSchema } from '../../config/dtype.js'
import { errorInfoSchema } from '../../core/error-info.js'

/**
 * What the main process and a host say to each other. Both ends parse; media cross as records, never as bytes.
 * A host runs one batch at a time and answers in the order of what it is sent. It may get one more before it has answered.
 */

/** A model as a host loads it. Models with equal keys are the same. */
const modelSpecSchema = z.object({
  key: z.string(),
  /** For people: `owner/name`. */
  name: z.string(),
  /** The transformers.js pipeline id. */
  pipeline: z.string(),
  /** Absolute path of the folder with `config.json`. */
  path: z.string(),
  /** Where the folder comes from: downloaded, this package, or the user's own. */
  source: z.enum(['hub', 'pack', 'folder']),
  dtype: modelDtypeSchema,
})
export type ModelSpec = z.infer<typeof modelSpecSchema>

const valuesSchema = z.record(z.string(), z.unknown())

export const requestSchema = z.discriminatedUnion('type', [
  /** The first message: settings for the host's whole life. */
  z.object({
    type: z.literal('configure'),
    mediaDir: z.string(),
    storeBytes: z.number(),
    maxPixels: z.number(),
    maxSeconds: z.number(),
    device: z.string(),
    threads: z.int().positive(),
  }),
  /** Drops the models in `unload`, loads `model` if it isn't, and runs the calls of `inputs`. */
  z.object({
    type: z.literal('run'),
    batch: z.int(),
    tool: z.string(),
    model: modelSpecSchema,
    options: valuesSchema,
    inputs: z.array(valuesSchema).min(1),
    unload: z.array(z.string()),
  }),
  /** This call of the batch is no longer awaited. */
  z.object({ type: z.literal('cancel'), batch: z.int(), index: z.int() }),
  z.object({ type: z.literal('unload'), models: z.array(z.string()) }),
  z.object({ type: z.literal('shutdown') }),
  /** Before all others: what a reader process is asked, of a host that stands in for one. Answered as a reader does. */
  z.object({ type: z.literal('read'), memoryBytes: z.number(), request: z.unknown() }),
])
export type HostRequest = z.infer<typeof requestSchema>
export type RunRequest = Extract<HostRequest, { type: 'run' }>
export type Configuration = Extract<HostRequest, { type: 'configure' }>

export const outcomeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: valuesSchema }),
  z.object({ ok: z.literal(false), error: errorInfoSchema }),
])
export type HostOutcome = z.infer<typeof outcomeSchema>

export const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('loading'), batch: z.int() }),
  z.object({ type: z.literal('loaded'), batch: z.int() }),
  z.object({
    type: z.literal('progress'),
    batch: z.int(),
    index: z.int(),
    fraction: z.number(),
  }),
  /** A piece of what a call writes, sent before the rest is there. */
  z.object({ type: z.literal('text'), batch: z.int(), index: z.int(), text: z.string() }),
  /** The batch is over: one outcome for each input, in order. */
  z.object({
    type: z.literal('result'),
    batch: z.int(),
    outcomes: z.array(outcomeSchema),
    /** The model could not be loaded, so nothing ran. */
    loadFailed: z.boolean(),
    rssBytes: z.number(),
  }),
])
export type HostReply = z.infer<typeof replySchema>
