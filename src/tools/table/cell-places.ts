import { SwitchyardError } from '../../core/errors.js'

/** Most cells that are read at once. */
export const mostRead = 200

/** `A` to `Z`, `AA` and so on. */
export function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26))
  return column < 26 ? last : `${letters(Math.floor(column / 26) - 1)}${last}`
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

export const tooMany = () =>
  new SwitchyardError('INVALID_REQUEST', `At most ${mostRead} cells are read at once. Name fewer.`)

/** Its column from 0, and its line from 1. */
export function placeOf(cell: string): { column: number; line: number } {
  const [, word = '', digits = ''] = cellName.exec(cell) ?? []
  const number = [...word.toUpperCase()].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0)
  return { column: number - 1, line: Number(digits) }
}
