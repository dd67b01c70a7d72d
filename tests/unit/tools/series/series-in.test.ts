import { describe, expect, test } from 'vitest'
import { chooseColumns } from '../../../../src/tools/series/choose-columns.js'
import { readSeries } from '../../../../src/tools/series/reading/read-series.js'
import { seriesIn } from '../../../../src/tools/series/series-in.js'

const months = Array.from({ length: 12 }, (_, at) => `2024-${String(at + 1).padStart(2, '0')}`)
const shops = (...names: string[]) =>
  [
    'shop,month,sales',
    ...names.flatMap((name, shop) => months.map((month, at) => `${name},${month},${100 * shop + at}`)),
  ].join('\n')

async function series(text: string, { request = 'forecast it', most = 4 } = {}) {
  const table = await readSeries(
    { text },
    (columns) => chooseColumns(columns, { columns: [], request, most }).places,
  )
  return seriesIn(table, { request, least: 4, most })
}
const namesOf = async (...given: Parameters<typeof series>) =>
  (await series(...given)).series.map(({ name }) => name)

describe('rows of several things at the same times', () => {
  test('are a series for each, named after it', async () => {
    const found = await series(shops('Rome', 'Oslo'))
    expect(found.series.map(({ name, values }) => [name, values.length, values[0]])).toEqual([
      ['sales (Rome)', 12, 0],
      ['sales (Oslo)', 12, 100],
    ])
    expect(found.notes).toEqual([])
  })

  test('are that of the one that is named', async () => {
    expect(await namesOf(shops('Rome', 'Oslo', 'Bonn'), { request: 'forecast the sales in Oslo' })).toEqual([
      'sales (Oslo)',
    ])
  })

  test('that are too many are asked for by name', async () => {
    await expect(series(shops('a1', 'b1', 'c1', 'd1', 'e1'))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(/5 series, told apart by "shop" \(a1, b1.*Name the one/),
    })
  })

  test('of which one has too few values are those of the others, and it is said', async () => {
    const found = await series(`${shops('Rome', 'Oslo')}\nBonn,2024-01,5\nBonn,2024-02,6`)
    expect(found.series).toHaveLength(2)
    expect(found.notes).toEqual([expect.stringMatching(/Left out.*sales \(Bonn\).*2 values/)])
  })
})

describe('rows are one series', () => {
  test.each([
    [
      'where words only say something of each',
      months.map((month, at) => `${at % 2 ? 'ok' : 'warn'},${month},${at}`),
    ],
    [
      'where a time comes twice for the same word',
      months.flatMap((month, at) => [`ok,${month},${at}`, `ok,${month},${at}`, `warn,${month},${at}`]),
    ],
  ])('%s', async (_, rows) => {
    expect(await namesOf(['state,month,load', ...rows].join('\n'))).toEqual(['load'])
  })
})
