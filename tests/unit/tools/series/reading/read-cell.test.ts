import { describe, expect, test } from 'vitest'
import { isBlank, readNumber, readTime, styleOf } from '../../../../../src/tools/series/reading/read-cell.js'

const time = (cell: string, dayFirst = true) => {
  const read = readTime(cell, { dayFirst })
  return read && new Date(read.ms).toISOString().slice(0, 19)
}

describe('numbers in cells', () => {
  test.each([
    ['1,234.5', '.', 1234.5],
    ['1.234,5', ',', 1234.5],
    ['-3', '.', -3],
    ['1e-3', '.', 0.001],
    ['€ 12.50', '.', 12.5],
    ['45 %', '.', 45],
    ['12 kg', '.', Number.NaN],
    ['0x10', '.', Number.NaN],
    ['1e309', '.', Number.NaN],
    ['1e309', ',', Number.NaN],
    ['', '.', Number.NaN],
  ] as const)('%j with %j before decimals is %d', (cell, decimal, number) => {
    expect(readNumber(cell, { decimal })).toBe(number)
  })

  test.each(['', 'NaN', 'n/a', '-', 'NULL', 'inf'])('%j is no value', (cell) => {
    expect(isBlank(cell)).toBe(true)
  })

  test('what stands before decimals is told from the column and from what divides the cells', () => {
    expect(styleOf(['1,5', '22,75'], '\t').decimal).toBe(',')
    expect(styleOf(['3,141'], ';').decimal).toBe(',')
    expect(styleOf(['3,141'], '\t').decimal).toBe('.')
    expect(styleOf(['1,234.50', '1.25'], ',').decimal).toBe('.')
  })

  test('points before three digits are thousands where the dates have points and the cells are divided by ;', () => {
    expect(styleOf(['996', '1.004', '1.012'], ';', true).decimal).toBe(',')
    expect(styleOf(['996', '1.004', '1.012'], ';').decimal).toBe('.')
    expect(styleOf(['996', '1.004', '1.012'], ',', true).decimal).toBe('.')
    expect(styleOf(['0.996', '1.004', '1.012'], ';', true).decimal).toBe('.')
    expect(styleOf(['1.004', '1.25'], ';', true).decimal).toBe('.')
  })
})

describe('times in cells', () => {
  test.each([
    ['2024-03', '2024-03-01T00:00:00'],
    ['2024-03-31', '2024-03-31T00:00:00'],
    ['2024-03-31T10:05:07Z', '2024-03-31T10:05:07'],
    ['2024-03-31 10:05+02:00', '2024-03-31T08:05:00'],
    ['31.03.2024', '2024-03-31T00:00:00'],
    ['Mar 2024', '2024-03-01T00:00:00'],
    ['March 5, 2024', '2024-03-05T00:00:00'],
    ['2024-Q3', '2024-07-01T00:00:00'],
  ])('%j is %s', (cell, expected) => expect(time(cell)).toBe(expected))

  test.each(['1013.2', '2024-02-30', '2024-13', 'soon', '12', 'row 5'])('%j is none', (cell) =>
    expect(time(cell)).toBeUndefined(),
  )

  test('the day or the month comes first as the column says', () => {
    expect(styleOf(['03/04/2024', '25/04/2024'], ',').dayFirst).toBe(true)
    expect(time('03/04/2024', false)).toBe('2024-03-04T00:00:00')
    expect(styleOf(['03/04/2024', '04/25/2024'], ',').dayFirst).toBe(false)
  })
})

test('a cell of a megabyte is no number and no time, at once', () => {
  const style = { decimal: '.', dayFirst: false } as const
  for (const cell of ['0'.repeat(1_000_000), ','.repeat(1_000_000), `${'1.'.repeat(500_000)}x`]) {
    expect(readNumber(cell, style)).toBeNaN()
    expect(readTime(cell, style)).toBeUndefined()
    expect(styleOf([cell], ';')).toEqual(style)
  }
})
