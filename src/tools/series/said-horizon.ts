import { SwitchyardError } from '../../core/errors.js'
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

const monthNames =
  'january february march april may june july august september october november december'.split(' ')

/**
 * How many values it is up to the time that a request names: "for 2025-06", "until June 2025", "in 2026"; undefined when it names
 * none that is ahead.
 *
 * @param ahead what the value of so many steps ahead is called, such as "2025-06" or "2025-06-01 00:00"
 * @throws SwitchyardError `INVALID_REQUEST` when that is too far ahead
 */
export function saidUntil(request: string, ahead: (step: number) => string): number | undefined {
  const said =
    /\b(?:for|until|till|in|by|to|on|at) (?:the )?(?:year |month )?(?<day>\d{4}(?:-\d{2}){0,2})(?![\d.,-])/i.exec(
      request,
    )?.groups?.day ?? monthIn(request)
  // Rows that are only counted have no times.
  if (said === undefined || !/^\d{4}/.test(ahead(1)) || ahead(1).slice(0, said.length) > said)
    return undefined
  const isPast = (step: number) => ahead(step).slice(0, said.length) > said
  let step = 1
  while (step <= mostForecast && !isPast(step + 1)) step += 1
  if (step > mostForecast)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${said} is too far ahead: at most ${mostForecast} values can be forecast, which is until ${ahead(mostForecast)}.`,
    )
  return step
}

/** "June 2025" as 2025-06. */
function monthIn(request: string): string | undefined {
  const [, name = '', year = ''] = /\b([a-z]{3,9})\.? (\d{4})\b/i.exec(request) ?? []
  const month = name === '' ? -1 : monthNames.findIndex((month) => month.startsWith(name.toLowerCase()))
  return month < 0 ? undefined : `${year}-${String(month + 1).padStart(2, '0')}`
}

function countOf(said: string): number | undefined {
  if (said === '') return undefined
  if (/^\d/.test(said)) return Number(said)
  return /dozen/i.test(said) ? 12 : Math.max(1, numbers.indexOf(said.toLowerCase()))
}
