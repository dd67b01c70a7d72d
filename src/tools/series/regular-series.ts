import { SwitchyardError } from '../../core/errors.js'
import { formatCount } from '../../core/text.js'
import type { NumberColumn, SeriesTable } from './reading/intake.js'
import { countRows, dayMs, evenAxis, isWorkday, type TimeAxis, unevenAxis, workdayAxis } from './time-axis.js'

/** A series without holes, in the order of time. */
export interface RegularSeries {
  name: string
  /** Holes are filled in a straight line between their neighbours. */
  values: Float64Array
  /** 1 where the table has a value, 0 where it was filled in. */
  known: Uint8Array
  axis: TimeAxis
  /** What was done to the table's numbers, a sentence each. */
  notes: readonly string[]
}

/** Whether a hole may be filled in depends on how much there is around it. */
const leastShareKnown = 0.5
/** Squares of larger numbers, and their sums, are none. */
const largest = 1e140

/**
 * Brings a column into the order of time, puts rows that are missing back in, and fills what has no value.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when less than half of it, or less than `least` values, are there
 */
export function regularSeries(
  { name, values, unread }: NumberColumn,
  { times, rows }: SeriesTable,
  least: number,
): RegularSeries {
  const notes = unreadNotes({ name, unread })
  const placed = times
    ? placeInTime(values, times, notes)
    : { values, axisFrom: (first: number) => countRows(first) }
  const first = placed.values.findIndex((value) => !Number.isNaN(value))
  const last = placed.values.findLastIndex((value) => !Number.isNaN(value))
  const cut = first < 0 ? new Float64Array(0) : placed.values.slice(first, last + 1)
  const huge = cut.find((value) => Math.abs(value) > largest)
  if (huge !== undefined)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The column "${name}" has the value ${huge}, and numbers beyond ${largest} can't be reckoned with. Give the column in a larger unit, or leave that value out.`,
    )
  const known = Uint8Array.from(cut, (value) => (Number.isNaN(value) ? 0 : 1))
  const count = known.reduce((sum, one) => sum + one, 0)
  if (count < least)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The column "${name}" has ${formatCount(count, 'value')} in ${formatCount(rows, 'row')}; at least ${least} are needed.`,
    )
  const holes = cut.length - count
  if (count < leastShareKnown * cut.length)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The column "${name}" has no value in ${holes} of ${cut.length} places between its first and its last one; that is too little to go by. Give a table with fewer holes.`,
    )
  if (holes > 0)
    notes.push(
      `${formatCount(holes, 'missing value')} of "${name}" ${holes === 1 ? 'was' : 'were'} filled in from the neighbours.`,
    )
  return { name, values: filled(cut), known, axis: placed.axisFrom(first), notes }
}

/** What is said of cells that hold no number. */
export const unreadNotes = ({ name, unread }: Pick<NumberColumn, 'name' | 'unread'>): string[] =>
  unread > 0
    ? [`${formatCount(unread, 'cell')} of "${name}" can't be read as numbers and count as missing.`]
    : []

interface Placed {
  values: Float64Array
  /** The axis of what is left when so many values at the beginning are cut off. */
  axisFrom(first: number): TimeAxis
}

function placeInTime(
  values: Float64Array,
  { values: times, precision }: NonNullable<SeriesTable['times']>,
  notes: string[],
): Placed {
  const { order, dropped, isSorted } = inOrder(times)
  if (dropped > 0)
    notes.push(
      `${formatCount(dropped, 'row')} without a readable time ${dropped === 1 ? 'is' : 'are'} left out.`,
    )
  if (!isSorted) notes.push('The rows were put into the order of time.')
  const joined = joinSame(order, times, values)
  if (joined.merged > 0) notes.push('Rows of the same time were averaged.')
  const { at, numbers } = joined
  const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0))
  const step = median(gaps) || 1
  const months = monthStep(at)
  const [start = 0] = at
  const monthOf = (ms: number) => new Date(ms).getUTCFullYear() * 12 + new Date(ms).getUTCMonth()
  const placeOf = (ms: number) => (months ? (monthOf(ms) - monthOf(start)) / months : (ms - start) / step)
  if (!months && step === dayMs && at.length >= 10 && at.every(isWorkday))
    return { values: numbers, axisFrom: (first) => workdayAxis(at.subarray(first)) }
  const places = at.map(placeOf)
  const isEven = places.every((place) => Math.abs(place - Math.round(place)) < 0.1)
  const length = Math.round(places.at(-1) ?? 0) + 1
  if (!isEven || length > 2 * at.length + 10) {
    if (at.length > 2) notes.push('The times are unevenly spaced; the values are taken one after the other.')
    return { values: numbers, axisFrom: (first) => unevenAxis(at.subarray(first), step, precision) }
  }
  const grid = new Float64Array(length).fill(Number.NaN)
  for (const [index, place] of places.entries()) grid[Math.round(place)] = numbers[index] ?? Number.NaN
  const missing = length - at.length
  if (missing > 0)
    notes.push(`${formatCount(missing, 'row')} ${missing === 1 ? 'is' : 'are'} missing between the others.`)
  return {
    values: grid,
    axisFrom: (first) =>
      months
        ? evenAxis(monthsLater(start, first * months), { months }, precision)
        : evenAxis(start + first * step, { ms: step }, precision),
  }
}

function inOrder(times: Float64Array): { order: Uint32Array; dropped: number; isSorted: boolean } {
  const kept = Uint32Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]))
  const isSorted = kept.every((row, at) => at === 0 || (times[row] ?? 0) >= (times[kept[at - 1] ?? 0] ?? 0))
  const order = isSorted ? kept : kept.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
  return { order, dropped: times.length - kept.length, isSorted }
}

/** The values in order, those of one time averaged. */
function joinSame(order: Uint32Array, times: Float64Array, values: Float64Array) {
  const at = new Float64Array(order.length)
  const numbers = new Float64Array(order.length)
  let [count, inSum, merged] = [0, 0, 0]
  for (const row of order) {
    const [time, value] = [times[row] ?? 0, values[row] ?? Number.NaN]
    if (count > 0 && at[count - 1] === time) {
      merged += 1
      if (Number.isNaN(value)) continue
      const before = numbers[count - 1] ?? Number.NaN
      inSum = Number.isNaN(before) ? 1 : inSum + 1
      numbers[count - 1] = Number.isNaN(before) ? value : before + (value - before) / inSum
    } else {
      at[count] = time
      numbers[count] = value
      inSum = 1
      count += 1
    }
  }
  return { at: at.subarray(0, count), numbers: numbers.subarray(0, count), merged }
}

/** How many months are from one time to the next, where they are so spaced; else undefined. */
function monthStep(times: Float64Array): number | undefined {
  const dates = Array.from(times.subarray(0, 1000), (ms) => new Date(ms))
  const [first] = dates
  const isMonthly = (date: Date) =>
    date.getTime() % dayMs === 0 &&
    (date.getUTCDate() === first?.getUTCDate() || new Date(date.getTime() + dayMs).getUTCDate() === 1)
  if (!first || dates.length < 2 || !dates.every(isMonthly)) return undefined
  const months = dates.map((date) => date.getUTCFullYear() * 12 + date.getUTCMonth())
  const step = median(Float64Array.from(months.slice(1), (month, at) => month - (months[at] ?? 0)))
  return step >= 1 &&
    Number.isInteger(step) &&
    months.every((month) => (month - (months[0] ?? 0)) % step === 0)
    ? step
    : undefined
}

function monthsLater(start: number, months: number): number {
  const date = new Date(start)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0))
  const wasLast = new Date(start + dayMs).getUTCDate() === 1
  return wasLast || date.getUTCDate() > last.getUTCDate()
    ? last.getTime()
    : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate())
}

/** The middle value, or the mean of the two in the middle; 0 of none. */
export function median(values: Float64Array): number {
  const sorted = values.slice().sort()
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

/** Each hole in a straight line between its neighbours; both ends have values. */
function filled(values: Float64Array): Float64Array {
  const whole = values.slice()
  let before = 0
  for (const [at, value] of values.entries()) {
    if (Number.isNaN(value)) continue
    const [from, step] = [whole[before] ?? 0, (value - (whole[before] ?? 0)) / (at - before || 1)]
    for (let hole = before + 1; hole < at; hole++) whole[hole] = from + step * (hole - before)
    before = at
  }
  return whole
}
