import { answerOf, outcomeOf, type ResultLine } from '../../batch/result-line.js'
import { isRecord } from '../../core/json.js'
import { collectMedia } from '../runs/made-media.js'
import type { PlacedResult } from './batch-engine.js'
import type { BatchRow, RowFilter } from './batch-row.js'

/** Characters of an answer in a row: what is longer is for the download. */
const longestAnswer = 20_000

export function rowOf(line: ResultLine): BatchRow {
  const answer = answerOf(line)
  const { error, response } = line
  const outcome = outcomeOf(line)
  const replied = errorIn(response?.body)
  const steps = answer?.steps ?? []
  const step = outcome === 'failed' ? steps.find(({ error: failed }) => failed)?.error : undefined
  const told = error ?? replied ?? step
  return {
    id: line.id,
    custom_id: line.custom_id,
    outcome,
    answer: (answer ? answer.answer : textOf(response?.body)).slice(0, longestAnswer),
    error: told ? { code: told.code.toLowerCase(), message: told.message, line: error?.line ?? null } : null,
    models: [...new Set(steps.flatMap(({ model }) => model ?? []))],
    cost_usd: answer?.costUsd ?? null,
    duration_ms: answer?.durationMs ?? null,
    made: collectMedia(steps.map(({ output }) => output)),
  }
}

export interface RowQuery {
  filter: RowFilter
  /** Words, all of which a row has to have, whatever their case. */
  query: string
}

/** Whether a row is asked for. */
export function isAsked(
  { outcome, custom_id, answer, error }: BatchRow,
  { filter, query }: RowQuery,
): boolean {
  const fits = filter === 'all' || outcome === filter || (filter === 'done' && outcome !== 'failed')
  if (!fits || query.trim() === '') return fits
  const text = [custom_id, answer, error?.message].join('\n').toLowerCase()
  return query
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Results that are looked through for one page at most. */
const mostLooked = 20_000

/**
 * The next rows that are asked for, and where to go on. There may be fewer rows than asked for, even none, while there are more: a
 * search looks through so many results at a time.
 *
 * @param after where the results begin
 */
export async function readRows(
  results: AsyncIterable<PlacedResult>,
  { limit, after, ...query }: RowQuery & { limit: number; after: string | undefined },
): Promise<{ rows: BatchRow[]; next: string | null; hasMore: boolean }> {
  const rows: BatchRow[] = []
  let looked = 0
  let last = after ?? null
  for await (const { line, next } of results) {
    if (rows.length === limit || looked === mostLooked) return { rows, next: last, hasMore: true }
    looked += 1
    last = next
    const row = rowOf(line)
    if (isAsked(row, query)) rows.push(row)
  }
  return { rows, next: last, hasMore: false }
}

function errorIn(body: unknown): { code: string; message: string } | undefined {
  const error = isRecord(body) ? body.error : undefined
  if (!isRecord(error) || typeof error.message !== 'string') return undefined
  return { code: String(error.code ?? 'error'), message: error.message }
}

/** What an endpoint of OpenAI's API replied, in words. */
function textOf(body: unknown): string {
  if (!isRecord(body) || errorIn(body)) return ''
  const [choice] = Array.isArray(body.choices) ? body.choices : []
  if (isRecord(choice) && isRecord(choice.message) && typeof choice.message.content === 'string')
    return choice.message.content
  if (typeof body.text === 'string') return body.text
  const texts = Array.isArray(body.output) ? body.output.flatMap(textsIn) : []
  return texts.length > 0 ? texts.join('\n') : JSON.stringify(body)
}

function textsIn(item: unknown): string[] {
  const parts = isRecord(item) && item.type === 'message' && Array.isArray(item.content) ? item.content : []
  return parts.flatMap((part) => (isRecord(part) && typeof part.text === 'string' ? [part.text] : []))
}
