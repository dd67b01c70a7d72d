import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'

const sheetName = /^xl\/worksheets\/[^/]*\.xml$/i
const tags = /<((?:\w+:)?(row|c))(?=[\s/>])([^<>]*)>/g
const place = /\sr\s*=\s*["']([A-Z]*)(\d+)["']/i

/**
 * A workbook whose cells all say where they stand. They need not (ECMA-376, part 1, 18.3.1.4): one that says nothing stands
 * behind the cell before it, and such a row below the row before.
 */
export function placeCells(archive: Uint8Array): Uint8Array {
  const sheets = unzipSync(archive, { filter: ({ name }) => sheetName.test(name) })
  // Bytes as characters: what is not looked at stays as it is, whatever its encoding.
  const changed = Object.entries(sheets).flatMap(([name, bytes]) => {
    const text = strFromU8(bytes, true)
    const placed = placeIn(text)
    return placed === text ? [] : [[name, strToU8(placed, true)] as const]
  })
  return changed.length === 0
    ? archive
    : zipSync({ ...unzipSync(archive), ...Object.fromEntries(changed) }, { level: 0 })
}

function placeIn(sheet: string): string {
  let row = 0
  let column = 0
  return sheet.replace(tags, (all, name: string, kind: string, attributes: string) => {
    const [, letters = '', digits = ''] = place.exec(attributes) ?? []
    if (kind === 'row') {
      row = digits === '' ? row + 1 : Number(digits)
      column = 0
      return all
    }
    column = letters === '' ? column + 1 : columnOf(letters)
    return digits === '' ? `<${name} r="${lettersOf(column)}${row}"${attributes}>` : all
  })
}

const columnOf = (letters: string): number =>
  [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)

const lettersOf = (column: number): string =>
  column === 0 ? '' : lettersOf(Math.floor((column - 1) / 26)) + String.fromCharCode(65 + ((column - 1) % 26))
