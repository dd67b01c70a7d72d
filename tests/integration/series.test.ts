import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agent, createAgent } from '../../src/agent/agent.js'
import { packageRoot } from '../../src/config/package-root.js'
import { noise, wave } from '../support/made-series.js'
import { xlsx } from '../support/office-files.js'
import { openWorkbench, type Workbench } from '../support/run-adapter.js'

let dir: string
let agent: Agent
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-series-'))
  agent = await createAgent({
    profile: 'demo',
    llm: 'none',
    env: { SWITCHYARD_CACHE_DIR: join(dir, 'cache') },
  })
})
afterAll(async () => {
  await agent.close()
  await rm(dir, { recursive: true, force: true })
})

const sample = (file: string) => join(packageRoot, 'samples/tables', file)
const ask = (text: string, ...media: string[]) => agent.run({ text, media }).result
async function csv(name: string, lines: readonly string[]): Promise<string> {
  const path = join(dir, name)
  await writeFile(path, lines.join('\n'))
  return path
}
type Row = Record<string, string | number>
const outputOf = (steps: readonly { output?: unknown }[]) =>
  steps.at(-1)?.output as {
    forecasts: Row[]
    anomalies: Row[]
    series: Row[]
    count: number
    plot: { digest: string }
  }

describe('without a model or an LLM', () => {
  it('forecasts the next 12 values of a table, near to the truth, with bounds and a plot', async () => {
    const { answer, steps, status, outputs } = await ask(
      'Forecast the next 12 values of sales.csv.',
      sample('sales.csv'),
    )
    expect(status).toBe('answered')
    const { forecasts } = outputOf(steps)
    expect(forecasts.map(({ at }) => at)).toEqual(
      Array.from({ length: 12 }, (_, at) => `2025-${String(at + 1).padStart(2, '0')}`),
    )
    for (const [step, { value, lower, upper }] of forecasts.entries()) {
      const at = 60 + step
      expect(Math.abs(Number(value) - (100 + 2 * at + 30 * wave(at, 12)))).toBeLessThan(5)
      expect(Number(lower)).toBeLessThan(Number(value))
      expect(Number(upper)).toBeGreaterThan(Number(value))
    }
    expect(answer).toMatch(/next 12 values of "revenue": 2025-01: 2\d\d/)
    expect(outputs.map(({ media }) => media.mimeType)).toContain('image/png')
  })

  it('says what is odd in a sensor, and where, and nothing of what is all right', async () => {
    const { answer, steps } = await ask('Is anything odd in sensor.csv?', sample('sensor.csv'))
    expect(outputOf(steps).anomalies).toMatchObject([
      { column: 'temperature', kind: 'high', at: '2025-03-05 04:00', value: 48.5 },
      { column: 'temperature', kind: 'stuck', from: '2025-03-07 16:00', to: '2025-03-08 03:00', value: 21.7 },
    ])
    expect(answer).toMatch(/2 odd places in "temperature" and "pressure"/)
    expect(answer).toMatch(/1 missing value of "pressure"/)
  })

  it('looks at the column that is named', async () => {
    const { answer, steps } = await ask(
      'Are there outliers in the pressure column of sensor.csv?',
      sample('sensor.csv'),
    )
    expect(outputOf(steps).series.map(({ column }) => column)).toEqual(['pressure'])
    expect(answer).toContain('Nothing is odd in "pressure"')
  })

  it('reads a horizon in months for a table of months', async () => {
    const { steps } = await ask(
      'How will the revenue in sales.csv develop over the next six months?',
      sample('sales.csv'),
    )
    expect(outputOf(steps).forecasts).toHaveLength(6)
  })

  it('takes an Excel workbook', async () => {
    const path = join(dir, 'visitors.xlsx')
    const rows = Array.from({ length: 20 }, (_, at) => [
      `2024-01-${String(at + 1).padStart(2, '0')}`,
      10 + 3 * at,
    ])
    await writeFile(path, xlsx({ Visitors: [['day', 'visitors'], ...rows] }))
    const { steps, status } = await ask('Forecast the next 2 values of visitors.xlsx.', path)
    expect(status).toBe('answered')
    expect(outputOf(steps).forecasts).toMatchObject([
      { column: 'visitors', at: '2024-01-21', value: 70 },
      { column: 'visitors', at: '2024-01-22', value: 73 },
    ])
  })

  it('forecasts each sheet of a workbook by itself, or the one that is named', async () => {
    const path = join(dir, 'visits.xlsx')
    const sheet = (from: number, step: number) => [
      ['day', 'visits'],
      ...Array.from({ length: 20 }, (_, at) => [
        `2024-01-${String(at + 1).padStart(2, '0')}`,
        from + step * at,
      ]),
    ]
    await writeFile(path, xlsx({ North: sheet(10, 3), South: sheet(500, -2), Notes: [['remark'], ['none']] }))
    const both = await ask('Forecast the next value of visits.xlsx.', path)
    expect(outputOf(both.steps).forecasts).toMatchObject([
      { column: 'visits (North)', at: '2024-01-21', value: 70 },
      { column: 'visits (South)', at: '2024-01-21', value: 460 },
    ])
    const one = await ask('Forecast the next value of the sheet South in visits.xlsx.', path)
    expect(outputOf(one.steps).forecasts).toMatchObject([{ column: 'visits (South)', value: 460 }])
  })

  it('says that a workbook of three rows is too short', async () => {
    const path = join(packageRoot, 'samples/documents/cities.xlsx')
    const { answer } = await ask('Forecast the next 2 values of cities.xlsx.', path)
    expect(answer).toMatch(/"People" has 3 values in 3 rows; at least 4 are needed/)
  })

  it('takes a file of one column', async () => {
    const path = await csv('load.csv', ['load', ...Array.from({ length: 20 }, (_, at) => String(5 * at))])
    const { steps } = await ask('Forecast the next value of load.csv.', path)
    expect(outputOf(steps).forecasts).toMatchObject([{ column: 'load', value: 100 }])
  })

  it('names the columns where it is asked for one that is not there', async () => {
    const loose = await ask('Forecast the humidity', sample('sensor.csv'))
    expect(loose.answer).toMatch(
      /No column is called "humidity", so "temperature" and "pressure" were taken.*"time" \(times\)/,
    )
    const { answer } = await ask('Forecast the month column', sample('sales.csv'))
    expect(answer).toMatch(/column "month" has no numbers.*"revenue"/)
  })

  it('forecasts up to a time that is named', async () => {
    const { steps } = await ask('Predict revenue for 2025-06', sample('sales.csv'))
    expect(outputOf(steps).forecasts.at(-1)).toMatchObject({ column: 'revenue', at: '2025-06' })
  })

  it.each([
    [
      'a constant series',
      ['t,v', ...Array.from({ length: 20 }, (_, at) => `${at},7`)],
      /Every value of "v" is 7/,
    ],
    [
      'holes',
      ['t,v', ...Array.from({ length: 40 }, (_, at) => `${at},${at === 9 ? 'NaN' : at}`)],
      /1 missing value of "v"/,
    ],
    [
      'a gap in the days',
      ['day,v', ...[1, 2, 3, 4, 8, 9].map((day) => `2024-01-0${day},${day}`)],
      /3 rows are missing/,
    ],
    ['too few values', ['t,v', '1,1', '2,2'], /at least 4 are needed/],
    ['words alone', ['name,city', 'Ada,Rome', 'Bo,Oslo'], /no column of numbers.*"name" \(words\)/],
    ['holes alone', ['t,v', ...Array.from({ length: 9 }, (_, at) => `${at},NaN`)], /has 0 values/],
    [
      'too many columns',
      ['a,b,c,d,e', '1,2,3,4,6', '2,1,4,3,5', '2,2,3,4,4'],
      /5 columns of numbers.*Name the ones/,
    ],
    [
      'too far ahead',
      ['t,v', ...Array.from({ length: 20 }, (_, at) => `${at},7`)],
      /At most 1000 values/,
      'Forecast the next 5000 values of it.',
    ],
  ] as const)('%s: the answer says what is the matter', async (name, lines, expected, request?: string) => {
    const { answer } = await ask(
      request ?? 'Forecast the next 3 values of it.',
      await csv(`${name.replaceAll(' ', '-')}.csv`, [...lines]),
    )
    expect(answer).toMatch(expected)
  })

  it('reads a million rows, in bounded memory', async () => {
    const path = join(dir, 'million.csv')
    const file = await open(path, 'w')
    const random = noise(1)
    await file.write('time,load\n')
    for (let part = 0; part < 100; part++) {
      const rows = Array.from({ length: 10_000 }, (_, row) => {
        const at = part * 10_000 + row
        const value = at === 654_321 ? 99 : 10 + 3 * wave(at, 1440) + random()
        return `${new Date(1.7e12 + at * 60_000).toISOString()},${value.toFixed(2)}\n`
      })
      await file.write(rows.join(''))
    }
    await file.close()
    const run = agent.run({ text: 'Is anything odd in it?', media: [path] })
    const done: number[] = []
    for await (const event of run) if (event.type === 'step-progress') done.push(event.fraction)
    const { steps, answer } = await run.result
    expect(done.length).toBeGreaterThan(10)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(answer).toContain('1 odd place')
    expect(outputOf(steps)).toMatchObject({ count: 1, anomalies: [{ value: 99 }] })
  }, 240_000)
})

describe.each([
  ['PatchTST', 0],
  ['PatchTSMixer', 1],
])('%s', (_name, candidate) => {
  let bench: Workbench
  beforeAll(async () => {
    bench = await openWorkbench()
  })
  afterAll(() => bench.close())
  const table = (length: number) =>
    ['v', ...Array.from({ length }, (_, at) => String(100 + 10 * wave(at, 12)))].join('\n')
  const forecast = async (length: number, horizon: number) => {
    const input = { table: table(length), request: 'forecast it', horizon }
    return (await bench.run('time-series-forecasting', input, { candidate })).output as ReturnType<
      typeof outputOf
    >
  }

  it('forecasts past its own reach, with bounds from its own errors', async () => {
    const { forecasts, series } = await forecast(200, 30)
    expect(forecasts).toHaveLength(30)
    expect(series[0]?.method).toContain('the last 48 values')
    for (const { value, lower, upper } of forecasts) {
      // Random weights: of the size of what it saw, and no more.
      expect(Math.abs(Number(value) - 100)).toBeLessThan(60)
      expect(Number(lower)).toBeLessThan(Number(upper))
    }
    expect(await forecast(200, 30)).toMatchObject({ forecasts })
  })

  it('says how many values it needs', async () => {
    await expect(forecast(47, 3)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(/47 values.*48/),
    })
  })

  it('draws a plot that is a picture', async () => {
    const { plot } = await forecast(100, 12)
    const pixels = await bench.pixels(plot as never)
    expect([pixels.width, pixels.height]).toEqual([960, 260])
  })
})
