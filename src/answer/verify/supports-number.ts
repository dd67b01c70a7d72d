import type { Evidence } from './evidence.js'
import { foldWords } from './fold-words.js'
import type { WrittenNumber } from './read-numbers.js'

/** Words that say a number is worked out from others. */
const derived =
  /\b(?:totals?|altogether|together|in all|sum|combined|average|mean|differences?|differs?|more|less|fewer|than|longer|shorter|larger|smaller|higher|lower|after|later|earlier|between|twice|times|half|double|ratio|per|overall|remaining|insgesamt|zusammen|summe|durchschnitt|unterschied|mehr|weniger|länger|kürzer|total|somme|moyenne|plus|moins|différence|suma|promedio|media|más|menos|diferencia)\b/i

/** Words that say a number is not meant exactly. */
const roughly =
  /\b(?:about|around|approx\w*|roughly|nearly|almost|close to|some|circa|ca|over|under|above|below|more than|less than|fewer than|at least|at most|up to|just|rund|etwa|ungefähr|fast|knapp|über|unter|mindestens|höchstens|environ|presque|près|plus de|moins de|unos|aproximadamente|casi|cerca|más de|menos de)\b|[~≈<>≤≥]/i

/** Counting words, letters and lines is done in the head, as is saying how sure one is. */
const ownCounts =
  /^(?:words?|characters?|letters?|lines?|sentences?|paragraphs?|syllables?|wörter|zeichen|mots|palabras)$/i

/** What a result may be in, to the unit that is written: `65` seconds are `1.1` minutes. */
const scales: readonly (readonly [unit: RegExp, factors: readonly number[]])[] = [
  [/^(?:%|percent|prozent|pour|por)/, [100, 1]],
  [/^(?:m|min|mins|minutes?|minuten?|minutos?)$/, [1 / 60, 1 / 60_000, 1]],
  [/^(?:h|hours?|hrs?|stunden?|heures?|horas?)$/, [1 / 3600, 1 / 3_600_000, 1 / 60, 1]],
  [/^(?:s|sec|secs|seconds?|sekunden?|secondes?|segundos?)$/, [1, 1 / 1000, 60, 3600]],
  [/^(?:ms|milliseconds?)$/, [1, 1000]],
  [/^(?:k|kb|khz|thousand|kilobytes?|tausend|mille|mil)$/, [1 / 1000, 1 / 1024, 1]],
  [/^(?:mb|million|mp|megabytes?|megapixels?|millionen)$/, [1e-6, 1 / 1024 ** 2, 1]],
  [/^(?:gb|billion|gigabytes?)$/, [1e-9, 1 / 1024 ** 3, 1]],
]
/** Shares are said in hundredths and the other way round, also without a sign. */
const usualScales = [1, 100, 0.01]

/** Whether a number may come from the evidence: it stands there, rounds one that does, counts things, or is worked out. */
export function supportsNumber(written: WrittenNumber, sentence: string, evidence: Evidence): boolean {
  const { readings, unit } = written
  if (!evidence.readsNumberWords || ownCounts.test(unit)) return true
  const around = sentence.slice(Math.max(0, written.start - 24), written.end + 12)
  const factors = scales.find(([name]) => name.test(unit))?.[1] ?? usualScales
  return readings.some(({ value, decimals }) => {
    if (value <= 1 && Number.isInteger(value) && !/^%/.test(unit)) return true
    const ulp = 10 ** -decimals
    if (factors.some((factor) => hasNear(evidence.numbers, value / factor, ulp / factor))) return true
    if (
      roughly.test(around) &&
      factors.some((factor) => hasNear(evidence.numbers, value / factor, (0.15 * value) / factor))
    )
      return true
    return supportsCount(value, unit, evidence) || (derived.test(sentence) && isDerived(value, ulp, evidence))
  })
}

/** How many things there are may be said of any number up to that of all, unless the results count just these. */
export function supportsCount(value: number, noun: string, { mostThings, labelCounts }: Evidence): boolean {
  if (!Number.isInteger(value)) return false
  const counted = labelCounts.get(foldWords(noun).join(' '))
  return value <= (counted ?? mostThings)
}

/** Whether a sorted list has a number less than `distance` away; equal ones count at any distance. */
function hasNear(numbers: readonly number[], value: number, distance: number): boolean {
  const slack = Math.max(distance * (1 - 1e-9), Math.abs(value) * 1e-9)
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < value - slack) low = middle + 1
    else high = middle
  }
  const found = numbers[low]
  return found !== undefined && found <= value + slack
}

/** Of so many numbers, the results of two at a time are tried; more would give any number. */
const mostPairs = 60

function isDerived(value: number, ulp: number, { numbers }: Evidence): boolean {
  if (numbers.length > mostPairs) return true
  const near = (found: number) => Math.abs(found - value) < ulp
  const sum = numbers.reduce((total, one) => total + one, 0)
  return (
    near(sum) ||
    near(sum / numbers.length) ||
    numbers.some((one, at) =>
      numbers
        .slice(at)
        .some((other) =>
          [other - one, other + one, other * one, other / one, (100 * one) / other, (one + other) / 2].some(
            near,
          ),
        ),
    )
  )
}
