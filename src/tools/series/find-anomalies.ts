import { median } from './regular-series.js'
import { rollingMedian } from './rolling-median.js'

/** A stretch of a series that is not like the rest. */
export interface Anomaly {
  kind: 'high' | 'low' | 'stuck'
  /** First and last place. */
  from: number
  to: number
  /** Where it is furthest off. */
  at: number
  value: number
  /** What the rest of the series suggests for that place. */
  expected: number
  /** How many standard deviations it is off, as those that are not odd spread; of `stuck`, how many values it lasts. */
  score: number
}

export interface FoundAnomalies {
  anomalies: Anomaly[]
  /** Scores from here on are odd. */
  threshold: number
}

const window = 25
/** A robust score above this is odd at any length. */
const usualThreshold = 3.5
/** In so many series without anything odd, one value in one of them is called odd. */
const falseAlarms = 20
/** A season that is there less often says too little: its medians take away what is odd, and of the rest most. */
const leastCycles = 3
/** Values of a sensor that otherwise moves. */
const leastStuck = 8

/**
 * Finds values that are far from what the series around them and its season suggest: line, rolling median and seasonal
 * medians are taken away, and what is left is measured by its median absolute deviation, which odd values hardly move.
 *
 * The score and its bound of 3.5: B. Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers" (1993). Medians in place of means,
 * and the season: J. Hochenbaum, O. Vallis, A. Kejariwal, "Automatic Anomaly Detection in the Cloud via Statistical Learning" (2017). The longer the series, the higher the
 * bound: the tail of the normal distribution, shared out among all values (Bonferroni). It is higher for short series, too, of which
 * the median absolute deviation is known less well; how much was tried with series of chance.
 *
 * @param known 0 where a value was filled in; such ones are never odd
 */
export function findAnomalies(
  values: Float64Array,
  {
    known,
    season,
    threshold: given,
  }: { known: Uint8Array; season: number | undefined; threshold?: number | undefined },
): FoundAnomalies {
  const expected = expectedOf(values, season && values.length >= leastCycles * season ? season : undefined)
  const residuals = values.map((value, at) => value - (expected[at] ?? 0))
  const scale = spreadOf(residuals, values)
  const threshold = given ?? thresholdFor(values.length)
  const scores = residuals.map((residual, at) => (known[at] === 1 && scale > 0 ? residual / scale : 0))
  const anomalies: Anomaly[] = []
  for (const [at, score] of scores.entries()) {
    if (Math.abs(score) < threshold) continue
    const kind = score > 0 ? 'high' : 'low'
    const before = anomalies.at(-1)
    const found = {
      kind,
      from: at,
      to: at,
      at,
      value: values[at] ?? 0,
      expected: expected[at] ?? 0,
      score: Math.abs(score),
    } as const
    if (before?.kind !== kind || before.to !== at - 1) anomalies.push(found)
    else
      anomalies[anomalies.length - 1] = {
        ...(found.score > before.score ? found : before),
        from: before.from,
        to: at,
      }
  }
  const stuck = stuckIn(values, known, expected)
  const isWithin = (one: Anomaly) => stuck.some(({ from, to }) => from <= one.from && one.to <= to)
  const all = [...anomalies.filter((one) => !isWithin(one)), ...stuck]
  return { anomalies: all.sort((a, b) => a.from - b.from), threshold }
}

const thresholdFor = (length: number): number =>
  Math.max(usualThreshold, Math.sqrt(2 * Math.log(2 * falseAlarms * length))) *
  (1 + 2 / length + 60 / length ** 2)

/** With or without a line, whichever leaves less: windows at the ends lean on it, and a step to another level has none. */
function expectedOf(values: Float64Array, season: number | undefined): Float64Array {
  const flat = expectedAlong(values, () => 0, season)
  const sloped = expectedAlong(values, robustLine(values), season)
  const left = (expected: Float64Array) =>
    values.reduce((sum, value, at) => sum + Math.abs(value - (expected[at] ?? 0)), 0)
  return left(sloped) < left(flat) ? sloped : flat
}

function expectedAlong(values: Float64Array, line: (at: number) => number, season: number | undefined) {
  const level = values.map((value, at) => value - line(at))
  const cycle = season === undefined ? undefined : seasonOf(level, season)
  const calm = level.map((value, at) => value - (cycle?.(at) ?? 0))
  return rollingMedian(calm, window).map((value, at) => value + line(at) + (cycle?.(at) ?? 0))
}

/** The usual cycle: for each place in it the median, once slow changes are taken away. */
function seasonOf(values: Float64Array, season: number): (at: number) => number {
  const slow = rollingMedian(values, Math.max(3, season | 1))
  const usual = Float64Array.from({ length: season }, (_, place) => {
    const count = Math.ceil((values.length - place) / season)
    const same = Float64Array.from({ length: count }, (_one, cycle) => {
      const at = place + cycle * season
      return (values[at] ?? 0) - (slow[at] ?? 0)
    })
    return median(same)
  })
  return (at) => usual[at % season] ?? 0
}

/** Points that the line is laid through: pairs of them are many. */
const linePoints = 301

/** The median slope of all pairs, after H. Theil (1950) and P. K. Sen (1968). */
function robustLine(values: Float64Array): (at: number) => number {
  const count = Math.min(linePoints, values.length)
  const places = Array.from({ length: count }, (_, index) =>
    Math.round((index * (values.length - 1)) / Math.max(1, count - 1)),
  )
  const slopes = places.flatMap((one, index) =>
    places.slice(index + 1).map((other) => ((values[other] ?? 0) - (values[one] ?? 0)) / (other - one)),
  )
  const slope = median(Float64Array.from(slopes))
  return (at) => slope * at
}

/** The standard deviation that the middle of the residuals has; of residuals that are mostly 0, from their mean. */
function spreadOf(residuals: Float64Array, values: Float64Array): number {
  const sizes = residuals.map(Math.abs)
  // What arithmetic leaves is no deviation.
  const least = 1e-9 * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const byMedian = 1.4826 * median(sizes)
  if (byMedian > least) return byMedian
  const byMean = 1.2533 * (sizes.reduce((sum, size) => sum + size, 0) / sizes.length)
  return byMean > least ? byMean : 0
}

/** Stretches of one value in a series that otherwise moves with nearly every value. */
function stuckIn(values: Float64Array, known: Uint8Array, expected: Float64Array): Anomaly[] {
  const same = (at: number) => known[at] === 1 && known[at - 1] === 1 && values[at] === values[at - 1]
  let repeats = 0
  const found: Anomaly[] = []
  for (let from = 0, at = 1; at <= values.length; at++) {
    if (at < values.length && same(at)) {
      repeats += 1
      continue
    }
    const length = at - from
    if (length >= leastStuck)
      found.push({
        ...{ kind: 'stuck', from, to: at - 1, at: from, value: values[from] ?? 0 },
        ...{ expected: expected[from] ?? 0, score: length },
      })
    from = at
  }
  const inRuns = found.reduce((sum, { score }) => sum + score, 0)
  const elsewhere = (repeats - inRuns + found.length) / Math.max(1, values.length - inRuns)
  return elsewhere < 0.1 && inRuns < values.length / 2 ? found : []
}
