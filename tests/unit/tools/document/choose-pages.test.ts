import { expect, it } from 'vitest'
import { choosePages } from '../../../../src/tools/document/choose-pages.js'

it('all pages are chosen where there are few', () => {
  expect(choosePages({ total: 3, count: 12 })).toEqual([1, 2, 3])
})

it('of many pages some are chosen evenly, the first and the last among them', () => {
  expect(choosePages({ total: 5000, count: 3 })).toEqual([1, 2501, 5000])
  expect(choosePages({ total: 40, count: 1 })).toEqual([1])
  const chosen = choosePages({ total: 65, count: 64 })
  expect(new Set(chosen).size).toBe(64)
})

it('pages that are named are chosen once, in their order', () => {
  expect(choosePages({ total: 9, count: 1, named: [7, 2, 7] })).toEqual([2, 7])
})

it('a page that is not there is an error that says how many there are', () => {
  expect(() => choosePages({ total: 3, count: 12, named: [2, 7] })).toThrow(
    'The document has 3 pages: it has no page 7.',
  )
  expect(() => choosePages({ total: 1, count: 12, named: [2] })).toThrow('has one page: it has no page 2.')
})
