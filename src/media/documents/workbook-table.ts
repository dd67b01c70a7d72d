/** A sheet with a filled cell, from A1 to the last row and column in which something stands. */
export interface FilledSheet {
  name: string
  /** All equally wide; what is empty is ''. */
  cells: readonly (readonly string[])[]
}

/** Places, filled or not, up to which empty rows and columns between the filled ones are kept. */
const mostPlaces = 1_000_000

/** What is filled of a sheet; undefined where nothing is. Of one that is far wider or longer than what stands in it, the filled rows and columns alone. */
export function filledSheet(name: string, cells: readonly (readonly string[])[]): FilledSheet | undefined {
  const height = cells.findLastIndex(isFilled) + 1
  const width = cells.reduce((most, row) => Math.max(most, row.findLastIndex((cell) => cell !== '') + 1), 0)
  if (height === 0) return undefined
  const all = Array.from({ length: width }, (_, at) => at)
  const isWide = width * height > mostPlaces
  const columns = isWide ? all.filter((at) => cells.some((row) => row[at])) : all
  const rows = isWide ? cells.filter(isFilled) : cells.slice(0, height)
  return { name, cells: rows.map((row) => columns.map((at) => row[at] ?? '')) }
}

/**
 * Sheets as CSV, with how many rows below headings and how many columns have something in them. One sheet is written as it is. Several become one table, whose first column names the sheet, under the
 * headings of all; each sheet's first filled row is its headings. So that a cell's place can be told from it:
 *
 * - a sheet's lines are its rows, those above its headings and empty ones too;
 * - in the first line of a sheet, an empty cell of a column of its own is written `""`, and one of a column of others' as nothing.
 */
export function workbookTable(sheets: readonly FilledSheet[]): {
  text: string
  rows: number
  columns: number
} {
  const filled = sheets.map(({ cells }) => cells.filter(isFilled).length - 1)
  const rows = filled.reduce((sum, count) => sum + count, 0)
  const [first] = sheets
  if (first && sheets.length === 1) {
    const lines = first.cells.map((row) => row.map((cell) => written(cell, row)).join(','))
    const columns = first.cells[0]?.filter((_, at) => first.cells.some((row) => row[at])).length ?? 0
    return { text: lines.join('\n'), rows, columns }
  }
  const parts = sheets.map(partsOf)
  const headings = joinedHeadings(parts.map(({ head }) => head))
  const lines = parts.flatMap(({ name, rows }, sheet) => {
    const places = headings.map(({ places }) => places[sheet])
    return rows.map((row, at) => {
      const cells = places.map((place) => {
        const cell = place === undefined ? '' : quoted(row[place] ?? '')
        return cell === '' && place !== undefined && at === 0 ? '""' : cell
      })
      return [quoted(name), ...cells].join(',')
    })
  })
  const columns = headings.filter(({ places }) =>
    sheets.some(({ cells }, sheet) => cells.some((row) => row[places[sheet] ?? -1])),
  )
  const head = ['sheet', ...headings.map(({ name }) => quoted(name))].join(',')
  return { text: [head, ...lines].join('\n'), rows, columns: columns.length + 1 }
}

const isFilled = (row: readonly string[]) => row.some((cell) => cell !== '')

/** Its headings, and all its other rows. */
function partsOf({ name, cells }: FilledSheet) {
  const at = cells.findIndex(isFilled)
  return { name, head: cells[at] ?? [], rows: cells.toSpliced(at, 1) }
}

interface Heading {
  name: string
  /** The place of that column in each sheet that has it. */
  places: (number | undefined)[]
}

/** The columns of all sheets, those of one heading as one, each sheet's in its order as far as the sheets agree. */
function joinedHeadings(heads: readonly (readonly string[])[]): Heading[] {
  const joined: Heading[] = []
  for (const [sheet, head] of heads.entries()) {
    const isFree = ({ places }: Heading) => places[sheet] === undefined
    let next = 0
    const found = head.map((name, place) => {
      const after = joined.findIndex((one, at) => at >= next && one.name === name && isFree(one))
      const any = name === '' ? undefined : joined.find((one) => one.name === name && isFree(one))
      const heading = joined[after] ?? any
      if (after >= 0) next = after + 1
      if (heading) heading.places[sheet] = place
      return heading
    })
    for (const [place, heading] of found.entries()) {
      if (heading) continue
      const before = found.slice(place + 1).find((one) => one !== undefined)
      const places: Heading['places'] = []
      places[sheet] = place
      joined.splice(before ? joined.indexOf(before) : joined.length, 0, { name: head[place] ?? '', places })
    }
  }
  return joined
}

/** An empty line would be none. */
const written = (cell: string, row: readonly string[]) =>
  row.length === 1 && cell === '' ? '""' : quoted(cell)

const quoted = (cell: string) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
