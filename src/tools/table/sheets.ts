import { parseTable } from './table.js'

/** A sheet, whose headings are row 1. */
export interface Sheet {
  /** Undefined for a table that is no workbook of several. */
  name?: string | undefined
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

/**
 * The sheets of a table. A workbook of several is read as one table, whose first column is `sheet`, with the columns of all of
 * them: here each has its own again, those in which one of its rows holds something. Rows of one sheet follow one another.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when it is no table
 */
export function sheetsIn(csv: string): Sheet[] {
  const { columns, rows } = parseTable(csv)
  const byName = new Map<string, (readonly string[])[]>()
  for (const row of rows) {
    const own = byName.get(row[0] ?? '')
    if (own) own.push(row)
    else byName.set(row[0] ?? '', [row])
  }
  const changes = rows.filter((row, at) => row[0] !== rows[at - 1]?.[0]).length
  if (columns[0] !== 'sheet' || byName.size < 2 || changes > byName.size) return [{ columns, rows }]
  return [...byName].map(([name, own]) => {
    const filled = columns.flatMap((_, at) => (at > 0 && own.some((row) => row[at]) ? [at] : []))
    const ofSheet = (row: readonly string[]) => filled.map((at) => row[at] ?? '')
    return { name, columns: ofSheet(columns), rows: own.map(ofSheet) }
  })
}
