import { describe, expect, it } from 'vitest'
import { assertClasses, describeMatches, matchClasses } from '../../../src/tools/nearest-class.js'

const vector = (...numbers: number[]) => new Float32Array(numbers)
const right = vector(1, 0)
const up = vector(0, 1)

describe('what is sorted by examples', () => {
  it('goes with the class whose mean it is nearest to, whatever the lengths of the vectors', () => {
    const examples = [vector(100, 10), vector(1, -0.1), up]
    const [one, other] = matchClasses(examples, ['wide', 'wide', 'tall'], [vector(3, 1), vector(1, 30)], 0)
    expect(one).toMatchObject({ place: 1, label: 'wide', tiedWith: [] })
    expect(one?.similarity).toBeGreaterThan(0.9)
    expect(one?.classes.map(({ label }) => label)).toEqual(['wide', 'tall'])
    expect(other).toMatchObject({ place: 2, label: 'tall' })
  })

  it('is none of these under the threshold, and the nearest is still said', () => {
    const [match] = matchClasses([right, up], ['wide', 'tall'], [vector(-1, 0.2)], 0.5)
    expect(match).toMatchObject({ label: 'none of these', tiedWith: [] })
    expect(match && describeMatches([match], () => 'It')).toBe(
      'It is none of these; the nearest is "tall" (similarity 0.20 of 1), which is too far.',
    )
  })

  it('is said to be tied where two classes have equal examples', () => {
    const [match] = matchClasses([right, right, up], ['dog', 'cat', 'hat'], [vector(2, 0)], 0)
    expect([match?.label, ...(match?.tiedWith ?? [])]).toEqual(['dog', 'cat'])
    expect(match && describeMatches([match], String)).toContain('as near to "dog" and "cat"')
  })

  it('knows a class by its name in any case', () => {
    const [match] = matchClasses([right, right, up], ['Dog', 'dog ', 'hat'], [right], 0)
    expect(match?.classes.map(({ label }) => label)).toEqual(['Dog', 'hat'])
  })
})

describe('examples that make no classes', () => {
  it.each([
    ['one without a label', 3, ['dog', 'cat'], /3 examples and 2 labels/],
    ['a label without an example', 2, ['dog', 'cat', 'hat'], /2 examples and 3 labels/],
    ['one class alone', 2, ['dog', 'Dog'], /one class, "dog".*at least two/],
  ])('%s are refused with what to do', (_name, examples, labels, message) => {
    expect(() => assertClasses(examples, labels)).toThrow(message)
    expect(() => assertClasses(examples, labels)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    )
  })
})
