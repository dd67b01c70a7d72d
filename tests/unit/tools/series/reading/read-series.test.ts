import { describe, expect, test } from 'vitest'
import { type ColumnWish, chooseColumns } from '../../../../../src/tools/series/choose-columns.js'
import type { ColumnKind } from '../../../../../src/tools/series/reading/intake.js'
import { readSeries } from '../../../../../src/tools/series/reading/read-series.js'
import { regularSeries } from '../../../../../src/tools/series/regular-series.js'

const kindsOf = async (text: string) => {
  let kinds: readonly ColumnKind[] = []
  await readSeries({ text }, (columns) => {
    kinds = columns
    return []
  })
  return Object.fromEntries(kinds.map(({ name, kind }) => [name, kind]))
}
const wish = (request: string, columns: string[] = []): ColumnWish => ({ request, columns, most: 2 })
const read = (text: string, request = '') =>
  readSeries({ text }, (columns) => chooseColumns(columns, wish(request)).places)
/** The only series of a table, in order and without holes. */
async function regular(text: string, least = 1) {
  const table = await read(text)
  const [column] = table.columns
  if (!column) throw new Error('no column')
  return regularSeries(column, table, least)
}
const lines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n')

describe('what columns hold', () => {
  test('is told from their cells', async () => {
    const text = `day,city,id,temperature,note\n${lines(9, (at) => `2024-01-0${at + 1},Rome,${at},${at * 1.5},`)}`
    expect(await kindsOf(text)).toMatchObject({
      day: 'time',
      city: 'text',
      id: 'index',
      temperature: 'number',
    })
  })

  test('more numbers than may be read are an error that says how many may be', async () => {
    const text = `a,b\n${lines(6, (at) => `${at * at},x`)}`
    const first = () => [0]
    await expect(readSeries({ text }, first, { most: 12 })).resolves.toMatchObject({ rows: 6 })
    await expect(readSeries({ text }, first, { most: 11 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('more than 11 numbers'),
    })
  })

  test('a first line of numbers is no header', async () => {
    const table = await read('1.5\n2.5\n3.5\n')
    expect([...(table.columns[0]?.values ?? [])]).toEqual([1.5, 2.5, 3.5])
  })

  test('years and seconds since 1970 are times', async () => {
    expect(await kindsOf('year,people\n2001,5\n2002,6\n2003,4')).toEqual({ year: 'time', people: 'number' })
    expect(await kindsOf('timestamp;v\n1700000000;1,5\n1700000060;2,5')).toEqual({
      timestamp: 'time',
      v: 'number',
    })
  })

  test('cells that can not be read are counted, and rows that are cut off have no value', async () => {
    const table = await read(`a,load\n${lines(20, (at) => `${at},${at === 3 ? 'broken' : at}`)}\n20`, 'load')
    expect(table.columns).toMatchObject([{ name: 'load', unread: 1 }])
    expect(Number.isNaN(table.columns[0]?.values.at(-1))).toBe(true)
  })

  test.each(['', 'only a header', 'Dear all,\n\nplease see below, thanks, Jo.\n'])(
    '%j is no table',
    async (text) => {
      await expect(read(text)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    },
  )
})

describe('which columns are meant', () => {
  const columns: ColumnKind[] = [
    { name: 'day', kind: 'time' },
    { name: 'sales', kind: 'number' },
    { name: 'net_profit', kind: 'number' },
    { name: 'city', kind: 'text' },
    { name: 'staff', kind: 'number' },
  ]
  const chosen = (...args: Parameters<typeof wish>) => chooseColumns(columns, wish(...args)).places

  test.each([
    'forecast the humidity column',
    'forecast column "humidity"',
    'outliers in the humidity column of a.csv',
  ])('%j: no such column', (request) => {
    expect(() => chosen(request)).toThrow(/no column "humidity".*"net_profit"/)
  })

  test('one that has no numbers, though it has times', () => {
    const months: ColumnKind[] = [
      { name: 'month', kind: 'time' },
      { name: 'revenue', kind: 'number' },
    ]
    const of = (request: string) => chooseColumns(months, wish(request))
    expect(() => of('forecast the month column')).toThrow(/"month" has no numbers.*"revenue"/)
    expect(of('forecast the next month')).toEqual({ places: [1], notes: [] })
    expect(of('forecast revenues for the next month')).toEqual({ places: [1], notes: [] })
    expect(of('Forecast the humidity')).toEqual({
      places: [1],
      notes: [
        'No column is called "humidity", so "revenue" was taken. It has "month" (times) and "revenue".',
      ],
    })
    expect(of('Is anything odd in sensor.csv?').notes).toEqual([])
    expect(of('any outliers in the humidity?').notes[0]).toContain('"humidity"')
    expect(of('Forecast the next 12 values of sales.csv.').notes).toEqual([])
  })

  test('those that the words name, file names aside', () => {
    expect(chosen('forecast the net profit in sales.csv')).toEqual([2])
    expect(chosen('sales and staff, please')).toEqual([1, 4])
    expect(chosen('whatever', ['SALES'])).toEqual([1])
  })

  test.each([
    ['a column that is not there', '', ['profits'], /no column "profits".*"net_profit"/],
    ['a column of words', '', ['city'], /"city" has no numbers/],
    ['a column of words in the request', 'forecast the city', [], /"city" has no numbers/],
    ['more columns than can be meant', 'forecast it', [], /3 columns of numbers.*Name the ones/],
  ] as const)('%s is refused with what there is', (_what, request, asked, message) => {
    expect(() => chosen(request, [...asked])).toThrow(message)
  })

  test('a table without numbers is refused', async () => {
    await expect(read('a,b\nx,y\nz,w\n')).rejects.toThrow(/no column of numbers.*"a" \(words\)/)
  })
})

describe('a series in the order of time', () => {
  test('rows are put in order, missing ones put back in, and holes filled in a straight line', async () => {
    const { values, known, axis, notes } = await regular(
      'day,v\n2024-01-05,5\n2024-01-01,1\n2024-01-02,NaN\n2024-01-03,3',
    )
    expect([...values]).toEqual([1, 2, 3, 4, 5])
    expect([...known]).toEqual([1, 0, 1, 0, 1])
    expect(axis.label(1)).toBe('2024-01-02')
    expect(axis.label(5)).toBe('2024-01-06')
    expect(notes.join(' ')).toMatch(
      /put into the order of time.*1 row is missing.*2 missing values of "v" were filled/,
    )
  })

  test('what is empty at the end is where a forecast begins', async () => {
    const { values, axis } = await regular('month,v\n2024-11,7\n2024-12,8\n2025-01,\n2025-02,')
    expect([...values]).toEqual([7, 8])
    expect(axis.label(2)).toBe('2025-01')
  })

  test('ends of months stay ends of months', async () => {
    const { axis } = await regular('day,v\n2023-11-30,1\n2023-12-31,2\n2024-01-31,3')
    expect([3, 4].map((at) => axis.label(at))).toEqual(['2024-02-29', '2024-03-31'])
  })

  test('days of work are followed by days of work', async () => {
    const days = [1, 2, 3, 4, 5, 8, 9, 10, 11, 12].map(
      (day) => `2024-01-${String(day).padStart(2, '0')},${day}`,
    )
    const { values, axis } = await regular(`day,v\n${days.join('\n')}`)
    expect(values).toHaveLength(10)
    expect(axis.label(10)).toBe('2024-01-15')
  })

  test('rows of the same time are averaged', async () => {
    const { values, notes } = await regular('day,v\n2024-01-01,1\n2024-01-01,3\n2024-01-02,5\n2024-01-03,7')
    expect([...values]).toEqual([2, 5, 7])
    expect(notes).toContain('Rows of the same time were averaged.')
  })

  test('without times rows are counted', async () => {
    const { axis } = await regular('v\n\n1\n2\n')
    expect(axis.label(2)).toBe('row 3')
  })

  test.each([
    ['too few values', `v\n1\n2\n`, /has 2 values in 2 rows; at least 4/],
    [
      'more holes than values',
      `t,v\n${lines(40, (at) => `${at},${at % 4 ? 'NaN' : at}`)}`,
      /no value in \d+ of \d+ places/,
    ],
    ['nothing but holes', `t,v\n${lines(9, (at) => `${at},NaN`)}`, /has 0 values/],
  ])('%s are refused', async (_what, text, message) => {
    const table = await read(text, 'v')
    const [column] = table.columns
    if (!column) throw new Error('no column')
    expect(() => regularSeries(column, table, 4)).toThrow(message)
  })
})
