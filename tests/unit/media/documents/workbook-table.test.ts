import { expect, it } from 'vitest'
import { filledSheet, workbookTable } from '../../../../src/media/documents/workbook-table.js'

it('ends where the last cell is filled', () => {
  expect(filledSheet('A', [['', 'x', ''], ['', '', ''], ['y', '', ''], ['']])?.cells).toEqual([
    ['', 'x'],
    ['', ''],
    ['y', ''],
  ])
  expect(filledSheet('A', [['', ''], []])).toBeUndefined()
})

it('leaves out what is empty in a sheet that is far wider and longer than what stands in it', () => {
  const wide = Array.from({ length: 2000 }, (_, at) => (at === 0 || at === 1999 ? 'x' : ''))
  const far = filledSheet('Far', [wide, ...Array.from({ length: 600 }, () => []), ['a', 'b']])
  expect(far?.cells).toEqual([
    ['x', '', 'x'],
    ['a', 'b', ''],
  ])
})

it('writes an empty cell of a sheet of several so that it is told from one that the sheet has not', () => {
  const people = {
    name: 'People',
    cells: [
      ['Name', ''],
      ['Ann', ''],
      ['Bob', 'x'],
    ],
  }
  const cars = {
    name: 'Cars',
    cells: [
      ['', 'Brand'],
      ['', 'VW'],
    ],
  }
  expect(workbookTable([people, cars])).toEqual({
    text: 'sheet,Name,,Brand\nPeople,Ann,"",\nPeople,Bob,x,\nCars,,"",VW',
    rows: 3,
    columns: 4,
  })
})
