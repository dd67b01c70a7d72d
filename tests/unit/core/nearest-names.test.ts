import { expect, test } from 'vitest'
import { nearestNames } from '../../../src/core/nearest-names.js'

test('nearestNames finds misspellings and parts, the nearest first', () => {
  expect(nearestNames('memry', ['memory', 'model', 'dtype'])).toEqual(['memory'])
  expect(nearestNames('qwerty', ['memory', 'model', 'dtype'])).toEqual([])
})
