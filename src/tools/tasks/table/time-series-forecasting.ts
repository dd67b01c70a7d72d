import { z } from 'zod'
import {
  imageField,
  optionField,
  outputField,
  tableField,
  tableFileField,
  textField,
  textsField,
} from '../../fields.js'
import { mostForecast } from '../../series/said-horizon.js'
import { forecastRowSchema } from '../../table/forecast-row.js'
import { defineTool } from '../../tool.js'

/** Values that are said; the rows have them all. */
const mostSaid = 24

export const tool = defineTool({
  id: 'time-series-forecasting',
  description:
    'Goes on with columns of numbers in a table whose rows follow one another in time (sales by month, readings of a sensor): the next values, with bounds and a plot. A column of times is found by itself. To fill cells of rows that are there use tabular-regression, to find odd values anomaly-detection.',
  input: z.object({
    table: tableFileField('The table: $table1, or CSV with a header line.'),
    request: textField(
      'What is wanted, in the words of the request: "the next 12 values of revenue". Columns and the number of values are read from it where they are not given.',
    ),
    columns: textsField('The columns to go on with.').optional(),
    horizon: optionField(
      z.int().min(1).max(mostForecast).optional(),
      'How many values to forecast; without it as the request says, or 12.',
    ),
    level: optionField(
      z.number().min(0.5).max(0.99).default(0.9),
      'The share of true values that the bounds should hold, 0.5 to 0.99.',
    ),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'The values with their times, one a line.'),
    forecasts: tableField(
      forecastRowSchema,
      'The values, with bounds as far as the past was long enough to try.',
    ),
    series: tableField(
      z.object({
        column: z.string(),
        values: z.int(),
        method: z.string(),
        level: z.number().optional(),
        notes: z.array(z.string()),
      }),
      'For each column how many values it has, what made the forecast, the share of true values that the bounds should hold, and what was done to its values.',
    ),
    plot: imageField('The past, the forecast and its bounds.'),
  }),
  describe({ forecasts, series }) {
    const parts = series.map(({ column, method, level, notes }) => {
      const rows = forecasts.filter((row) => row.column === column)
      const said = rows
        .slice(0, mostSaid)
        .map(
          ({ at, value, lower, upper }) =>
            `${at}: ${value}${lower === undefined ? '' : ` (${lower} to ${upper})`}`,
        )
      const more = rows.length > mostSaid ? [`and ${rows.length - mostSaid} more`] : []
      const bounds =
        level === undefined
          ? 'There are too few values for bounds'
          : `In brackets is where ${Math.round(level * 100)} of 100 values should lie if it goes on as before`
      return [
        `The next ${rows.length === 1 ? 'value' : `${rows.length} values`} of "${column}": ${[...said, ...more].join(', ')}.`,
        `${bounds}; method: ${method}.`,
        ...notes,
      ].join(' ')
    })
    return parts.join('\n')
  },
  // What asks for it.
  phrases: [
    'time series forecasting',
    'time series',
    'forecast',
    'forecast|predict|project|extrapolate|continue .. next|future',
    'forecast|predict|project|extrapolate|continue <table>',
    'next|future .. value|month|day|week|quarter|year|hour of|in|from|for <table>',
    'what is|are|will .. next .. value',
    'how will .. go on|develop|continue|evolve|change',
    'forecast|predict|project|extrapolate .. for|in|by|on|at|until|till <time>',
    'go on|develop|continue|evolve|be .. over|in|during the? next|coming',
    'over|in|during the? next|coming .. value|minute|hour|day|week|month|quarter|year',
  ],
  results: ['forecast'],
  nature: 'inventing',
  // How it runs.
  reader: {
    async run(input, context) {
      const { forecastersFor, readerSeries, runForecast } = await import('../../series/series.js')
      return runForecast(input, forecastersFor, readerSeries(context))
    },
  },
  local: {
    async run(pipe, input, context) {
      const { hostSeries, patchForecaster, runForecast } = await import('../../series/series.js')
      const forecaster = patchForecaster(pipe)
      return runForecast(input, () => [forecaster], hostSeries(context))
    },
  },
})
