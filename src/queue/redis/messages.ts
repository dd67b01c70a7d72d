import { z } from 'zod'
import type { BackendProgress } from '../../backends/backend.js'
import { endpointCallSchema } from '../../batch/endpoint-call.js'
import { errorInfoSchema } from '../../core/error-info.js'
import { parseJson } from '../../core/json.js'
import { mediaSchema } from '../../media/media.js'
import { planSchema } from '../../plan/plan.js'

/**
 * Raised when what processes tell each other changes its meaning. It is part of the names of lanes and of the queue of
 * runs, so that processes of another version never see these jobs.
 */
export const queueVersion = 3

/** The trace that asked for a job, as W3C headers. */
const traceSchema = z.record(z.string(), z.string())

/** A step as a job in a lane; the job's id is the step's key. Media are records, never bytes. */
export const stepJobSchema = z.object({
  version: z.literal(queueVersion),
  tool: z.string().min(1),
  input: z.record(z.string(), z.unknown()),
  trace: traceSchema.optional(),
})
export type StepJob = z.infer<typeof stepJobSchema>

const progressSchema: z.ZodType<BackendProgress> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued') }),
  z.object({ kind: z.literal('started') }),
  z.object({
    kind: z.literal('download'),
    model: z.string(),
    loadedBytes: z.number(),
    totalBytes: z.number(),
  }),
  z.object({ kind: z.enum(['load', 'loaded']), model: z.string() }),
  z.object({ kind: z.literal('inference'), fraction: z.number() }),
  z.object({
    kind: z.literal('usage'),
    inputTokens: z.number().optional(),
    outputTokens: z.number().optional(),
    seconds: z.number().optional(),
  }),
])

/** News of a step, sent while a process waits for it. */
const stepMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), progress: progressSchema }),
  /** `output` is left out where it is large: it is in the result store. */
  z.object({ kind: z.literal('done'), output: z.record(z.string(), z.unknown()).optional() }),
  z.object({ kind: z.literal('failed'), error: errorInfoSchema }),
  /** A process that no longer needs the job took it back. A process that still does adds it again. */
  z.object({ kind: z.literal('gone') }),
])
export type StepMessage = z.infer<typeof stepMessageSchema>

/** What one process is told at once: messages with the keys of the steps that they are about. */
export const stepNewsSchema = z.array(z.tuple([z.string(), stepMessageSchema]))

export const controlMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cancel-step'), key: z.string() }),
  z.object({ kind: z.literal('cancel-run'), runId: z.string() }),
])
export type ControlMessage = z.infer<typeof controlMessageSchema>

/** What a chat remembers of its earlier requests. */
const pastSchema = z.object({
  media: z.record(z.string(), mediaSchema),
  steps: z.array(z.object({ id: z.string(), tool: z.string(), output: z.unknown(), summary: z.string() })),
  turns: z.array(z.object({ text: z.string(), answer: z.string() })),
})

/** A run as a job; the job's id is the run's. */
export const runJobSchema = z.object({
  version: z.literal(queueVersion),
  text: z.string(),
  media: z.array(mediaSchema),
  plan: planSchema.optional(),
  /** A request of an endpoint of OpenAI's API; there are no text and no media then. */
  call: endpointCallSchema.optional(),
  /** The chat that it is a request of. */
  past: pastSchema.optional(),
  /** When the run ends, answered or not; on Redis's clock. */
  deadlineAtMs: z.number().optional(),
  /** What it may cost, US dollars, besides the budget of the drivers' profile. */
  maxCostUsd: z.number().nonnegative().optional(),
  /** Which try of which job of a batch it is. */
  batch: z
    .object({
      id: z.string(),
      job: z.int().nonnegative(),
      attempt: z.int().positive(),
      customId: z.string(),
      /** What the whole batch may cost, US dollars: a single job may not cost more either. */
      maxCostUsd: z.number().nonnegative().optional(),
    })
    .optional(),
  /** Whose word its plan needs, by the settings of who submitted it, besides those of the drivers' profile. */
  approval: z
    .object({
      approval: z.enum(['never', 'remote', 'costly', 'always']),
      approvalAboveUsd: z.number().nonnegative(),
      approvalTimeoutMs: z.int().positive(),
      /** Whether there is somebody who can decide. */
      canAsk: z.boolean(),
    })
    .optional(),
  trace: traceSchema.optional(),
})
export type RunJob = z.infer<typeof runJobSchema>

/** Parses a message of another process; undefined for what this version doesn't understand. */
export function parseMessage<T>(schema: z.ZodType<T>, text: string | null | undefined): T | undefined {
  return text === null || text === undefined ? undefined : schema.safeParse(parseJson(text)).data
}
