import { SwitchyardError } from '../../core/errors.js'
import { parseCsv } from './parse-csv.js'

/** A table as text cells; every row has a cell for each column. */
export interface Table {
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

const delimiters = ['\t', ';', ',', '|']

/**
 * Reads CSV with a header line, with commas, semicolons, tabs or bars: whichever divides it into the most columns.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when it is no table with a header line and at least one row
 */
export function parseTable(csv: string): Table {
  const [columns, ...rows] = readDelimited(csv)?.records ?? []
  if (!columns || rows.length === 0)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      'The table is not CSV with a header line, at least one row and equally many cells in each. Correct the file, or cut it to at most 200,000 characters.',
    )
  return { columns: distinctNames(columns), rows }
}

/** The lines of a table, and what divides their cells; undefined when it is no table. */
export function readDelimited(csv: string): { delimiter: string; records: string[][] } | undefined {
  const readings = delimiters.flatMap((delimiter) => {
    const records = recordsOf(csv, delimiter)
    return records ? [{ delimiter, records }] : []
  })
  const width = (records: readonly string[][] = []) => records[0]?.length ?? 0
  const [best] = readings.sort((a, b) => width(b.records) - width(a.records))
  // One column is what any broken table looks like to a delimiter that it doesn't use: all must agree on it.
  return width(best?.records) > 1 || readings.length === delimiters.length ? best : undefined
}

function recordsOf(csv: string, delimiter: string): string[][] | undefined {
  const records: string[][] = []
  const on_record = (record: string[]) => {
    records.push(record)
    return null
  }
  try {
    parseCsv(csv, { delimiter, bom: true, skip_empty_lines: true, trim: true, on_record })
    return records
  } catch {
    // Not with this delimiter; the caller says so when it is with none.
    return undefined
  }
}

/** Columns are told apart by their names. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  /** The next number of each name: counting from the start each time would take long for many of one name. */
  const numbers = new Map<string, number>()
  return names.map((name, at) => {
    const header = name || `column ${at + 1}`
    let unique = header
    for (let number = numbers.get(header) ?? 2; taken.has(unique); number += 1) {
      unique = `${header} (${number})`
      numbers.set(header, number + 1)
    }
    taken.add(unique)
    return unique
  })
}

/** The cells of each column, by its name. */
export function cellsByColumn({ columns, rows }: Table): Record<string, string[]> {
  return Object.fromEntries(columns.map((name, at) => [name, rows.map((row) => row[at] ?? '')]))
}

/** Records as CSV with a header line; what is inside a record's field is written as JSON. */
export function toCsv(records: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))]
  const lines = [columns, ...records.map((record) => columns.map((name) => cellOf(record[name])))]
  return lines.map((cells) => cells.map(quoted).join(',')).join('\n')
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const quoted = (cell: string) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
