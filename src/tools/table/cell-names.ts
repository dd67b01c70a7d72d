import { SwitchyardError } from '../../core/errors.js'
import { formatList } from '../../core/text.js'
import { parseTable } from './table.js'

/** Most cells that are told. */
const mostCells = 6

/**
 * Where cells of a table with these contents are, as in a spreadsheet whose first row is the header: `B3`. What is there
 * twice, or not at all, is left out.
 */
export function cellNames(csv: string, contents: readonly string[]): string[] {
  const { rows } = parseTable(csv)
  const places = new Map<string, string[]>()
  for (const [row, cells] of rows.entries())
    for (const [column, cell] of cells.entries())
      places.set(cell.trim(), [...(places.get(cell.trim()) ?? []), `${letters(column)}${row + 2}`])
  return contents.slice(0, mostCells).flatMap((content) => {
    const found = places.get(content.trim()) ?? []
    return found.length === 1 ? found : []
  })
}

/** `A` to `Z`, `AA` and so on. */
function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26))
  return column < 26 ? last : `${letters(Math.floor(column / 26) - 1)}${last}`
}

/** A cell of a table, by its place in a spreadsheet. */
export interface NamedCell {
  cell: string
  /** Its heading. */
  column: string
  /** What the first cell of its row says. */
  row: string
  value: string
}

const cellName = /^([A-Z]{1,2})([1-9]\d{0,5})$/i
export const isCellName = (word: string): boolean => cellName.test(word)

/** The names of cells that words say, in capitals, each once. */
export const cellsSaid = (text: string): string[] => [
  ...new Set((text.match(/[\p{L}\p{N}]+/gu) ?? []).filter(isCellName).map((word) => word.toUpperCase())),
]

/** Cells of a table whose headings are row 1. @throws SwitchyardError `INVALID_REQUEST` for one that it has not */
export function cellsNamed(csv: string, names: readonly string[]): NamedCell[] {
  const { columns, rows } = parseTable(csv)
  return names.map((cell) => {
    const [, word = '', digits = ''] = cellName.exec(cell) ?? []
    const at =
      [...word.toUpperCase()].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0) - 1
    const line = Number(digits)
    const row = line === 1 ? columns : rows[line - 2]
    const [column, value] = [columns[at], row?.[at]]
    if (row !== undefined && column !== undefined && value !== undefined)
      return { cell, column, row: row[0] ?? '', value }
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The table has no cell ${cell}: its cells are A1 to ${letters(columns.length - 1)}${rows.length + 1}, with ${formatList(columns.slice(0, 12).map((name) => `"${name}"`))} in row 1.`,
    )
  })
}
