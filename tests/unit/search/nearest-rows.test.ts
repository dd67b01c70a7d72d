import { expect, it } from 'vitest'
import { nearestRows } from '../../../src/search/nearest-rows.js'

const rows = Float32Array.from([1, 0, 0, 1, 0.6, 0.8, -1, 0, 0, 1])

it('finds the rows that point most in the direction of a vector, the best first', () => {
  expect(nearestRows(rows, Float32Array.from([0, 1]), 3).map(({ row }) => row)).toEqual([1, 4, 2])
  const [best, ...rest] = nearestRows(rows, Float32Array.from([1, 0]), 99)
  expect(best).toEqual({ row: 0, similarity: 1 })
  expect(rest.at(-1)).toEqual({ row: 3, similarity: -1 })
  expect(rest).toHaveLength(4)
})

it('finds nothing where there are no rows', () => {
  expect(nearestRows(new Float32Array(), Float32Array.from([1, 0]), 3)).toEqual([])
})
