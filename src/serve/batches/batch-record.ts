import { z } from 'zod'
import { callUrls } from '../../batch/endpoint-call.js'

export const batchStatuses = [
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
const time = z.number().int()

/** A batch of requests as it is kept. */
export const batchRecordSchema = z.object({
  id: z.string(),
  owner: z.string(),
  endpoint: z.enum(callUrls),
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
})
export type BatchRecord = z.output<typeof batchRecordSchema>

/** Jobs of a batch: all of them, those with a reply that is no error, and those without. */
export type BatchCounts = BatchRecord['counts']

const finalStatuses: ReadonlySet<string> = new Set(['failed', 'completed', 'expired', 'cancelled'])
export const hasEnded = ({ status }: Pick<BatchRecord, 'status'>): boolean => finalStatuses.has(status)

/** The batch in the form of OpenAI's API. */
export function batchBody({
  owner: _,
  origin: __,
  input_digest: ___,
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
