import { describe, expect, it } from 'vitest'
import { wantedOrder } from '../../../src/answer/order.js'

describe('the order that a request wants its results in', () => {
  it.each([
    ['Describe them sorted by name', { by: 'name', isDescending: false }],
    ['Describe them sorted by name in reverse', { by: 'name', isDescending: true }],
    ['Describe them in reverse alphabetical order', { by: 'name', isDescending: true }],
    ['Describe them in reverse order', { by: 'place', isDescending: true }],
    ['Describe them, the last one first', { by: 'place', isDescending: true }],
    ['Describe them', undefined],
  ])('%s', (said, order) => expect(wantedOrder(said)).toEqual(order))
})
