/** Most of a series that is looked at, from its end, and the longest season that is looked for. */
const mostValues = 6000
const longest = 2000
/** A correlation below which a season is none. */
const leastCorrelation = 0.3
/** In such a share of series of pure chance a season is found. */
const falseSeasons = 0.01

/**
 * After how many values a series repeats itself, by its autocorrelation about a straight line; undefined when it does not.
 * It has to be there twice at least, and clearer than what chance makes of one of as many lags as are tried (Fisher's z, Bonferroni).
 *
 * @param cycles what is likely, such as 12 for months: one of these is taken where it fits nearly as well as any
 */
export function findSeason(all: Float64Array, cycles: readonly number[] = []): number | undefined {
  const values = withoutLine(all.subarray(-mostValues))
  const most = Math.min(longest, Math.floor(values.length / 2) - 1)
  const variance = correlationAt(values, 0)
  if (most < 2 || variance === 0) return undefined
  const correlations = Float64Array.from(
    { length: most + 2 },
    (_, lag) => (correlationAt(values, lag) / variance) * (values.length / (values.length - lag)),
  )
  const of = (lag: number) => correlations[lag] ?? 0
  const least = (lag: number, tried: number) =>
    Math.max(
      leastCorrelation,
      Math.tanh(normalBound(falseSeasons / tried) / Math.sqrt(Math.max(1, values.length - lag - 3))),
    )
  const isLikely = (lag: number) => cycles.some((cycle) => isNear(lag, cycle))
  const peaks = Array.from({ length: most - 1 }, (_, at) => at + 2).filter(
    (lag) =>
      of(lag) > least(lag, isLikely(lag) ? 3 * cycles.length : most) &&
      of(lag) > of(lag - 1) &&
      of(lag) >= of(lag + 1),
  )
  const best = Math.max(...peaks.map(of))
  const isNearPeak = (cycle: number) => peaks.some((lag) => isNear(lag, cycle))
  const likely = cycles.find((cycle) => isNearPeak(cycle) && of(cycle) >= 0.8 * best)
  return likely ?? peaks.find((lag) => of(lag) >= 0.9 * best)
}

const isNear = (lag: number, cycle: number): boolean => Math.abs(lag - cycle) <= Math.max(1, cycle / 50)

/** What a normal variable is above so seldom: the first terms for its tail, to two digits for shares below 0.05. */
function normalBound(share: number): number {
  const twice = -2 * Math.log(share)
  return Math.sqrt(twice - Math.log(2 * Math.PI * twice))
}

function correlationAt(values: Float64Array, lag: number): number {
  let sum = 0
  for (let at = lag; at < values.length; at++) sum += (values[at] ?? 0) * (values[at - lag] ?? 0)
  return sum
}

/** What is left of a series without its least-squares line. */
function withoutLine(values: Float64Array): Float64Array {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let [over, under] = [0, 0]
  for (const [at, value] of values.entries()) {
    over += (at - middle) * (value - mean)
    under += (at - middle) ** 2
  }
  const slope = under === 0 ? 0 : over / under
  return values.map((value, at) => value - mean - slope * (at - middle))
}
