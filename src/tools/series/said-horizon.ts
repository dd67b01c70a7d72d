import { SwitchyardError } from '../../core/errors.js'
import { dayMs } from './time-axis.js'
import { wordsOf } from './words-of.js'

/** Most values that are forecast of a series. */
export const mostForecast = 1000

const ones =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
// Longer words first, so that "six" leaves "sixteen" whole.
const small = `(?:${tens.join('|')})(?:[- ](?:${ones.slice(1, 10).join('|')}))?|${[...ones].reverse().join('|')}`
const word = `half an?|a dozen|(?:(?:${small}|an?) )?(?:hundred|thousand)|${small}|an?`
const number = String.raw`(?:minus\s+|[-−])?(?:\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)?|(?:${word}))(?![\w.,]*\d)`
const unit = `(?<unit>minutes?|hours?|days?|weeks?|months?|quarters?|years?|values?|steps?|points?|periods?|rows?|readings?|entries)`
const amount = String.raw`(?<![\w.,−-])(?<count>${number})\s+(?:more\s+|further\s+)?${unit}\b`
const patterns = [
  new RegExp(String.raw`\b(?:next|following|coming|another)\s+(?<count>${number})\b(?:\s+${unit}\b)?`, 'i'),
  new RegExp(String.raw`\b(?:forecast|predict|project|extrapolate)\w*\s+(?:[a-z]+\s+){0,4}?${amount}`, 'i'),
  new RegExp(amount, 'i'),
  new RegExp(String.raw`\b(?:next|following|coming)\s+${unit}\b`, 'i'),
]
/** What is there already: "using the last 12 months". */
const behind = new RegExp(
  String.raw`\b(?:last|past|previous|preceding|prior|latest|recent|first)\s+(?:${number})\b(?:\s+${unit}\b)?`,
  'gi',
)
const unitMs: Readonly<Record<string, number>> = {
  ...{ minute: 60_000, hour: 3_600_000, day: dayMs, week: 7 * dayMs },
  ...{ month: 30.44 * dayMs, quarter: 91.31 * dayMs, year: 365.24 * dayMs },
}

/**
 * How many values a request asks for: "the next 12 values", "two weeks ahead"; undefined when it doesn't say. It is what is said,
 * also where that is too much, a fraction or less than 1.
 *
 * @param stepMs time from one value to the next, where that is known: "a year" is 12 values of months
 */
export function saidHorizon(request: string, stepMs: number | undefined): number | undefined {
  const words = wordsOf(request).replaceAll(behind, ' ')
  for (const pattern of patterns) {
    const found = pattern.exec(words)?.groups
    if (!found) continue
    const ms = unitMs[(found.unit ?? '').toLowerCase().replace(/s$/, '')]
    const isOne = found.count === undefined && !/s$/.test(found.unit ?? '')
    const count = isOne ? 1 : countOf(found.count ?? '')
    if (ms === undefined) return count
    // How many values a year is depends on their distance.
    if (stepMs === undefined || count === undefined) return found.count === undefined ? undefined : count
    return count > 0 ? Math.max(1, Math.round((count * ms) / stepMs)) : count
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
  const words = wordsOf(request)
  const said =
    /\b(?:for|until|till|in|by|to|on|at) (?:the )?(?:year |month )?(?<day>\d{4}(?:-\d{2}){0,2})(?![\d.,-])/i.exec(
      words,
    )?.groups?.day ?? monthIn(words)
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
  const [, sign, size = ''] = /^(minus\s+|[-−])?(.*)$/i.exec(said.toLowerCase()) ?? []
  const count = /^\d/.test(size) ? numberOf(size) : countOfWords(size)
  return sign === undefined || count === 0 ? count : -count
}

const numberOf = (digits: string): number =>
  Number(/^\d{1,3}(?:,\d{3})+$/.test(digits) ? digits.replaceAll(',', '') : digits.replace(',', '.'))

function countOfWords(said: string): number {
  if (said === 'a dozen') return 12
  if (said.startsWith('half')) return 0.5
  const [, before = 'a', large] = /^(?:(.*) )?(hundred|thousand)$/.exec(said) ?? []
  if (large !== undefined) return countOfWords(before) * (large === 'hundred' ? 100 : 1000)
  return said
    .split(/[- ]/)
    .reduce(
      (sum, one) =>
        sum +
        (tens.includes(one)
          ? 20 + 10 * tens.indexOf(one)
          : Math.max(ones.indexOf(one), /^an?$/.test(one) ? 1 : 0)),
      0,
    )
}
