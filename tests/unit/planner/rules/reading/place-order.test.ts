import { describe, expect, it } from 'vitest'
import {
  placeOrderIn,
  rankByPlace,
  withoutPlaceOrder,
} from '../../../../../src/planner/rules/reading/place-order.js'

describe('the order of files by their places', () => {
  it.each([
    ['Describe them in this order: 2, 3, 1.', [1, 2, 0], []],
    ['Transcribe the memos in the order 3 1 2', [2, 0, 1], []],
    [
      'Describe the pictures. Begin with the third, then the second, and finish with the first.',
      [2, 1, 0],
      [],
    ],
    ['Describe the pictures: third, first, second.', [2, 0, 1], []],
    ['Leave the first picture for the end, do the others first. Describe them.', [], [0]],
    ['2nd picture first, 1st picture last: what do they show?', [1], [0]],
  ])('%s', (said, first, last) => expect(placeOrderIn(said)).toEqual({ first, last }))

  it('is none where a file is only named', () => {
    expect(placeOrderIn('Describe the first picture and the last one.')).toBeUndefined()
    expect(withoutPlaceOrder('Describe the first picture.')).toBe('Describe the first picture.')
  })

  it('leaves the others between the first and the last', () => {
    const order = { first: [2], last: [0] }
    expect([0, 1, 2, 3].sort((a, b) => rankByPlace(order, a, 4) - rankByPlace(order, b, 4))).toEqual([
      2, 1, 3, 0,
    ])
  })
})
