import { SwitchyardError } from '../../core/errors.js'
import { parseCsv } from './parse-csv.js'

/** A table as text cells; every row has a cell for each column. */
export interface Table {
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

/** A table with where its rows are. */
export interface PlacedTable extends Table {
  /** The line of each row, as a spreadsheet counts them: empty ones count, and in a workbook of several sheets each has its own. */
  lines: readonly number[]
}

const delimiters = ['\t', ';', ',', '|']

/**
 * Reads CSV with a header line, with commas, semicolons, tabs or bars: whichever divides it into the most columns. Empty rows,
 * and columns without heading and content, are left out.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when it is no table with a header line and at least one row
 */
export function parseTable(csv: string): PlacedTable {
  const { head, headLine, below } = placedRecords(csv)
  const isBook = holdsSheets(head, below)
  const lineInSheet = lineCounter()
  const placed = below.map((row, place) => ({
    row,
    line: isBook ? lineInSheet(row[0] ?? '') : headLine + place + 1,
  }))
  const filled = placed.filter(({ row }) => isFilled(isBook ? row.slice(1) : row))
  if (filled.length === 0) throw noTable()
  const used = head.flatMap((name, column) =>
    name !== '' || filled.some(({ row }) => row[column]) ? [column] : [],
  )
  const usedOf = (row: readonly string[]) => used.map((column) => row[column] ?? '')
  return {
    columns: distinctNames(usedOf(head)),
    rows: filled.map(({ row }) => usedOf(row)),
    lines: filled.map(({ line }) => line),
  }
}

const isFilled = (row: readonly string[]) => row.some((cell) => cell !== '')

const noTable = () =>
  new SwitchyardError(
    'INVALID_REQUEST',
    'The table is not CSV with a header line, at least one row and equally many cells in each. Correct the file, or cut it to at most 200,000 characters.',
  )

/**
 * The headings of a table, which are its first filled line, counted from 1; and all lines below them.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when it is no table with a header line and at least one row
 */
export function placedRecords(csv: string): {
  delimiter: string
  head: readonly string[]
  headLine: number
  below: readonly (readonly string[])[]
} {
  const read = readDelimited(csv)
  const at = read?.records.findIndex(isFilled) ?? -1
  const [head, ...below] = read?.records.slice(at) ?? []
  if (!read || !head || !below.some(isFilled)) throw noTable()
  return { delimiter: read.delimiter, head, headLine: at + 1, below }
}

/** Counts the lines of each sheet; its headings are one of them, and stand in none of its rows. */
function lineCounter(): (sheet: string) => number {
  const lines = new Map<string, number>()
  return (sheet) => {
    const line = (lines.get(sheet) ?? 1) + 1
    lines.set(sheet, line)
    return line
  }
}

/** Whether rows are those of a workbook of several sheets: the first column names the sheet, and the rows of each follow one another. */
export function holdsSheets(head: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (head[0] !== 'sheet') return false
  const names = new Set(rows.map(([name]) => name))
  return names.size > 1 && rows.filter(([name], at) => name !== rows[at - 1]?.[0]).length === names.size
}

/** The lines of a table, empty ones too, and what divides their cells; undefined when it is no table. */
export function readDelimited(csv: string): { delimiter: string; records: string[][] } | undefined {
  const readings = delimiters.flatMap((delimiter) => {
    const records = recordsOf(csv, delimiter)
    return records ? [{ delimiter, records }] : []
  })
  const width = (records: readonly string[][] = []) => records.find(isFilled)?.length ?? 0
  const [best] = readings.sort((a, b) => width(b.records) - width(a.records))
  // One column is what any broken table looks like to a delimiter that it doesn't use: all must agree on it.
  return width(best?.records) > 1 || readings.length === delimiters.length ? best : undefined
}

function recordsOf(csv: string, delimiter: string): string[][] | undefined {
  const records: string[][] = []
  let width: number | undefined
  const on_record = (record: string[]) => {
    records.push(record)
    const isLine = record.length > 1 || record[0] !== ''
    if (isLine) width ??= record.length
    if (isLine && record.length !== width) throw new Error('A row is wider or narrower than the others.')
    return null
  }
  try {
    parseCsv(csv, { delimiter, bom: true, relax_column_count: true, trim: true, on_record })
    return width === undefined ? undefined : records
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
