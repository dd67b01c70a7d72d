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
