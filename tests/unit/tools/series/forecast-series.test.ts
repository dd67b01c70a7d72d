import { describe, expect, test } from 'vitest'
import { findSeason } from '../../../../src/tools/series/find-season.js'
import { forecastSeries } from '../../../../src/tools/series/forecast-series.js'
import { forecastersFor } from '../../../../src/tools/series/forecasters.js'
import { saidHorizon, saidUntil } from '../../../../src/tools/series/said-horizon.js'
import { noise, wave } from '../../../support/made-series.js'

const forecast = (values: Float64Array, horizon: number, level = 0.9) =>
  forecastSeries(values, { horizon, level, forecasters: forecastersFor(findSeason(values)) })
const made = (length: number, value: (at: number) => number) =>
  Float64Array.from({ length }, (_, at) => value(at))

describe('a forecast', () => {
  test('goes on with slope and season, nearly as they are', async () => {
    const random = noise(1)
    const truth = made(84, (at) => 50 + at + 20 * wave(at, 12) + random())
    const { values, method } = await forecast(truth.subarray(0, 72), 12)
    const errors = values.map((value, step) => Math.abs(value - (truth[72 + step] ?? 0)))
    expect(Math.max(...errors)).toBeLessThan(3)
    expect(method).toContain('season of 12')
  })

  test('repeats a season that has no slope', async () => {
    const shape = [1, 5, 9, 2, 8, 3, 7]
    const { values } = await forecast(
      made(70, (at) => shape[at % 7] ?? 0),
      14,
    )
    expect(Array.from(values, Math.round)).toEqual([...shape, ...shape])
  })

  test('keeps a straight line straight', async () => {
    const { values, lower, upper } = await forecast(
      made(40, (at) => 3 * at),
      5,
    )
    expect(Array.from(values, (value) => Number(value.toFixed(3)))).toEqual([120, 123, 126, 129, 132])
    expect((upper[0] ?? 9) - (lower[0] ?? 0)).toBeLessThan(0.01)
  })

  test('of a constant series is that constant', async () => {
    const { values, lower, upper } = await forecast(
      made(30, () => 7),
      3,
    )
    expect([...values, ...lower, ...upper]).toEqual(Array(9).fill(7))
  })

  test('has bounds that hold about the share that they promise', async () => {
    let [inside, all] = [0, 0]
    for (let round = 0; round < 40; round++) {
      const random = noise(round + 1)
      const truth = made(126, (at) => 10 * wave(at, 12) + 8 * random())
      const { lower, upper, level } = await forecast(truth.subarray(0, 120), 6)
      expect(level).toBe(0.9)
      for (let step = 0; step < 6; step++, all++) {
        const value = truth[120 + step] ?? 0
        if (value >= (lower[step] ?? 0) && value <= (upper[step] ?? 0)) inside += 1
      }
    }
    expect(inside / all).toBeGreaterThan(0.82)
    expect(inside / all).toBeLessThan(0.99)
  })

  test.each([240, 60, 30])(
    'of %d values has the same first values and bounds, however many more are asked for',
    async (length) => {
      const random = noise(length)
      const truth = made(length, (at) => 20 + 5 * wave(at, 12) + 3 * random())
      const first = async (horizon: number) => {
        const { values, lower, upper, method, level } = await forecast(truth, horizon)
        return [values[0], lower[0], upper[0], method, level]
      }
      const one = await first(1)
      expect(one[1]).toBeLessThan(Number(one[0]))
      for (const horizon of [2, 3, 5, 12]) expect(await first(horizon)).toEqual(one)
    },
  )

  test('of a short past has no bounds, or those of a lower share', async () => {
    expect((await forecast(Float64Array.of(1, 2, 1, 2), 12)).level).toBeUndefined()
    const random = noise(3)
    const short = await forecast(
      made(10, () => random()),
      3,
    )
    expect(short.level).toBeLessThan(0.9)
    expect(short.lower.length).toBeGreaterThan(0)
  })
})

describe('a season', () => {
  test.each([7, 12, 24, 100])('of %d is found', (season) => {
    const random = noise(season)
    expect(findSeason(made(season * 6, (at) => 5 * wave(at, season) + random() + 0.3 * at))).toBe(season)
  })

  test('is not found in noise, in a line, or where it is not there twice', () => {
    const random = noise(5)
    expect(findSeason(made(300, () => random()))).toBeUndefined()
    expect(findSeason(made(300, (at) => at))).toBeUndefined()
    expect(findSeason(made(30, (at) => wave(at, 24)))).toBeUndefined()
  })
})

describe('how many values a request asks for', () => {
  const [day, month] = [86_400_000, 365.2425 * (86_400_000 / 12)]
  test.each([
    ['Forecast the next 12 values of sales.csv.', undefined, 12],
    ['the next three months', month, 3],
    ['How will it develop over the next year?', month, 12],
    ['the next year', undefined, undefined],
    ['What will the next value be?', undefined, 1],
    ['the next values', undefined, undefined],
    ['two weeks ahead', day, 14],
    ['predict 5 more rows', day, 5],
    ['Sag die nächsten 6 Werte voraus', undefined, 6],
    ['forecast report2024.csv', undefined, undefined],
    ['what comes after 2023?', month, undefined],
    ['the next 1,500 values', undefined, 1500],
    ['the next 1.5 years', month, 18],
    ['half a year ahead', month, 6],
    ['the next 1000000000 values', undefined, 1_000_000_000],
    ['the next twenty values', undefined, 20],
    ['the next sixteen values', undefined, 16],
    ['the next twenty-four months', month, 24],
    ['two hundred values more', undefined, 200],
    ['Using the last 12 months, forecast 3 months', month, 3],
    ['We have 24 months, forecast sales for 6 months', month, 6],
    ['the next 0 values', undefined, 0],
    ['the next 0 months', month, 0],
    ['the next minus five values', undefined, -5],
    ['the next -5 values', undefined, -5],
  ])('%j with a step of %s ms: %s', (request, step, count) => {
    expect(saidHorizon(request, step)).toBe(count)
  })
})

describe('the time that a request names', () => {
  const months = (step: number) => new Date(Date.UTC(2024, 11 + step)).toISOString().slice(0, 7)
  test.each([
    ['Predict revenue for 2025-06', 6],
    ['Forecast it until June 2025.', 6],
    ['What will it be in 2026?', 24],
    ['Forecast it until 2025-02-15', 2],
    ['Forecast what was in 2023', undefined],
    ['Forecast the next 5 values', undefined],
  ])('%j: %s values', (request, count) => {
    expect(saidUntil(request, months)).toBe(count)
  })

  test('is nothing where rows are counted, and an error where it is too far ahead', () => {
    expect(saidUntil('for 2025-06', (step) => `row ${step}`)).toBeUndefined()
    expect(() => saidUntil('for 2500-01', months)).toThrow(/too far ahead: at most 1000/)
  })
})
