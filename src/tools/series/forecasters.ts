/** Goes on with a series for so many values. */
export interface Forecaster {
  /** What it does, for people. */
  name: string
  /** Values that it can't do without. */
  least: number
  forecast(history: Float64Array, horizon: number): Float64Array | Promise<Float64Array>
}

const at = (values: Float64Array, place: number) => values[place] ?? 0
const steps = (horizon: number, value: (step: number) => number) =>
  Float64Array.from({ length: horizon }, (_, index) => value(index + 1))

/** The last value again and again. */
const lastValue: Forecaster = {
  name: 'the last value goes on',
  least: 1,
  forecast: (history, horizon) => steps(horizon, () => at(history, history.length - 1)),
}

/** On the line through the first value and the last. */
const drift: Forecaster = {
  name: 'the mean change goes on',
  least: 2,
  forecast(history, horizon) {
    const last = at(history, history.length - 1)
    const slope = (last - at(history, 0)) / (history.length - 1)
    return steps(horizon, (step) => last + step * slope)
  },
}

/** The last season again and again. */
const seasonalNaive = (season: number): Forecaster => ({
  name: `the last ${season} values repeat`,
  least: season,
  forecast: (history, horizon) =>
    steps(horizon, (step) => at(history, history.length - season + ((step - 1) % season))),
})

/** Values that smoothing is fitted to, from the end: what is older has no weight left. */
const mostFitted = 2000
const levels = [0.05, 0.15, 0.3, 0.5, 0.8]
const slopes = [0, 0.05, 0.2]
const seasonals = [0.05, 0.2, 0.5]
const dampings = [1, 0.95]

/**
 * Exponential smoothing with a slope, which may be damped, and a season where there is one: each value weighs less the older
 * it is. The weights are those with the least error one step ahead on a grid.
 *
 * After C. C. Holt, "Forecasting seasonals and trends by exponentially weighted moving averages" (1957); P. R. Winters, "Forecasting sales by exponentially weighted moving averages"
 * (1960); E. S. Gardner and E. McKenzie, "Forecasting trends in time series" (1985).
 */
const holtWinters = (season: number | undefined): Forecaster => ({
  name: season ? `Holt-Winters smoothing with a season of ${season}` : "Holt's smoothing",
  least: season ? 2 * season + 2 : 5,
  forecast(history, horizon) {
    const recent = history.subarray(-Math.max(mostFitted, 4 * (season ?? 0)))
    let best: Smoothed | undefined
    for (const alpha of levels)
      for (const beta of slopes)
        for (const gamma of season ? seasonals : [0])
          for (const phi of dampings) {
            const smoothed = smooth(recent, season ?? 1, { alpha, beta, gamma, phi })
            if (!best || smoothed.error < best.error) best = smoothed
          }
    return best?.goOn(horizon) ?? new Float64Array(horizon)
  },
})

interface Smoothed {
  /** Sum of the squared errors one step ahead. */
  error: number
  goOn(horizon: number): Float64Array
}

interface Weights {
  alpha: number
  beta: number
  gamma: number
  phi: number
}

function smooth(values: Float64Array, season: number, { alpha, beta, gamma, phi }: Weights): Smoothed {
  const isSeasonal = season > 1
  const meanOf = (from: number, to: number) =>
    values.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from)
  const span = isSeasonal ? season : Math.min(4, values.length >> 1)
  const [first, second] = [meanOf(0, span), meanOf(span, 2 * span)]
  let slope = (second - first) / span
  let level = first - slope * ((span + 1) / 2)
  const seasonal = new Float64Array(season)
  if (isSeasonal)
    for (let place = 0; place < season; place++)
      seasonal[place] =
        (at(values, place) -
          (level + slope * (place + 1)) +
          (at(values, place + season) - (level + slope * (place + season + 1)))) /
        2
  let error = 0
  for (const [index, value] of values.entries()) {
    const place = index % season
    const usual = seasonal[place] ?? 0
    const base = level + phi * slope
    error += (value - base - usual) ** 2
    const before = level
    level = alpha * (value - usual) + (1 - alpha) * base
    slope = beta * (level - before) + (1 - beta) * phi * slope
    if (isSeasonal) seasonal[place] = gamma * (value - level) + (1 - gamma) * usual
  }
  return {
    error,
    goOn(horizon) {
      let [factor, sum] = [1, 0]
      return steps(horizon, (step) => {
        factor *= phi
        sum += factor
        return level + sum * slope + (seasonal[(values.length + step - 1) % season] ?? 0)
      })
    },
  }
}

/** The ways to go on with a series that has this season, the plainest first. */
export const forecastersFor = (season: number | undefined): Forecaster[] =>
  season
    ? [lastValue, seasonalNaive(season), drift, holtWinters(season), holtWinters(undefined)]
    : [lastValue, drift, holtWinters(undefined)]
