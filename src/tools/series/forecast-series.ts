import { SwitchyardError } from '../../core/errors.js'
import type { Forecaster } from './forecasters.js'

/** How a series goes on, as far as its past says. */
export interface SeriesForecast {
  values: Float64Array
  /** What made it, for people. */
  method: string
  /** Bounds, for as many of the first values as the past was long enough to try. */
  lower: Float64Array
  upper: Float64Array
  /** The share of true values that the bounds should hold; absent where there are none. */
  level?: number | undefined
}

/** Places of the past from which forecasting is tried. */
const mostTrials = 24
/** A more intricate way must be better by this to be taken. */
const gain = 0.98
/** Levels that are fallen back to where the past is short. */
const levels = [0.95, 0.9, 0.8]

/**
 * Goes on with a series by the one of several ways that would have done best in its own past, with bounds from its errors
 * there. All of it rests on the past: where the future is of another kind, the bounds don't hold.
 *
 * Trying from several places in the past: R. J. Hyndman and G. Athanasopoulos, "Forecasting: Principles and Practice", 3rd ed. (2021),
 * 5.10. Bounds by rank of past errors at each distance: split conformal prediction, J. Lei et al., "Distribution-free predictive
 * inference for regression" (2018), as K. Stankevičiūtė et al., "Conformal time-series forecasting" (2021) use it.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when the series is too short for each of the ways
 * @param level the share of true values that bounds should hold, 0 to 1; a lower one is taken where the past is short
 */
export async function forecastSeries(
  history: Float64Array,
  {
    horizon,
    level: wanted,
    forecasters,
  }: { horizon: number; level: number; forecasters: readonly Forecaster[] },
): Promise<SeriesForecast> {
  const able = forecasters.filter(({ least }) => least <= history.length)
  const least = Math.max(2, ...able.map((one) => Math.min(one.least, history.length >> 1)))
  // The first values are tried alike whatever the horizon is: their bounds don't depend on how many more are asked for.
  const near = planTrials(history.length, nearReach(history.length, least), least)
  const far = horizon > near.reach ? planTrials(history.length, horizon, least) : undefined
  let best: { forecaster: Forecaster; errors: Errors; mean: number } | undefined
  for (const forecaster of able) {
    const nearErrors = await errorsOf(forecaster, history, near)
    const farErrors = far ? await errorsOf(forecaster, history, far) : nearErrors
    if (!nearErrors || !farErrors) continue
    const mean = meanOf(farErrors)
    if (!best || mean < gain * best.mean)
      best = { forecaster, errors: { near: nearErrors, far: farErrors }, mean }
  }
  const { forecaster, errors } = best ?? { forecaster: able[0], errors: { near: [], far: [] } }
  if (!forecaster) {
    const needed = Math.min(...forecasters.map((one) => one.least))
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `There are ${history.length} values, and this model needs ${needed}. Give a longer series, or choose another model.`,
    )
  }
  const values = await forecaster.forecast(history, horizon)
  const count = Math.min(errors.near.length, errors.far.length)
  const level = [wanted, ...levels].find((one) => one <= wanted && rankOf(one, count) < count)
  const reach = level === undefined ? 0 : Math.min(horizon, (far ?? near).reach)
  const widths = new Float64Array(reach)
  for (let step = 0, width = 0; step < reach; step++) {
    const tried = step < near.reach ? errors.near : errors.far
    const sorted = Float64Array.from(tried, (one) => one[step] ?? 0).sort()
    // What is further away is no surer.
    width = Math.max(width, sorted[rankOf(level ?? 0, tried.length)] ?? 0)
    widths[step] = width
  }
  return {
    ...{ values, method: forecaster.name, level },
    lower: widths.map((width, step) => (values[step] ?? 0) - width),
    upper: widths.map((width, step) => (values[step] ?? 0) + width),
  }
}

/** The place, from 0, of the error that this share of errors is within. */
const rankOf = (level: number, count: number): number => Math.ceil((count + 1) * level) - 1

/** For each trial, each step's error; for the first values and for the whole horizon. */
interface Errors {
  near: readonly Float64Array[]
  far: readonly Float64Array[]
}

/** Values that are tried whatever the horizon is: up to 12, fewer where the past is short, so that there are enough trials. */
const nearReach = (length: number, least: number): number =>
  Math.min(12, Math.max(1, Math.floor((length - least) / 4)))

interface Trials {
  /** How many values were known at each. */
  starts: readonly number[]
  /** How many values are forecast at each. */
  reach: number
}

/** Up to so many places in the past, the latest ones, with room for a horizon behind each. */
function planTrials(length: number, horizon: number, least: number): Trials {
  // A past that is too short for the whole horizon is tried for a part of it.
  const reach = Math.max(0, Math.min(horizon, Math.floor((length - least) / 2)))
  const room = length - reach - least + 1
  const count = reach === 0 ? 0 : Math.min(mostTrials, room)
  const apart = Math.max(1, Math.min(reach, Math.floor(room / Math.max(1, count))))
  return { reach, starts: Array.from({ length: count }, (_, trial) => length - reach - trial * apart) }
}

/** How far off it would have been: for each trial, each step's error. Undefined where it can't be tried. */
async function errorsOf(
  { least, forecast }: Forecaster,
  history: Float64Array,
  { starts, reach }: Trials,
): Promise<Float64Array[] | undefined> {
  if (starts.some((start) => start < least)) return undefined
  const errors: Float64Array[] = []
  for (const start of starts) {
    const made = await forecast(history.subarray(0, start), reach)
    errors.push(made.map((value, step) => Math.abs(value - (history[start + step] ?? 0))))
  }
  return errors
}

function meanOf(errors: readonly Float64Array[]): number {
  const sums = errors.map((one) => one.reduce((sum, error) => sum + error, 0))
  const count = errors.reduce((sum, { length }) => sum + length, 0)
  return count === 0 ? Number.POSITIVE_INFINITY : sums.reduce((sum, one) => sum + one, 0) / count
}
