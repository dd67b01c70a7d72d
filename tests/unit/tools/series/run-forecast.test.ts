import { describe, expect, test } from 'vitest'
import type { Media } from '../../../../src/media/media.js'
import { forecastersFor } from '../../../../src/tools/series/forecasters.js'
import { runAnomalies } from '../../../../src/tools/series/run-anomalies.js'
import { runForecast } from '../../../../src/tools/series/run-forecast.js'
import type { SeriesContext } from '../../../../src/tools/series/series-context.js'

const plot: Media = { digest: '0'.repeat(64), mimeType: 'image/png', modality: 'image', bytes: 0, facts: {} }
const context: SeriesContext = {
  path: async () => '',
  savePlot: async () => plot,
  progress: () => {},
}
const tableOf = (values: readonly (number | string)[]) => `value\n${values.join('\n')}\n`
const forecast = (values: readonly (number | string)[], request = 'the next 2 values') =>
  runForecast({ table: tableOf(values), request, level: 0.9 }, forecastersFor, context)
const twelve = Array.from({ length: 12 }, (_, at) => at + 1)

describe('a forecast of a table', () => {
  test.each([1e-12, 1e-120, 1, 1e30])('goes on with steps of %d, whatever their size', async (unit) => {
    const { forecasts } = await forecast(twelve.map((value) => value * unit))
    expect(forecasts).toHaveLength(2)
    for (const [step, { value }] of forecasts.entries()) expect(value / unit).toBeCloseTo(13 + step, 6)
  })

  test('has no more digits than its values say', async () => {
    const { forecasts } = await forecast([0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6, 0.7, 1e-17])
    for (const { value } of forecasts) expect(String(value).length).toBeLessThanOrEqual(12)
  })

  test.each([
    ['the next 1,500 values', '1500'],
    ['the next 1000000000 values', '1000000000'],
    ['the next 0 values', '0'],
    ['the next minus five values', '-5'],
    ['the next 1.5 values', '1.5'],
  ])('is not made where %s are asked for, which the error says', async (request, said) => {
    await expect(forecast(twelve, request)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(`can be forecast, not ${said}\\.`),
    })
  })

  test('of numbers too large to reckon with says which it is, as does the search for odd values', async () => {
    const values = [...twelve, 1.7e308, -1.7e308]
    const error = {
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('"value" has the value 1.7e+308'),
    }
    await expect(forecast(values)).rejects.toMatchObject(error)
    await expect(runAnomalies({ table: tableOf(values), request: '' }, context)).rejects.toMatchObject(error)
  })

  test('counts a number that is beyond all as unreadable', async () => {
    const { series } = await forecast([...twelve.slice(0, 6), '1e309', ...twelve.slice(6)])
    expect(series[0]?.notes[0]).toMatch(/^1 cell of "value" can't be read/)
  })
})

test('points between thousands are told by the dates beside them', async () => {
  const rows = ['996', '1.004', '1.012', '1.020', '1.028', '1.036'].map(
    (value, at) => `0${at + 1}.03.2024;${value}`,
  )
  const table = `Tag;Wert\n${rows.join('\n')}\n`
  const { forecasts } = await runForecast(
    { table, request: 'next value', level: 0.9 },
    forecastersFor,
    context,
  )
  expect(forecasts).toMatchObject([{ at: '2024-03-07', value: 1044 }])
})
