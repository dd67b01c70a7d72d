import { SwitchyardError } from '../../core/errors.js'
import { formatList } from '../../core/text.js'
import { isNamed } from '../series/choose-columns.js'
import { type Sheet, sheetsIn } from './sheets.js'

/** Most cells that are told. */
const mostCells = 6
/** Most cells that are read at once. */
const mostRead = 200

/**
 * Where cells of a table with these contents are, as in a spreadsheet whose first row is the header: `B3`. What is there
 * twice, or not at all, is left out. Of a workbook of several sheets, with the sheet: `Cars!B3`.
 */
export function cellNames(csv: string, contents: readonly string[]): string[] {
  const places = new Map<string, string[]>()
  for (const { name, rows } of sheetsIn(csv))
    for (const [row, cells] of rows.entries())
      for (const [column, cell] of cells.entries()) {
        const place = `${name === undefined ? '' : `${name}!`}${letters(column)}${row + 2}`
        places.set(cell.trim(), [...(places.get(cell.trim()) ?? []), place])
      }
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
  /** The sheet, of a workbook of several. */
  sheet?: string | undefined
  cell: string
  /** Its heading. */
  column: string
  /** What the first cell of its row says. */
  row: string
  value: string
}

const cellName = /^([A-Z]{1,2})([1-9]\d{0,5})$/i
export const isCellName = (word: string): boolean => cellName.test(word)

/** What stands between the first cell of a range and its last one. */
const betweenCells = /^\s*(?::|-|–|to|through|until|bis|à|a|hasta|al|até|tot|до|至|到|から)\s*$/i

/**
 * The names of cells that words say, in capitals, each once; of a range (`A1:B3`, "A1 to B3") all of its cells, row by row.
 *
 * @throws SwitchyardError `INVALID_REQUEST` for more than 200 of them
 */
export function cellsSaid(text: string): string[] {
  const said = [...text.matchAll(/[\p{L}\p{N}]+/gu)].filter(([word]) => isCellName(word))
  const names = new Set<string>()
  for (const [at, { 0: word, index }] of said.entries()) {
    const before = said[at - 1]
    const isRange =
      before !== undefined && betweenCells.test(text.slice(before.index + before[0].length, index))
    const range = isRange ? rangeOf(before[0], word) : [word]
    for (const name of range) names.add(name.toUpperCase())
    if (names.size > mostRead) throw tooMany()
  }
  return [...names]
}

function rangeOf(first: string, last: string): string[] {
  const [from, to] = [placeOf(first), placeOf(last)]
  const [left, right] = [Math.min(from.column, to.column), Math.max(from.column, to.column)]
  const [top, bottom] = [Math.min(from.line, to.line), Math.max(from.line, to.line)]
  if ((right - left + 1) * (bottom - top + 1) > mostRead) throw tooMany()
  return Array.from({ length: bottom - top + 1 }, (_, down) =>
    Array.from({ length: right - left + 1 }, (_, along) => `${letters(left + along)}${top + down}`),
  ).flat()
}

const tooMany = () =>
  new SwitchyardError('INVALID_REQUEST', `At most ${mostRead} cells are read at once. Name fewer.`)

/** Its column from 0, and its line from 1. */
function placeOf(cell: string): { column: number; line: number } {
  const [, word = '', digits = ''] = cellName.exec(cell) ?? []
  const number = [...word.toUpperCase()].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0)
  return { column: number - 1, line: Number(digits) }
}

/**
 * The cells of a table that words name. Headings are row 1; of several sheets that one is meant which the words name, or the first.
 *
 * @throws SwitchyardError `INVALID_REQUEST` for a cell that the table has not, and for more than 200
 */
export function cellsNamed(csv: string, request: string): NamedCell[] {
  const sheets = sheetsIn(csv)
  const named = sheets.filter(({ name }) => name !== undefined && isNamed(name, request))
  const meant = named.length > 0 ? named : sheets.slice(0, 1)
  const cells = cellsSaid(request)
  return meant.flatMap((sheet) => cells.map((cell) => cellOf(sheet, cell)))
}

function cellOf({ name, columns, rows }: Sheet, cell: string): NamedCell {
  const { column: at, line } = placeOf(cell)
  const row = line === 1 ? columns : rows[line - 2]
  const [column, value] = [columns[at], row?.[at]]
  if (row !== undefined && column !== undefined && value !== undefined)
    return { ...(name !== undefined && { sheet: name }), cell, column, row: row[0] ?? '', value }
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `The ${name === undefined ? 'table' : `sheet "${name}"`} has no cell ${cell}: its cells are A1 to ${letters(columns.length - 1)}${rows.length + 1}, with ${formatList(columns.slice(0, 12).map((heading) => `"${heading}"`))} in row 1.`,
  )
}
