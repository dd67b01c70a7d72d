import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellsByColumn, parseTable, toCsv } from '../../../../src/tools/table/table.js'

test.each([
  ['commas', 'city,people\nBerlin,"3,9"\nRome,2\n', { city: ['Berlin', 'Rome'], people: ['3,9', '2'] }],
  ['semicolons', 'a;b\n1,5;2\n', { a: ['1,5'], b: ['2'] }],
  ['tabs, and a byte order mark', '\uFEFFa\tb\n1\t2', { a: ['1'], b: ['2'] }],
  ['one column', 'name\nAda\n', { name: ['Ada'] }],
  ['columns of the same name, or none', 'a,a,\n1,2,3', { a: ['1'], 'a (2)': ['2'], 'column 3': ['3'] }],
])('a table with %s is read', (_what, csv, cells) => {
  expect(cellsByColumn(parseTable(csv))).toEqual(cells)
})

test.each(['', 'only a header line', 'a,b\n1,2,3\n'])(
  '%j is no table, which is the fault of the request',
  (csv) => {
    expect(() => parseTable(csv)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }))
  },
)

test('rows of another tool come through as they were, whatever stands in their cells', () => {
  const cell = fc
    .string()
    .map((text) => text.trim())
    .filter((text) => text !== '')
  const row = fc.record({ label: cell, note: cell, score: fc.integer() })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const { label, note, score } = cellsByColumn(parseTable(toCsv(rows)))
      expect(rows).toEqual(
        rows.map((_, at) => ({ label: label?.[at], note: note?.[at], score: Number(score?.[at]) })),
      )
    }),
  )
})

test('what is inside a field becomes JSON, and what is missing an empty cell', () => {
  expect(cellsByColumn(parseTable(toCsv([{ box: { x: 1 } }, { box: { x: 2 }, label: 'cat' }])))).toEqual({
    box: ['{"x":1}', '{"x":2}'],
    label: ['', 'cat'],
  })
})

test('columns of one name are told apart, however many there are', () => {
  const line = (cell: string) => Array(50_000).fill(cell).join(',')
  const { columns } = parseTable(`${line('a')}\n${line('1')}`)
  expect(new Set(columns).size).toBe(50_000)
  expect(columns.slice(0, 3)).toEqual(['a', 'a (2)', 'a (3)'])
})
