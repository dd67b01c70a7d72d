import { expect, test } from 'vitest'
import { boxAround, chooseMask } from '../../../src/tools/image/choose-mask.js'

/** Masks of 4 x 3, drawn: `#` is inside. */
const drawn = (...masks: string[]) => ({
  values: masks.flatMap((mask) => [...mask.replace(/\s/g, '')].map((mark) => (mark === '#' ? 1 : -1))),
  width: 4,
  height: 3,
})
const whole = '#### #### ####'
const part = '.... .##. .#..'
const none = '.... .... ....'

test('the box around a mask holds all of it, and an empty mask has none', () => {
  expect(boxAround(drawn(whole, part), 1)).toEqual({ xmin: 1, ymin: 1, xmax: 3, ymax: 3 })
  expect(boxAround(drawn(none))).toBeUndefined()
})

test('of several masks the surest is chosen, or the one that fills the box', () => {
  const masks = drawn(whole, part, none)
  expect(chooseMask(masks, [0.2, 0.5, 0.9], undefined)).toBe(2)
  expect(chooseMask(masks, [0.9, 0.1, 0.9], { xmin: 1, ymin: 1, xmax: 3, ymax: 3 })).toBe(1)
  expect(chooseMask(masks, [0.1, 0.9, 0.9], { xmin: 0, ymin: 0, xmax: 4, ymax: 3 })).toBe(0)
})
