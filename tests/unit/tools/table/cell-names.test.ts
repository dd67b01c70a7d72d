import { expect, test } from 'vitest'
import { cellNames, cellsNamed } from '../../../../src/tools/table/cell-names.js'
import { cellsSaid } from '../../../../src/tools/table/cell-places.js'
import { parseTable } from '../../../../src/tools/table/table.js'
import { tool } from '../../../../src/tools/tasks/table/cell-lookup.js'

const csv = 'City,People\nRome,2800\nOslo,\nBonn,330'

test('words name cells of a spreadsheet, each once', () => {
  expect(cellsSaid('What is in B3, b3 and AB12? Not in Q, 2024, COVID19 or B0.')).toEqual(['B3', 'AB12'])
})

test.each([
  ['What is in A1:B2?', ['A1', 'B1', 'A2', 'B2']],
  ['cells b3 to A2, and C9', ['A2', 'B2', 'A3', 'B3', 'C9']],
  ['A1 and B3', ['A1', 'B3']],
])('%s names all cells of its ranges', (said, cells) =>
  expect([...cellsSaid(said)].sort()).toEqual([...cells].sort()),
)

test('more cells than are told are an error', () => {
  expect(() => cellsSaid('A1:ZZ999999')).toThrow('At most 200 cells are read at once.')
})

test('a cell of several sheets is one of the sheet that is named, or of the first', () => {
  const workbook = 'sheet,name,age,price\nPeople,Ann,30,\nPeople,Bob,40,\nCars,VW,,100'
  expect(cellsNamed(workbook, 'B3')).toEqual([
    { sheet: 'People', cell: 'B3', column: 'age', row: 'Bob', value: '40' },
  ])
  expect(cellsNamed(workbook, 'What is in A1 and B2 of the sheet Cars?')).toEqual([
    { sheet: 'Cars', cell: 'A1', column: 'name', row: 'name', value: 'name' },
    { sheet: 'Cars', cell: 'B2', column: 'price', row: 'VW', value: '100' },
  ])
  expect(() => cellsNamed(workbook, 'C2 of Cars')).toThrow(
    'The sheet "Cars" has no cell C2: its cells are A1 to B2',
  )
  expect(cellNames(workbook, ['40', '100'])).toEqual(['People!B3', 'Cars!B2'])
  expect(cellsNamed('sheet,n\na,1\nb,2\na,3', 'B3')).toEqual([
    { cell: 'B3', column: 'n', row: 'b', value: '2' },
  ])
})

test('a cell is named with its sheet', () => {
  const workbook = 'sheet,name,age,price\nPeople,Ann,30,\nPeople,Bob,40,\nMy cars,VW,,100'
  const valuesOf = (request: string) => cellsNamed(workbook, request).map(({ value }) => value)
  expect(valuesOf("'My cars'!B2")).toEqual(['100'])
  expect(valuesOf("What is in people!B3, and in 'My cars'!A1:B2?")).toEqual([
    '40',
    'name',
    'price',
    'VW',
    '100',
  ])
  expect(() => cellsNamed(workbook, 'Boats!B2')).toThrow(
    'There is no sheet "Boats": the sheets are "People" and "My cars".',
  )
  expect(cellNames(workbook, ['100'])).toEqual(["'My cars'!B2"])
  expect(cellsNamed(csv, 'Sheet1!B2').map(({ value }) => value)).toEqual(['2800'])
  expect(() => cellsNamed(csv, 'Cars!A1:Z9, Cars!A1:A9')).toThrow()
})

test('empty lines of a table count, and its headings may stand lower', () => {
  const spaced = '\n,,\n,City,People\n\n,Rome,2800\n,,\n,Oslo,700\n'
  expect(cellNames(spaced, ['2800', 'Oslo'])).toEqual(['C5', 'B7'])
  expect(cellsNamed(spaced, 'C7, C6 and B3')).toEqual([
    { cell: 'C7', column: 'People', row: 'Oslo', value: '700' },
    { cell: 'C6', column: 'People', row: '', value: '' },
    { cell: 'B3', column: 'City', row: 'City', value: 'City' },
  ])
  expect(parseTable(spaced)).toEqual({
    columns: ['City', 'People'],
    rows: [
      ['Rome', '2800'],
      ['Oslo', '700'],
    ],
    lines: [5, 7],
  })
})

test('a cell is found by its place, and its place by what it holds', () => {
  expect(cellsNamed(csv, 'B2, A1 and B3')).toEqual([
    { cell: 'B2', column: 'People', row: 'Rome', value: '2800' },
    { cell: 'A1', column: 'City', row: 'City', value: 'City' },
    { cell: 'B3', column: 'People', row: 'Oslo', value: '' },
  ])
  expect(cellNames(csv, ['2800', 'Bonn'])).toEqual(['B2', 'A4'])
})

test.each(['C2', 'A5', 'ZZ1'])('%s is not there, and it is said what is', (cell) => {
  expect(() => cellsNamed(csv, cell)).toThrow(
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
