import { expect, test } from 'vitest'
import { leastSaid } from '../../../../src/tools/text/said-counts.js'

test.each([
  ['a dog on a red background', 'dogs', 1],
  ['a dog on a red background', 'dog', 1],
  ['a bus and a bus', 'buses', 2],
  ['two cats and a dog', 'animals', 3],
  ['dogs on a red background', 'dogs', 2],
  ['a shoe', 'dogs', 0],
])('%s has %s: %i', (text, thing, count) => expect(leastSaid(text, thing)).toBe(count))
