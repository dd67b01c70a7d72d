import type { BatchRow } from './batch-row.js'

/** The first line of results as CSV. */
export const csvHead = `${['job', 'outcome', 'answer', 'error', 'models', 'cost_usd', 'duration_ms'].join(',')}\r\n`

/** A result as a line of CSV (RFC 4180). */
export function csvLine({
  custom_id,
  outcome,
  answer,
  error,
  models,
  cost_usd,
  duration_ms,
}: BatchRow): string {
  const cells = [custom_id, outcome, answer, error?.message, models.join(' '), cost_usd, duration_ms]
  return `${cells.map(formatCsvCell).join(',')}\r\n`
}

/** Spreadsheets take texts that begin like this for formulas, and run them; some read signs of full width as the narrow ones. */
const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/

function formatCsvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const plain = startsFormula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
