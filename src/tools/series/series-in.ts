import { SwitchyardError } from '../../core/errors.js'
import { formatCount, formatList } from '../../core/text.js'
import { isNamed } from './choose-columns.js'
import type { NumberColumn, RowGroups, SeriesTable } from './reading/intake.js'
import { type RegularSeries, regularSeries, unreadNotes } from './regular-series.js'

export interface SeriesWish {
  request: string
  /** Values that a series has at least. */
  least: number
  /** More series than these must be named. */
  most: number
}

/** Rows that are one series in each column. */
interface Part {
  /** What tells them from the others. */
  name?: string | undefined
  table: SeriesTable
}

/** Most names that are told where one is asked for. */
const mostTold = 20

/**
 * The series of a table: one a column, or where the rows are those of several sheets, or of several things at the same times
 * (sales of each shop by month), one for each of these, named after both. Only those that the request names, where it names some.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when there are too many, or none has enough values
 */
export function seriesIn(
  table: SeriesTable,
  { request, least, most }: SeriesWish,
): { series: RegularSeries[]; notes: string[] } {
  const { groups } = table
  if (!groups || !(groups.areSheets || areSeveral(table, groups)))
    return { series: table.columns.map((column) => regularSeries(column, table, least)), notes: [] }
  const named = groups.names.flatMap((name, place) => (isNamed(name, request) ? [place] : []))
  const places = named.length > 0 ? named : [...groups.names.keys()]
  const wanted = places
    .map((place): Part => ({ name: groups.names[place], table: rowsOf(table, groups, place) }))
    .flatMap(({ name, table: part }) =>
      part.columns
        .filter(({ values }) => values.some((value) => !Number.isNaN(value)))
        .map((column) => ({ column: { ...column, name: `${column.name} (${name})` }, part })),
    )
  if (wanted.length > most) throw tooMany(groups, wanted.length, most)
  const series: RegularSeries[] = []
  const problems: SwitchyardError[] = []
  for (const { column, part } of wanted) {
    const made = tried(column, part, least)
    if (made instanceof SwitchyardError) problems.push(made)
    else series.push(made)
  }
  const [first] = problems
  if (series.length === 0)
    throw first ?? new SwitchyardError('INVALID_REQUEST', `No row of ${namesIn(groups)} has a number there.`)
  const leftOut = problems.map(({ message }) => `Left out: ${message}`)
  return { series, notes: [...table.columns.flatMap(unreadNotes), ...leftOut] }
}

function tried(column: NumberColumn, table: SeriesTable, least: number): RegularSeries | SwitchyardError {
  try {
    return regularSeries(column, table, least)
  } catch (thrown) {
    if (thrown instanceof SwitchyardError) return thrown
    throw thrown
  }
}

/** Whether times come again for another of the groups, and for none of them twice. */
function areSeveral({ times, rows }: SeriesTable, { names, places }: RowGroups): boolean {
  if (!times || names.length < 2) return false
  const seen = new Set<number>()
  const pairs = new Set<number>()
  for (const [row, time] of times.values.entries()) {
    if (Number.isNaN(time)) continue
    seen.add(time)
    const pair = time * names.length + (places[row] ?? 0)
    if (pairs.has(pair)) return false
    pairs.add(pair)
  }
  return 1.5 * seen.size <= rows
}

function rowsOf({ columns, times }: SeriesTable, { places }: RowGroups, place: number): SeriesTable {
  const isOne = (_: number, row: number) => places[row] === place
  return {
    columns: columns.map((column) => ({ ...column, values: column.values.filter(isOne), unread: 0 })),
    times: times && { ...times, values: times.values.filter(isOne) },
    rows: places.filter((one) => one === place).length,
  }
}

const namesIn = ({ name, names }: RowGroups) => `"${name}" (${formatList(names.slice(0, mostTold))})`

const tooMany = (groups: RowGroups, count: number, most: number) =>
  new SwitchyardError(
    'INVALID_REQUEST',
    `The table has ${formatCount(count, 'series', 'series')}, told apart by ${namesIn(groups)}. Name the ${groups.areSheets ? 'sheet' : 'one'} and the column that are meant; at most ${most} are looked at.`,
  )
