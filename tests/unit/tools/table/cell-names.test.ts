import { expect, test } from 'vitest'
import { cellNames, cellsNamed, cellsSaid } from '../../../../src/tools/table/cell-names.js'
import { tool } from '../../../../src/tools/tasks/table/cell-lookup.js'

const csv = 'City,People\nRome,2800\nOslo,\nBonn,330'

test('words name cells of a spreadsheet, each once', () => {
  expect(cellsSaid('What is in B3, b3 and AB12? Not in Q, 2024, COVID19 or B0.')).toEqual(['B3', 'AB12'])
})

test('a cell is found by its place, and its place by what it holds', () => {
  expect(cellsNamed(csv, ['B2', 'A1', 'B3'])).toEqual([
    { cell: 'B2', column: 'People', row: 'Rome', value: '2800' },
    { cell: 'A1', column: 'City', row: 'City', value: 'City' },
    { cell: 'B3', column: 'People', row: 'Oslo', value: '' },
  ])
  expect(cellNames(csv, ['2800', 'Bonn'])).toEqual(['B2', 'A4'])
})

test.each(['C2', 'A5', 'ZZ1'])('%s is not there, and it is said what is', (cell) => {
  expect(() => cellsNamed(csv, [cell])).toThrow(
    `The table has no cell ${cell}: its cells are A1 to B4, with "City" and "People" in row 1.`,
  )
})

test('the answer names heading and row', async () => {
  const run = async (request: string) => {
    const output = await tool.run?.({ table: csv, request }, {
      signal: new AbortController().signal,
    } as never)
    return output && tool.describe?.(output, { table: csv, request })
  }
  expect(await run('What is in B2 and B3?')).toBe(
    'B2 is "2800" ("People" of "Rome"), B3 is empty ("People" of "Oslo").',
  )
  expect(await run('A1')).toBe('A1 is "City".')
})
