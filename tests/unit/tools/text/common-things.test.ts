import { expect, it } from 'vitest'
import { commonThingsIn, isCommonThing, thingsOfKind } from '../../../../src/tools/text/common-things.js'

it('kinds have their things, and anything is a thing', () => {
  expect(thingsOfKind('animals')).toContain('penguin')
  expect(thingsOfKind('vehicle')).toContain('bus')
  expect(thingsOfKind('things')).toBeUndefined()
  expect(thingsOfKind('dog')).toBeUndefined()
})

it('things are found in any number, and colours are none', () => {
  expect(commonThingsIn('two cats and three buses on an orange background')).toEqual(['cat', 'bus'])
  for (const word of ['dogs', 'bus', 'strawberries', 'Hat', 'animal']) expect(isCommonThing(word)).toBe(true)
  for (const word of ['orange', 'background', 'the', 'describe']) expect(isCommonThing(word)).toBe(false)
})
