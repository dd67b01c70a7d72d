import { cellsSaid } from './cell-places.js'

/** As spreadsheets write it before a cell. */
export const sheetName = (name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) ? name : `'${name.replaceAll("'", "''")}'`

/** `Cars!B2`, `'My cars'!B2:C4`, `Cars!$B$2`. */
const address =
  /(?:'((?:[^']|''){1,31})'|(?<![\p{L}\p{N}_.])([\p{L}\p{N}_.]{1,31}))!(\$?[A-Z]{1,2}\$?[1-9]\d{0,5}(?::\$?[A-Z]{1,2}\$?[1-9]\d{0,5})?)(?![\p{L}\p{N}])/giu
const addressHere = new RegExp(address.source, 'iuy')

/** The cells with their sheet that stand at a place of a text, as they are written. */
export function addressAt(text: string, at: number): string | undefined {
  addressHere.lastIndex = at
  return addressHere.exec(text)?.[0]
}

/** Whether a word is cells with their sheet. */
export const isAddress = (word: string): boolean => addressAt(word, 0)?.length === word.length

/** Cells with their sheets, and the words without them. */
export function addressesIn(request: string): {
  addresses: { sheet: string; cells: string[] }[]
  rest: string
} {
  const addresses = [...request.matchAll(address)].map(([, quoted, plain = '', cells = '']) => ({
    sheet: quoted?.replaceAll("''", "'") ?? plain,
    cells: cellsSaid(cells.replaceAll('$', '')),
  }))
  return { addresses, rest: request.replace(address, ' ') }
}
