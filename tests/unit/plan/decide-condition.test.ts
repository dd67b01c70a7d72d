import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Condition,
  conditionSchema,
  type Predicate,
  predicateSchema,
  testsIn,
  type ValueTest,
} from '../../../src/plan/condition.js'
import { decideCondition, meets } from '../../../src/plan/decide-condition.js'
import { describeCondition } from '../../../src/plan/describe-condition.js'
import { mediaOf } from '../planner/validate-fixtures.js'

const found: Record<string, unknown> = {
  $s1: { text: 'a dog on a lawn' },
  '$s1.text': 'a dog on a lawn',
  $s2: { objects: [{ label: 'cat', score: 0.3, box: {} }], count: 1 },
}
const decide = (condition: Condition) => decideCondition(condition, (reference) => found[reference])

describe('a test of a value', () => {
  it.each<[string, unknown, Predicate, boolean]>([
    ['is, without regard to case and articles', ' A Cat', { is: 'cat' }, true],
    ['is, in the plural', 'cats', { is: 'cat' }, true],
    ['is, of more words', 'black cat', { is: 'cat' }, false],
    ['is a number', 2, { is: 2 }, true],
    ['is a number in words of digits', '2', { is: 2 }, true],
    ['is true', true, { is: true }, true],
    ['is true, of a text', 'true', { is: true }, false],
    ['is, of an item of a list', ['dog', 'cat'], { is: 'cat' }, true],
    ['contains a word', 'two dogs and a cat', { contains: 'dog' }, true],
    ['contains a word, not a part of one', 'a category', { contains: 'cat' }, false],
    ['contains words one after the other', 'a red bus', { contains: 'the red bus' }, true],
    ['contains words apart', 'a red car and a bus', { contains: 'red bus' }, false],
    ['contains, in a deep record', { a: [{ b: 'a dog' }] }, { contains: 'dog' }, true],
    ['contains, of a file', mediaOf('image'), { contains: 'image' }, false],
    ['at least, of a number', 2, { atLeast: 2 }, true],
    ['at least, of a list', ['a'], { atLeast: 2 }, false],
    ['at least, of what has a count', { objects: [1, 2, 3], count: 3 }, { atLeast: 3 }, true],
    ['at least, of a number in a text', ' 4 ', { atLeast: 3 }, true],
    ['at most, of an empty list', [], { atMost: 0 }, true],
    ['present', 'a dog sleeps', { present: 'dog' }, true],
    ['present, where a text says there is none', 'no dog is there', { present: 'dog' }, false],
    [
      'present, where it is said once and denied once',
      'no dog here, but a dog there',
      { present: 'dog' },
      true,
    ],
    ['absent, where a text says there is none', 'a lawn without a dog', { absent: 'dog' }, true],
    ['present, of a likely label', { label: 'dog', score: 0.9, labels: [] }, { present: 'dog' }, true],
    [
      'present, of an unlikely label',
      { label: 'cat', score: 0.9, labels: [{ label: 'dog', score: 0.1 }] },
      { present: 'dog' },
      false,
    ],
    [
      'present, of an object that was found unsurely',
      { label: 'dog', score: 0.2, box: {} },
      { present: 'dog' },
      true,
    ],
    ['something present, in a text', ' ', { present: true }, false],
    ['something present, in a list', [0], { present: true }, true],
    ['something present, in what counted nothing', { objects: [], count: 0 }, { present: true }, false],
    ['something present, in what has a text', { text: 'a', language: null }, { present: true }, true],
    ['nothing there', { text: '' }, { absent: true }, true],
    ['a negation', 'cat', { not: { is: 'dog' } }, true],
    ['all', 'a cat and a dog', { all: [{ contains: 'cat' }, { contains: 'dog' }] }, true],
    ['any', 'a dog', { any: [{ contains: 'cat' }, { contains: 'dog' }] }, true],
  ])('%s: %j %j, %s', (_, value, predicate, holds) => {
    expect(meets(value, predicate)).toBe(holds)
  })

  it('says that words are no number', () => {
    expect(() => decide({ value: '$s1.text', atLeast: 2 })).toThrow(/\$s1\.text is no number and no list/)
  })
})

describe('a decision', () => {
  it.each<[Condition, boolean, string]>([
    [{ value: '$s1', present: 'cat' }, false, 'there is no "cat" in what s1 found'],
    [{ value: '$s1', absent: 'dog' }, false, '"dog" is in what s1 found'],
    [{ value: '$s1.text', contains: 'cat' }, false, 's1.text does not have the words "cat"'],
    [{ not: { value: '$s1.text', contains: 'dog' } }, false, 's1.text has the words "dog"'],
    [{ value: '$s2', atLeast: 2 }, false, 'the number of what s2 found is 1, less than 2'],
    [
      {
        any: [
          { value: '$s1', present: 'cat' },
          { value: '$s1', present: 'bird' },
        ],
      },
      false,
      'there is no "cat" in what s1 found, and there is no "bird" in what s1 found',
    ],
    [
      {
        all: [
          { value: '$s1', present: 'dog' },
          { value: '$s1', present: 'bird' },
        ],
      },
      false,
      'there is no "bird" in what s1 found',
    ],
  ])('says what it rests on: %j', (condition, holds, because) => {
    expect(decide(condition)).toEqual({ holds, because })
  })
})

const words = fc.constantFrom('dog', 'cat', 'bus')
const test: fc.Arbitrary<ValueTest> = fc.oneof(
  words.map((is) => ({ is })),
  words.map((contains) => ({ contains })),
  words.map((present) => ({ present })),
  words.map((absent) => ({ absent })),
)
const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3 },
    test,
    fc.record({ not: tie('predicate') }),
    fc.record({ all: fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }) }),
  ),
}))
const value = fc.array(fc.constantFrom('dog', 'dogs', 'a cat', 'no', 'bus', 'category'), { maxLength: 4 })

describe('predicates put together', () => {
  it('hold just when their negation does not, and are read back as they were', () => {
    fc.assert(
      fc.property(predicate, value, (one, said) => {
        const text = said.join(' ')
        expect(meets(text, { not: one })).toBe(!meets(text, one))
        expect(predicateSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one)
      }),
    )
  })

  it('keep to the laws of logic', () => {
    fc.assert(
      fc.property(predicate, predicate, value, (one, other, said) => {
        const neither = meets(said, { not: { any: [one, other] } })
        expect(neither).toBe(meets(said, { all: [{ not: one }, { not: other }] }))
        expect(meets(said, { all: [one, other] })).toBe(meets(said, one) && meets(said, other))
      }),
    )
  })
})

describe('a condition', () => {
  it.each([
    { value: '$s1' },
    { value: '$s1', is: 'a', contains: 'b' },
    { contains: 'dog' },
    { value: '$s1', present: false },
    { value: '$s1', contains: '  ' },
    { value: '$s1', matches: '.*' },
    { all: [] },
    { not: { value: '$s1', is: 'a' }, all: [] },
    'if there is a dog',
  ])('is not read from %j', (written) => {
    expect(conditionSchema.safeParse(written).success).toBe(false)
  })

  it('gives its tests in order, and is said in words', () => {
    const condition: Condition = {
      any: [
        { not: { value: '$s1', present: 'dog' } },
        {
          all: [
            { value: '$s2.count', atLeast: 2 },
            { value: '$s3.label', is: 'cat' },
          ],
        },
      ],
    }
    expect(testsIn(condition).map((one) => one.value)).toEqual(['$s1', '$s2.count', '$s3.label'])
    expect(describeCondition(condition)).toBe(
      'not ($s1 has "dog") or ($s2.count is at least 2 and $s3.label is "cat")',
    )
  })
})
