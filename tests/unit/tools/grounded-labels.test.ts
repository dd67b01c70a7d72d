import { expect, test } from 'vitest'
import { asGroundedText, withAskedLabels } from '../../../src/tools/image/grounded-labels.js'

const box = { xmin: 0, ymin: 0, xmax: 1, ymax: 1 }

test('labels are one text in lower case, each with its own full stop', () => {
  expect(asGroundedText(['A red Car', 'dog.', 'Mr. Cat'])).toBe('a red car. dog. mr  cat.')
})

test('what was found gets the label that was asked for, and words of none are left out', () => {
  const found = ['car', 'red car', 'dog', '', 'tree'].map((label) => ({ label, score: 0.5, box }))
  const labelled = withAskedLabels(found, ['a blue dog', 'a red car'])
  expect(labelled.map(({ label }) => label)).toEqual(['a red car', 'a red car', 'a blue dog'])
})
