import { expect, it } from 'vitest'
import { holdOrder } from '../../../page/chat/hold-order.js'

const of = (ids: string) => [...ids].map((id) => ({ id }))
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id).join('')

it('keeps what was shown where it was, leaves out what is gone, and puts what is new last in its own order', () => {
  expect(idsOf(holdOrder(of('cab'), ['a', 'b', 'c']))).toBe('abc')
  expect(idsOf(holdOrder(of('dca'), ['a', 'b', 'c']))).toBe('acd')
  expect(idsOf(holdOrder(of('yxa'), ['a']))).toBe('ayx')
  expect(idsOf(holdOrder(of('ba'), []))).toBe('ba')
})
