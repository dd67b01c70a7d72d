import { SwitchyardError } from '../../../core/errors.js'
import { distinctNames } from '../../table/table.js'
import { NumberList } from './number-list.js'
import {
  type CellStyle,
  isBlank,
  isPointedDate,
  readNumber,
  readTime,
  styleOf,
  type TimePrecision,
} from './read-cell.js'

/** What a column holds, told from its first rows. */
export interface ColumnKind {
  name: string
  /** `index`: numbers that only count the rows, such as years; `sheet`: the sheet of a workbook that each row is of. */
  kind: 'number' | 'time' | 'index' | 'text' | 'sheet'
}

/** A column of numbers; what is no number is NaN. */
export interface NumberColumn {
  name: string
  values: Float64Array
  /** How many cells say something that is no number. */
  unread: number
}

/** What may tell several series in the rows of a table apart. */
export interface RowGroups {
  /** The column that does. */
  name: string
  /** Its values, in the order in which they come. */
  names: readonly string[]
  /** Of each row, the place of its value among `names`. */
  places: Float64Array
  /** The values are sheets of a workbook: each is a table of its own. */
  areSheets: boolean
}

/** The columns of a table that were asked for, with the times of the rows where it has them. */
export interface SeriesTable {
  columns: readonly NumberColumn[]
  times?: { name: string; values: Float64Array; precision: TimePrecision } | undefined
  groups?: RowGroups | undefined
  rows: number
}

const indexNames =
  /^(?:#|no|nr|id|i|n|t|x|index|idx|row|step|number|column 1|obs|observation|period|year|jahr|année|año)\.?$/i
const timeNames = /^(?:time ?stamp|epoch|unix|unix ?time|time|date|date ?time|ts)$/i

interface KnownColumn extends ColumnKind {
  style: CellStyle
}

/** Takes rows in, once it is known what the columns are. */
export class Intake {
  readonly firstRows: readonly (readonly string[])[]
  readonly #kept: readonly { at: number; column: KnownColumn; numbers: NumberList }[]
  readonly #time: { at: number; column: KnownColumn; numbers: NumberList } | undefined
  readonly #groups: GroupIntake | undefined
  readonly #unread = new Map<number, number>()
  readonly #most: number
  #precision: TimePrecision = 'year'
  rows = 0

  constructor(
    sample: readonly (readonly string[])[],
    {
      delimiter,
      choose,
      most,
      hasSheets,
    }: {
      delimiter: string
      choose: (columns: readonly ColumnKind[]) => readonly number[]
      most: number
      hasSheets: boolean
    },
  ) {
    this.#most = most
    const [head = [], ...rest] = sample
    const hasHeader = !head.every((cell) => isBlank(cell) || isValue(cell))
    const names = distinctNames(hasHeader ? head : head.map(() => ''))
    this.firstRows = hasHeader ? rest : sample
    const hasPointedDates = this.firstRows.some((row) => row.some(isPointedDate))
    const columns = names.map((name, at) => {
      const filled = this.firstRows.map((row) => row[at] ?? '').filter((cell) => !isBlank(cell))
      const column = columnOf(name, filled, {
        style: styleOf(filled, delimiter, hasPointedDates),
        hasHeading: !hasHeader || !isBlank(head[at] ?? ''),
      })
      return hasSheets && at === 0 ? { ...column, kind: 'sheet' as const } : column
    })
    const kept = (at: number) => {
      const column = columns[at]
      return column ? [{ at, column, numbers: new NumberList() }] : []
    }
    this.#kept = choose(columns).flatMap(kept)
    this.#time = kept(columns.findIndex(({ kind }) => kind === 'time'))[0]
    const repeats = (at: number) =>
      2 * new Set(this.firstRows.map((row) => row[at] ?? '')).size <= this.firstRows.length
    const groups = hasSheets ? 0 : columns.findIndex(({ kind }, at) => kind === 'text' && repeats(at))
    const name = columns[groups]?.name
    if (name !== undefined) this.#groups = new GroupIntake(groups, name, hasSheets)
  }

  add(row: readonly string[]): void {
    this.rows += 1
    for (const { at, column, numbers } of this.#kept) {
      const cell = row[at] ?? ''
      const number = isBlank(cell) ? Number.NaN : readNumber(cell, column.style)
      if (Number.isNaN(number) && !isBlank(cell)) this.#unread.set(at, (this.#unread.get(at) ?? 0) + 1)
      numbers.add(Number.isFinite(number) ? number : Number.NaN)
    }
    if (this.#time) this.#addTime(this.#time, row)
    this.#groups?.add(row)
    if (this.rows * (this.#kept.length + 1) > this.#most)
      throw new SwitchyardError(
        'INVALID_REQUEST',
        `The table has more than ${this.#most.toLocaleString('en')} numbers to look at. Name fewer columns, or cut the file.`,
      )
  }

  #addTime(
    { at, column, numbers }: { at: number; column: KnownColumn; numbers: NumberList },
    row: readonly string[],
  ) {
    const time = timeIn(row[at] ?? '', column)
    numbers.add(time?.ms ?? Number.NaN)
    const order: TimePrecision[] = ['year', 'month', 'day', 'minute']
    if (time && order.indexOf(time.precision) > order.indexOf(this.#precision))
      this.#precision = time.precision
  }

  table(): SeriesTable {
    return {
      columns: this.#kept.map(({ at, column: { name }, numbers }) => ({
        ...{ name, values: numbers.values(), unread: this.#unread.get(at) ?? 0 },
      })),
      times: this.#time && {
        ...{ name: this.#time.column.name, values: this.#time.numbers.values(), precision: this.#precision },
      },
      groups: this.#groups?.groups(),
      rows: this.rows,
    }
  }
}

/** Past so many values, a column of words tells no series apart. */
const mostGroups = 1000

class GroupIntake {
  readonly #at: number
  readonly #name: string
  readonly #areSheets: boolean
  readonly #names = new Map<string, number>()
  readonly #places = new NumberList()

  constructor(at: number, name: string, areSheets: boolean) {
    this.#at = at
    this.#name = name
    this.#areSheets = areSheets
  }

  add(row: readonly string[]): void {
    if (this.#names.size > mostGroups) return
    const value = row[this.#at] ?? ''
    const place = this.#names.get(value) ?? this.#names.size
    this.#names.set(value, place)
    this.#places.add(place)
  }

  groups(): RowGroups | undefined {
    if (this.#names.size > mostGroups) return undefined
    const names = [...this.#names.keys()]
    return { name: this.#name, names, places: this.#places.values(), areSheets: this.#areSheets }
  }
}

const anyStyle: CellStyle = { decimal: '.', dayFirst: true }
const isValue = (cell: string) =>
  !Number.isNaN(readNumber(cell, anyStyle)) ||
  !Number.isNaN(readNumber(cell, { decimal: ',' })) ||
  readTime(cell, anyStyle) !== undefined

/** Most of the cells must be of a kind. */
const share = 0.8

function columnOf(
  name: string,
  filled: readonly string[],
  { style, hasHeading }: { style: CellStyle; hasHeading: boolean },
): KnownColumn {
  const counts = (test: (cell: string) => boolean) => filled.filter(test).length >= share * filled.length
  const known = (kind: ColumnKind['kind']): KnownColumn => ({ name, kind, style })
  // What is empty so far may have numbers further down, if it is meant to have any.
  if (filled.length === 0) return known(hasHeading ? 'number' : 'index')
  if (counts((cell) => readTime(cell, style) !== undefined)) return known('time')
  if (!counts((cell) => !Number.isNaN(readNumber(cell, style)))) return known('text')
  const numbers = filled.map((cell) => readNumber(cell, style))
  if (timeNames.test(name) && numbers.every((number) => number >= 1e9)) return known('time')
  if (/^(?:year|jahr|année|año)$/i.test(name) && numbers.every(isYear)) return known('time')
  return known(indexNames.test(name) && isEven(numbers) ? 'index' : 'number')
}

const isYear = (number: number) => Number.isInteger(number) && number > 1000 && number < 3000

const isEven = (numbers: readonly number[]): boolean => {
  const [first = 0, second = 0] = numbers
  const step = second - first
  return step !== 0 && numbers.every((number, at) => at === 0 || number - (numbers[at - 1] ?? 0) === step)
}

/** A time as such, as seconds or milliseconds since 1970, or as a year. */
function timeIn(cell: string, { style }: KnownColumn): { ms: number; precision: TimePrecision } | undefined {
  const time = readTime(cell, style)
  if (time) return time
  const number = readNumber(cell, style)
  if (isYear(number)) return { ms: Date.UTC(number, 0), precision: 'year' }
  return number >= 1e9 ? { ms: number < 1e11 ? number * 1000 : number, precision: 'minute' } : undefined
}
