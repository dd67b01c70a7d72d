/** How fine the times of a column are. */
export type TimePrecision = 'year' | 'month' | 'day' | 'minute'

/** A point in time as a cell says it. Without a zone it is taken as UTC. */
export interface CellTime {
  /** Milliseconds since 1970. */
  ms: number
  precision: TimePrecision
}

/** How the cells of a column are written: `1.234,5` or `1,234.5`, the day or the month first. */
export interface CellStyle {
  decimal: '.' | ','
  dayFirst: boolean
}

/** Characters of the longest cell that may hold a number or a time. */
const mostCell = 100
const isShort = (cell: string): boolean => cell.length <= mostCell

const blanks = /^(?:|[-–—?.]|na|n\/a|nan|nil|null|none|nul|missing|#n\/a|[+-]?inf(?:inity)?)$/i

/** Whether a cell says that there is no value. */
export const isBlank = (cell: string): boolean => isShort(cell) && blanks.test(cell)

/** Whether a cell is a date with points: `31.03.2024`. */
export const isPointedDate = (cell: string): boolean => /^\d{1,2}\.\d{1,2}\.\d{4}\b/.test(cell)

/**
 * How the cells of a column are written, told from some of them; a table divided by `;` has commas before decimals.
 *
 * @param hasPointedDates whether the table has dates as `31.03.2024`: where it is divided by `;` too, `1.004` is a thousand and four
 */
export function styleOf(all: readonly string[], delimiter: string, hasPointedDates = false): CellStyle {
  const cells = all.filter(isShort)
  const comma =
    delimiter === ';'
      ? /^\D*[\d.]*\d,\d+\D*$/
      : /^\D*\d{1,3}(?:\.\d{3})+,\d+\D*$|^\D*\d+,(?:\d{1,2}|\d{4,})\D*$/
  const hasCommas = cells.some((cell) => comma.test(cell))
  const hasPoints = cells.some((cell) => /^\D*[\d,]*\d\.(?:\d{1,2}|\d{4,})\D*$/.test(cell))
  const days = cells.map((cell) => /^(\d{1,2})[./-](\d{1,2})[./-]\d{4}/.exec(cell)?.slice(1).map(Number))
  return {
    decimal: (hasCommas && !hasPoints) || (hasPointedDates && hasThousands(cells, delimiter)) ? ',' : '.',
    // American dates are written with strokes; a first number above 12 is a day anyway.
    dayFirst: cells.some((cell) => /^\d{1,2}[.-]/.test(cell)) || days.some((one) => (one?.[0] ?? 0) > 12),
  }
}

/** Whether each point in a table divided by `;` is followed by three digits, as points between thousands are. */
function hasThousands(cells: readonly string[], delimiter: string): boolean {
  const pointed = cells.filter((cell) => cell.includes('.'))
  return (
    delimiter === ';' &&
    pointed.length > 0 &&
    pointed.every((cell) => /^\D*[1-9]\d{0,2}(?:\.\d{3})+\D*$/.test(cell))
  )
}

/** The number in a cell, without signs of currency, per cent and thousands; NaN when it is none, or too large for one. */
export function readNumber(cell: string, { decimal }: Pick<CellStyle, 'decimal'>): number {
  if (!isShort(cell)) return Number.NaN
  const plain = Number(cell)
  if (cell !== '' && decimal === '.' && Number.isFinite(plain) && !/^0[xbo]/i.test(cell)) return plain
  const bare = cell.replaceAll(/[\s\u00a0\u202f'€$£¥%°]/g, '')
  const written = decimal === ',' ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '')
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(written) ? Number(written) : Number.NaN
  return Number.isFinite(number) ? number : Number.NaN
}

const clock = String.raw`(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?`
const yearFirst = new RegExp(String.raw`^(\d{4})(?:[-/](\d{1,2})|[-/.](\d{1,2})[-/.](\d{1,2})${clock})$`)
const yearLast = new RegExp(String.raw`^(\d{1,2})[./-](\d{1,2})[./-](\d{4})${clock}$`)
const quarter = /^(\d{4})[- ]?Q([1-4])$/i
const named = /^(?:(\d{1,2})[. -]+)?([a-z]{3})[a-z]*[ .,-]+(?:(\d{1,2}),? +)?(\d{4})$/i
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** The time in a cell; undefined when it is none, or none that there is. */
export function readTime(cell: string, { dayFirst }: Pick<CellStyle, 'dayFirst'>): CellTime | undefined {
  if (!isShort(cell)) return undefined
  const iso = yearFirst.exec(cell)
  if (iso) {
    const [, year, onlyMonth, month, day, ...time] = iso
    return timeOf(year, onlyMonth ?? month, day, time)
  }
  const local = yearLast.exec(cell)
  if (local) {
    const [, first, second, year, ...time] = local
    return dayFirst ? timeOf(year, second, first, time) : timeOf(year, first, second, time)
  }
  const [, quarterYear, number] = quarter.exec(cell) ?? []
  if (number !== undefined) return timeOf(quarterYear, String(Number(number) * 3 - 2), undefined, [])
  const [, dayBefore, name = '', dayAfter, year] = named.exec(cell) ?? []
  const month = months.indexOf(name.toLowerCase()) + 1
  return month > 0 ? timeOf(year, String(month), dayBefore ?? dayAfter, []) : undefined
}

function timeOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  [hour, minute = '0', second = '0', fraction = '', zone = 'Z']: readonly (string | undefined)[],
): CellTime | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day ?? 1)]
  const date = new Date(Date.UTC(y, m - 1, d))
  if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return undefined
  if (hour === undefined) return { ms: date.getTime(), precision: day === undefined ? 'month' : 'day' }
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  const milliseconds = Number(fraction.padEnd(3, '0'))
  return { ms: date.getTime() + seconds * 1000 + milliseconds - offsetOf(zone), precision: 'minute' }
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
