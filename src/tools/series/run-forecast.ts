import { SwitchyardError } from '../../core/errors.js'
import type { Media } from '../../media/media.js'
import { type ChosenColumns, chooseColumns } from './choose-columns.js'
import { drawSeries } from './draw-series.js'
import { findSeason } from './find-season.js'
import { forecastSeries, type SeriesForecast } from './forecast-series.js'
import type { Forecaster } from './forecasters.js'
import { readSeries } from './reading/read-series.js'
import type { RegularSeries } from './regular-series.js'
import { mostForecast, saidHorizon, saidUntil } from './said-horizon.js'
import { type SeriesContext, sourceOf } from './series-context.js'
import { seriesIn } from './series-in.js'

export interface ForecastWish {
  table: string | Media
  request: string
  columns?: readonly string[] | undefined
  horizon?: number | undefined
  level: number
}

const mostColumns = 4
const usualHorizon = 12
const leastValues = 4

/**
 * Goes on with columns of a table.
 *
 * @param forecastersFor the ways to go on with a series that repeats itself after so many values, the plainest first
 * @throws SwitchyardError `INVALID_REQUEST` when the table, its columns or the horizon won't do
 */
export async function runForecast(
  { table, request, columns = [], horizon: asked, level }: ForecastWish,
  forecastersFor: (season: number | undefined) => readonly Forecaster[],
  context: SeriesContext,
) {
  const wish = { columns, request, most: mostColumns }
  let choice: ChosenColumns = { places: [], notes: [] }
  const read = await readSeries(await sourceOf(table, context), (kinds) => {
    choice = chooseColumns(kinds, wish)
    return choice.places
  })
  const found = seriesIn(read, { request, least: leastValues, most: mostColumns })
  const made: { series: RegularSeries; forecast: SeriesForecast }[] = []
  for (const series of found.series) {
    const ahead = (step: number) => series.axis.label(series.values.length - 1 + step)
    const horizon =
      asked ?? saidUntil(request, ahead) ?? saidHorizon(request, series.axis.stepMs) ?? usualHorizon
    if (horizon > mostForecast)
      throw new SwitchyardError(
        'INVALID_REQUEST',
        `At most ${mostForecast} values can be forecast, not ${horizon}.`,
      )
    if (!Number.isInteger(horizon) || horizon < 1)
      throw new SwitchyardError(
        'INVALID_REQUEST',
        `A whole number of values, 1 or more, can be forecast, not ${horizon}.`,
      )
    const season = findSeason(series.values, series.axis.cycles)
    const forecast = await forecastSeries(series.values, {
      horizon,
      level,
      forecasters: forecastersFor(season),
    })
    made.push({ series, forecast })
  }
  const forecasts = made.flatMap(({ series, forecast }) => rowsOf(series, forecast))
  const plot = await context.savePlot(
    drawSeries(
      made.map(({ series: { name, values, axis }, forecast }) => ({
        name,
        values,
        forecast,
        label: (at) => axis.label(at),
      })),
    ),
  )
  return {
    text: forecasts
      .map(
        ({ column, at, value, lower, upper }) =>
          `${made.length > 1 ? `${column}, ` : ''}${at}: ${value}${lower === undefined ? '' : ` (${lower} to ${upper})`}`,
      )
      .join('\n'),
    forecasts,
    series: made.map(({ series: { name, values, notes }, forecast: { method, level } }, at) => ({
      ...{
        column: name,
        values: values.length,
        method,
        level,
        notes: [
          ...(at === 0 ? [...choice.notes, ...found.notes] : []),
          ...notes,
          ...constantNote(name, values),
        ],
      },
    })),
    plot,
  }
}

const constantNote = (name: string, values: Float64Array): string[] =>
  values.every((value) => value === values[0])
    ? [`Every value of "${name}" is ${values[0]}, so there is nothing to learn from it.`]
    : []

function rowsOf({ name, values: history, axis }: RegularSeries, { values, lower, upper }: SeriesForecast) {
  const digits = digitsOf(history)
  return Array.from(values, (value, step) => ({
    ...{ column: name, at: axis.label(history.length + step), value: rounded(value, digits) },
    ...(step < lower.length
      ? { lower: rounded(lower[step] ?? 0, digits), upper: rounded(upper[step] ?? 0, digits) }
      : {}),
  }))
}

/** Digits behind the point: one more than the values have, which is finer than anything that they say. */
function digitsOf(values: Float64Array): number {
  const recent = Array.from(values.subarray(-200))
  const most = Math.max(...recent.map(digitsBehindPoint))
  const largest = Math.max(...recent.map(Math.abs))
  // Small numbers have their digits further behind.
  const zeros = largest > 0 ? Math.max(0, -Math.floor(Math.log10(largest))) : 0
  return Math.min(8 + zeros, most + 1)
}

/** Of a number with eight digits that say something: 3 of `1.25e-1`. */
function digitsBehindPoint(value: number): number {
  const [mantissa = '', exponent = '0'] = Number(value.toPrecision(8)).toExponential().split('e')
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent))
}

/** `toFixed` goes as far as 100 digits. */
export const rounded = (value: number, digits: number): number =>
  Number(digits > 100 ? value.toPrecision(9) : value.toFixed(digits))
