import { SwitchyardError } from '../../core/errors.js'
import { formatList } from '../../core/text.js'
import { isNamed } from '../series/choose-columns.js'
import { addressesIn, sheetName } from './cell-addresses.js'
import { cellsSaid, letters, mostRead, placeOf, tooMany } from './cell-places.js'
import { type Sheet, sheetsIn } from './sheets.js'

/** Most cells that are told. */
const mostCells = 6

/**
 * Where cells of a table with these contents are in its spreadsheet: `B3`. What is there twice, or not at all, is left out.
 * Of a workbook of several sheets, with the sheet: `Cars!B3`, `'My cars'!B3`.
 */
export function cellNames(csv: string, contents: readonly string[]): string[] {
  const wanted = contents.slice(0, mostCells).map((content) => content.trim())
  /** Undefined for what is there twice. */
  const places = new Map<string, string | undefined>()
  for (const { name, headLine, rows } of sheetsIn(csv))
    for (const [row, cells] of rows.entries())
      for (const [column, cell] of cells.entries()) {
        const content = cell.trim()
        if (!wanted.includes(content)) continue
        const place = `${name === undefined ? '' : `${sheetName(name)}!`}${letters(column)}${headLine + row + 1}`
        places.set(content, places.has(content) ? undefined : place)
      }
  return wanted.flatMap((content) => places.get(content) ?? [])
}

/** A cell of a table, by its place in a spreadsheet. */
export interface NamedCell {
  /** The sheet, of a workbook of several. */
  sheet?: string | undefined
  cell: string
  /** Its heading. */
  column: string
  /** What the first cell of its row says. */
  row: string
  value: string
}

/**
 * The cells of a table that words name, by their places in its spreadsheet. Where a cell has its sheet before it (`Cars!B3`), it is of that
 * one; else those sheets are meant which the words name, or the first.
 *
 * @throws SwitchyardError `INVALID_REQUEST` for a cell or a sheet that the table has not, and for more than 200
 */
export function cellsNamed(csv: string, request: string): NamedCell[] {
  const sheets = sheetsIn(csv)
  const { addresses, rest } = addressesIn(request)
  const named = sheets.filter(({ name }) => name !== undefined && isNamed(name, rest))
  const meant = named.length > 0 ? named : sheets.slice(0, 1)
  const cells = [
    ...addresses.flatMap(({ sheet, cells }) => {
      const of = sheetCalled(sheet, sheets)
      return cells.map((cell) => cellOf(of, cell))
    }),
    ...meant.flatMap((sheet) => cellsSaid(rest).map((cell) => cellOf(sheet, cell))),
  ]
  if (cells.length > mostRead) throw tooMany()
  return cells
}

/** A table of one sheet does not know what it is called. */
function sheetCalled(name: string, sheets: readonly Sheet[]): Sheet {
  const [only] = sheets
  const found = sheets.find((sheet) => sheet.name?.toLowerCase() === name.toLowerCase())
  const sheet = found ?? (sheets.length === 1 ? only : undefined)
  if (sheet) return sheet
  const names = formatList(sheets.map((one) => `"${one.name}"`))
  throw new SwitchyardError('INVALID_REQUEST', `There is no sheet "${name}": the sheets are ${names}.`)
}

function cellOf({ name, headLine, head, columns, rows }: Sheet, cell: string): NamedCell {
  const { column: at, line } = placeOf(cell)
  const last = headLine + rows.length
  const column = columns[at]
  if (column === undefined || line > last) {
    const headings = formatList(
      head
        .filter((heading) => heading !== '')
        .slice(0, 12)
        .map((heading) => `"${heading}"`),
    )
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The ${name === undefined ? 'table' : `sheet "${name}"`} has no cell ${cell}: its cells are A1 to ${letters(columns.length - 1)}${last}, with ${headings} in row ${headLine}.`,
    )
  }
  const cells = line === headLine ? head : (rows[line - headLine - 1] ?? [])
  const row = cells.find((content) => content !== '') ?? ''
  return { ...(name !== undefined && { sheet: name }), cell, column, row, value: cells[at] ?? '' }
}
