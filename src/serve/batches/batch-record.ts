import { z } from 'zod'
import { type CallUrl, callUrls } from '../../batch/endpoint-call.js'
import { jobUrl } from '../../batch/job-line.js'

const batchStatuses = [
  'validating',
  'failed',
  'in_progress',
  'finalizing',
  'completed',
  'expired',
  'cancelling',
  'cancelled',
] as const

/** Seconds since 1970. */
const time = z.int()

/** A batch of requests as it is kept. */
export const batchRecordSchema = z.object({
  id: z.string(),
  owner: z.string(),
  /** The one endpoint of its lines; `/v1/runs` for Switchyard's own jobs, beside which requests of all the others may be. */
  endpoint: z.enum([...callUrls, jobUrl]),
  input_file_id: z.string(),
  /** SHA-256 of the input. */
  input_digest: z.string(),
  completion_window: z.string(),
  metadata: z.record(z.string(), z.string()).nullable(),
  /** Where clients reached the server that took it, for links to what is made. */
  origin: z.string(),
  status: z.enum(batchStatuses),
  created_at: time,
  expires_at: time,
  in_progress_at: time.optional(),
  finalizing_at: time.optional(),
  completed_at: time.optional(),
  failed_at: time.optional(),
  expired_at: time.optional(),
  cancelling_at: time.optional(),
  cancelled_at: time.optional(),
  counts: z.object({ total: z.number(), completed: z.number(), failed: z.number() }),
  output_file_id: z.string().optional(),
  error_file_id: z.string().optional(),
  errors: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
  /** What its key was charged for it when it was done again, US dollars. */
  charged_usd: z.number().optional(),
})
export type BatchRecord = z.output<typeof batchRecordSchema>

/** Jobs of a batch: all of them, those with a reply that is no error, and those without. */
export type BatchCounts = BatchRecord['counts']

const finalStatuses: ReadonlySet<string> = new Set(['failed', 'completed', 'expired', 'cancelled'])
export const hasEnded = ({ status }: Pick<BatchRecord, 'status'>): boolean => finalStatuses.has(status)

/** What lines are taken of its input; undefined: all that there are. */
export const endpointOf = ({ endpoint }: Pick<BatchRecord, 'endpoint'>): CallUrl | undefined =>
  endpoint === jobUrl ? undefined : endpoint

/** How long a batch may take by its `completion_window`, milliseconds. */
export const windowMs = (text: string): number =>
  Number.parseInt(text, 10) * (text.endsWith('d') ? 24 * hourMs : hourMs)

const hourMs = 3_600_000
const longestDays = 30

/** How long a batch may take, as clients say it. */
export const completionWindowSchema = z
  .string()
  .regex(/^\d{1,3}[hd]$/, 'must be a time such as 24h or 7d')
  .refine((text) => windowMs(text) > 0 && windowMs(text) <= longestDays * 24 * hourMs, {
    error: `must be between 1h and ${longestDays}d`,
  })
  .default('24h')

/** The batch in the form of OpenAI's API. */
export function batchBody({
  owner: _,
  origin: __,
  input_digest: ___,
  charged_usd: ____,
  counts,
  errors,
  ...record
}: BatchRecord) {
  return {
    object: 'batch' as const,
    ...record,
    output_file_id: record.output_file_id ?? null,
    error_file_id: record.error_file_id ?? null,
    errors: errors
      ? {
          object: 'list' as const,
          data: errors.map((error) => ({ ...error, line: null, param: null })),
        }
      : null,
    request_counts: counts,
  }
}
