import { parseCsv } from './parse-csv.js'
import { distinctNames, holdsSheets, placedRecords } from './table.js'

/** A sheet as a spreadsheet shows it. */
export interface Sheet {
  /** Undefined for a table that is no workbook of several. */
  name?: string | undefined
  /** The line of its headings, from 1. */
  headLine: number
  /** What stands there, from column A. */
  head: readonly string[]
  /** The headings as names, no two alike. */
  columns: readonly string[]
  /** The lines below its headings, empty ones too. */
  rows: readonly (readonly string[])[]
}

/**
 * The sheets of a table, with every cell in its place. A workbook of several is read as one table, whose first column is `sheet`,
 * with the columns of all of them: here each has its own again. These are the ones in which one of its rows holds something,
 * be it an empty cell that is written out (`""`). Rows of one sheet follow one another.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when it is no table
 */
export function sheetsIn(csv: string): Sheet[] {
  const { delimiter, head, headLine, below } = placedRecords(csv)
  if (!holdsSheets(head, below)) return [{ headLine, head, columns: distinctNames(head), rows: below }]
  const marks = emptyCellsIn(csv, delimiter)
  const bySheet = new Map<string, { row: readonly string[]; line: number }[]>()
  for (const [at, row] of below.entries()) {
    const own = bySheet.get(row[0] ?? '') ?? []
    own.push({ row, line: headLine + 1 + at })
    bySheet.set(row[0] ?? '', own)
  }
  return [...bySheet].map(([name, lines]) => {
    const isOwn = (column: number) =>
      lines.some(({ row, line }) => row[column] || marks.has(`${line}:${column}`))
    const own = head.flatMap((_, column) => (column > 0 && isOwn(column) ? [column] : []))
    const cellsOf = (row: readonly string[]) => own.map((column) => row[column] ?? '')
    const rows = lines.map(({ row }) => cellsOf(row))
    // What stands above its headings is empty.
    const above = Math.max(
      0,
      rows.findIndex((row) => row.some((cell) => cell !== '')),
    )
    const names = cellsOf(head)
    return { name, headLine: above + 1, head: names, columns: distinctNames(names), rows: rows.slice(above) }
  })
}

/** Empty cells that are written out, as `line:column`, lines from 1 and columns from 0. */
function emptyCellsIn(csv: string, delimiter: string): Set<string> {
  const found = new Set<string>()
  parseCsv(csv, {
    ...{ delimiter, bom: true, relax_column_count: true, trim: true },
    cast: (value, { quoting, records, index }) => {
      if (quoting && value === '') found.add(`${records + 1}:${index}`)
      return value
    },
  })
  return found
}
