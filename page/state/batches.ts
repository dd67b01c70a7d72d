import { signal } from '@preact/signals'
import type { Media } from '../../src/media/media.js'
import type { batchBody } from '../../src/serve/batches/batch-record.js'
import type { BatchRow, RowFilter } from '../../src/serve/batches/batch-row.js'
import { call, type PlacedMedia, send } from './api.js'
import { saveReply } from './save-reply.js'

/** A batch as the server tells it. */
export type Batch = ReturnType<typeof batchBody>
export type { RowFilter }
export type ShownRow = Omit<BatchRow, 'made'> & { media: PlacedMedia[]; made: PlacedMedia[] }

/** The batches of this key, the newest first; undefined before they were read. */
export const batches = signal<readonly Batch[] | undefined>(undefined)

export const isOver = ({ status }: Batch): boolean =>
  ['completed', 'failed', 'expired', 'cancelled'].includes(status)

export const nameOf = ({ id, metadata }: Batch): string => metadata?.name || id

export async function loadBatches(abort: AbortSignal): Promise<void> {
  batches.value = (await call<{ data: Batch[] }>('v1/batches?limit=100', { signal: abort })).data
}

export const loadBatch = (id: string, abort: AbortSignal): Promise<Batch> =>
  call<Batch>(`v1/batches/${id}`, { signal: abort })

export interface NewBatch {
  text?: string
  name: string
  jobs_file_id?: string
  files: { digest: Media['digest']; name: string }[]
}

export const makeBatch = (body: NewBatch): Promise<Batch> =>
  call<Batch>('v1/batches/jobs', { method: 'POST', body })

export const cancelBatch = (id: string): Promise<Batch> =>
  call<Batch>(`v1/batches/${id}/cancel`, { method: 'POST' })

export const retryBatch = (id: string, which: 'failed' | 'all'): Promise<Batch> =>
  call<Batch>(`v1/batches/${id}/retry`, { method: 'POST', body: { which } })

export interface RowsAsked {
  filter: RowFilter
  query: string
}

/** The next rows after those that were read. */
export function loadRows(
  id: string,
  { filter, query }: RowsAsked,
  { after, signal: abort }: { after: string | undefined; signal: AbortSignal },
): Promise<{ data: ShownRow[]; next: string | null; has_more: boolean }> {
  const asked = new URLSearchParams({ outcome: filter, query, limit: '100' })
  if (after !== undefined) asked.set('after', after)
  return call(`v1/batches/${id}/results?${asked}`, { signal: abort })
}

/** Saves all results as a file. */
export async function saveResults(batch: Batch, format: 'jsonl' | 'csv'): Promise<void> {
  const reply = await send(`v1/batches/${batch.id}/download?format=${format}`)
  await saveReply(reply, { name: nameOf(batch), ending: format })
}
