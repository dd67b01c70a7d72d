import type { Media } from '../../media/media.js'

/** A result as a table shows it. */
export interface BatchRow {
  id: string
  custom_id: string | null
  outcome: 'answered' | 'partly' | 'failed'
  /** In words; cut where it is very long. */
  answer: string
  error: { code: string; message: string; line: number | null } | null
  /** Models that were called. */
  models: string[]
  cost_usd: number | null
  duration_ms: number | null
  /** Files that it made. */
  made: Media[]
}

/** Which results a table shows. */
export const rowFilters = ['all', 'done', 'answered', 'partly', 'failed'] as const
export type RowFilter = (typeof rowFilters)[number]
