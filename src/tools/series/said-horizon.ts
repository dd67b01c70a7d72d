import { dayMs } from './time-axis.js'

/** Most values that are forecast of a series. */
export const mostForecast = 1000

const numbers = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')
const number = String.raw`\d{1,4}|${numbers.slice(1).join('|')}|a dozen|a|an`
const unit = `(?<unit>minutes?|hours?|days?|weeks?|months?|quarters?|years?|values?|steps?|points?|periods?|rows?|readings?|entries)`
const patterns = [
  new RegExp(String.raw`\b(?:next|following|coming|another)\s+(?<count>${number})\b(?:\s+${unit})?`, 'i'),
  new RegExp(String.raw`\b(?<count>${number})\s+(?:more\s+|further\s+)?${unit}\b`, 'i'),
  new RegExp(String.raw`\b(?:next|following|coming)\s+${unit}\b`, 'i'),
]
const unitMs: Readonly<Record<string, number>> = {
  ...{ minute: 60_000, hour: 3_600_000, day: dayMs, week: 7 * dayMs },
  ...{ month: 30.44 * dayMs, quarter: 91.31 * dayMs, year: 365.24 * dayMs },
}

/**
 * How many values a request asks for: "the next 12 values", "two weeks ahead"; undefined when it doesn't say.
 *
 * @param stepMs time from one value to the next, where that is known: "a year" is 12 values of months
 */
export function saidHorizon(request: string, stepMs: number | undefined): number | undefined {
  const words = request.replaceAll(/\S+\.[a-z]{2,4}\b/gi, ' ')
  for (const pattern of patterns) {
    const found = pattern.exec(words)?.groups
    if (!found) continue
    const ms = unitMs[(found.unit ?? '').toLowerCase().replace(/s$/, '')]
    const isOne = found.count === undefined && !/s$/.test(found.unit ?? '')
    const count = isOne ? 1 : countOf(found.count ?? '')
    if (ms === undefined) return count
    // How many values a year is depends on their distance.
    if (stepMs === undefined || count === undefined) return found.count === undefined ? undefined : count
    return Math.max(1, Math.round((count * ms) / stepMs))
  }
  // In other languages: the only number that is there and no year.
  const alone = words.match(/(?<![\d.,])\d{1,4}(?![\d.,]\d|\d)/g)?.map(Number) ?? []
  const [only, ...more] = alone.filter((one) => one > 0 && !(one >= 1900 && one < 2200))
  return more.length === 0 ? only : undefined
}

function countOf(said: string): number | undefined {
  if (said === '') return undefined
  if (/^\d/.test(said)) return Number(said)
  return /dozen/i.test(said) ? 12 : Math.max(1, numbers.indexOf(said.toLowerCase()))
}
