import type { TimePrecision } from './reading/read-cell.js'

/** Where the values of a series are in time, and where further ones would be. */
export interface TimeAxis {
  /** Time from one value to the next; absent where rows are only counted. */
  stepMs?: number | undefined
  /** Values in a day, a week or a year, as far as those are usual cycles at this step. */
  cycles: readonly number[]
  /** What to call the value at a place, also behind the last one. */
  label(at: number): string
}

export const dayMs = 86_400_000
const monthMs = 365.2425 * (dayMs / 12)

/** Counts rows, from 1 without the header line. */
export const countRows = (firstRow: number): TimeAxis => ({
  cycles: [],
  label: (at) => `row ${firstRow + at + 1}`,
})

/** Times that are equally far apart: so many milliseconds or months. */
export function evenAxis(
  start: number,
  step: { ms: number } | { months: number },
  precision: TimePrecision,
): TimeAxis {
  const stepMs = 'ms' in step ? step.ms : step.months * monthMs
  return {
    stepMs,
    cycles: cyclesAt(stepMs),
    label(at) {
      if ('ms' in step) return formatTime(start + at * step.ms, precision)
      const date = new Date(start)
      const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + at * step.months
      const [year, inYear] = [Math.floor(month / 12), month % 12]
      // The 31st of a shorter month is its last day.
      const last = new Date(Date.UTC(year, inYear + 1, 0)).getUTCDate()
      const day = isLastOfMonth(date) ? last : Math.min(date.getUTCDate(), last)
      return formatTime(Date.UTC(year, inYear, day), precision)
    },
  }
}

/** Days without those of the weekend. */
export function workdayAxis(times: Float64Array): TimeAxis {
  const last = times.at(-1) ?? 0
  return {
    stepMs: dayMs,
    cycles: [5],
    label(at) {
      const known = times[at]
      if (known !== undefined) return formatTime(known, 'day')
      let day = last
      for (let left = at - times.length + 1; left > 0; ) {
        day += dayMs
        if (isWorkday(day)) left -= 1
      }
      return formatTime(day, 'day')
    },
  }
}

/** Times as they are; behind the last one as far apart as they usually are. */
export function unevenAxis(times: Float64Array, stepMs: number, precision: TimePrecision): TimeAxis {
  const last = times.at(-1) ?? 0
  return {
    stepMs,
    cycles: [],
    label: (at) => formatTime(times[at] ?? last + (at - times.length + 1) * stepMs, precision),
  }
}

export const isWorkday = (ms: number): boolean => ![0, 6].includes(new Date(ms).getUTCDay())

const isLastOfMonth = (date: Date): boolean => new Date(date.getTime() + dayMs).getUTCDate() === 1

function cyclesAt(stepMs: number): number[] {
  return [dayMs, 7 * dayMs, 12 * monthMs]
    .map((cycle) => Math.round(cycle / stepMs))
    .filter((cycle) => cycle >= 2 && cycle <= 2000)
}

function formatTime(ms: number, precision: TimePrecision): string {
  const date = new Date(ms)
  // Far outside of what a date can be.
  if (Number.isNaN(date.getTime())) return 'later'
  // Years past 9999 have a sign there, and more digits.
  const iso = date.toISOString().replace(/^\+0*/, '')
  const before = iso.length - '2024-01-01T00:00:00.000Z'.length
  const upTo = (end: number) => iso.slice(0, before + end)
  if (precision === 'year') return upTo(4)
  if (precision === 'month') return upTo(7)
  if (precision === 'day') return upTo(10)
  return upTo(date.getUTCSeconds() === 0 ? 16 : 19).replace('T', ' ')
}
