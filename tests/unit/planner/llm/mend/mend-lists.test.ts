import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validatePlan } from '../../../../../src/plan/validate/validate-plan.js'
import { mendPlan } from '../../../../../src/planner/llm/mend/mend-plan.js'
import { scope as everything } from '../../validate-fixtures.js'

const scope = { ...everything, earlier: [], text: 'Sort the pictures.' }
const captions = [
  { id: 's1', tool: 'caption', input: { image: '$image1' } },
  { id: 's2', tool: 'caption', input: { image: '$image2' } },
]
const [items, by] = [
  ['$image1', '$image2'],
  ['$s1.text', '$s2.text'],
]

/** What becomes of a step after two captions, where the plan can be run; else the problems. */
function mended(step: Record<string, unknown>) {
  const result = mendPlan({ steps: [...captions, { id: 's3', ...step }] }, scope)
  const checked = result ? validatePlan(result.plan, scope) : undefined
  return { step: checked?.ok ? checked.value.steps[2] : undefined, notes: result?.notes ?? [] }
}

const operator = (tool: string, input: Record<string, unknown>) => mended({ tool, input })
const conditional = (when: unknown) => mended({ tool: 'hear', when, input: { audio: '$audio1' } })

describe('steps on lists', () => {
  test.each([
    ['sort', { items, by, order: 'descending', take: 1 }],
    ['filter', { items, by, keep: { atLeast: 2, of: 'dog' } }],
    ['filter', { items, by, keep: { not: { any: [{ contains: 'dog' }, { is: 'a cat' }] } } }],
    ['count', { items: ['$s1.text'] }],
    ['best', { items, by: ['$s1.score', '$s2.score'] }],
    ['say', { text: 'none' }],
  ])('stay as they are where they are right: %s %j', (tool, input) => {
    const { notes } = operator(tool, input)
    expect(mendPlan({ steps: [...captions, { id: 's3', tool, input }] }, scope)?.plan.steps[2]).toEqual({
      id: 's3',
      tool,
      input,
    })
    expect(notes).toEqual([])
  })

  test('lose nulls in what items have to be like, without a word', () => {
    const { step, notes } = operator('filter', { items, by, keep: { atLeast: 2, of: null } })
    expect(step?.input).toEqual({ items, by, keep: { atLeast: 2 } })
    expect(notes).toEqual([])
  })

  test.each([
    ['sort', 'reverse', true, { order: 'descending' }],
    ['sort', 'order', 'desc', { order: 'descending' }],
    ['sort', 'direction', 'most', { order: 'descending' }],
    ['sort', 'limit', '2', { take: 2 }],
    ['sort', 'top', 1, { take: 1 }],
    ['best', 'order', 'highest', { order: 'most' }],
    ['best', 'order', 'ascending', { order: 'least' }],
    ['count', 'where', 'dog', { keep: { contains: 'dog' } }],
    ['count', 'keep', { has: 'dog' }, { keep: { contains: 'dog' } }],
    ['count', 'keep', { atLeast: '2', of: 'dog' }, { keep: { atLeast: 2, of: 'dog' } }],
    ['count', 'keep', { op: '>', value: 1 }, { keep: { not: { atMost: 1 } } }],
    ['filter', 'condition', { value: '$item', contains: 'dog' }, { keep: { contains: 'dog' } }],
    ['filter', 'keep', 'contains "a dog"', { keep: { contains: 'a dog' } }],
  ])('know other spellings: %s with %s: %j', (tool, name, value, right) => {
    const { step, notes } = operator(tool, { items, by, [name]: value })
    expect(step?.input).toEqual({ items, by, ...right })
    expect(notes).toHaveLength(1)
  })

  test.each([
    ['sort_by', 'sort', {}],
    ['rank', 'sort', {}],
    ['top-k', 'sort', { order: 'descending' }],
    ['argmax', 'best', { order: 'most' }],
    ['shortest', 'best', { order: 'shortest' }],
    ['Count', 'count', {}],
  ])('go by other names: %s is %s', (name, tool, more) => {
    expect(operator(name, { items, by }).step).toEqual({ id: 's3', tool, input: { ...more, items, by } })
  })

  test.each([
    ['names without their sign', { items: ['image1', 'image2'], by }],
    ['names in one text', { items: '$image1, $image2', by }],
    ['lists by another name', { images: items, scores: by }],
    ['outputs that are not there', { items, by: ['$s1.caption', '{{s2.label}}'] }],
  ])('read %s', (_, input) => {
    expect(operator('filter', { ...input, keep: { contains: 'dog' } }).step?.input).toEqual({
      items,
      by,
      keep: { contains: 'dog' },
    })
  })

  test('judge by the number of what steps found, and take a single file for a list', () => {
    expect(operator('sort', { items, by: ['$s1', '$s2'] }).step?.input.by).toEqual(['$s1.score', '$s2.score'])
    expect(operator('count', { items: '$image1' }).step?.input).toEqual({ items: ['$image1'] })
  })

  test('give what later steps take item by item', () => {
    const after = { id: 's4', tool: 'shout', input: { text: '$s3.items[*]' } }
    const steps = [...captions, { id: 's3', tool: 'sort', input: { items: by } }, after]
    const result = mendPlan({ steps }, scope)
    expect(result).toEqual({ plan: { steps }, notes: [] })
    expect(validatePlan(result?.plan, scope).ok).toBe(true)
  })

  test('go back to the LLM where nobody can tell what is meant', () => {
    expect(operator('filter', { items, by, keep: { smells: 'of dog' } }).step).toBeUndefined()
    expect(operator('sort', { items, by, order: 'sideways' }).step).toBeUndefined()
    expect(operator('sort', { items, by, take: 'some' }).step).toBeUndefined()
  })
})

describe('conditions', () => {
  test.each([
    ['nulls', { value: '$s1.text', contains: 'dog' }, { value: '$s1.text', contains: 'dog', of: null }],
    ['equals', { value: '$s1.text', is: 'a dog' }, { value: '$s1.text', equals: 'a dog' }],
    ['at_least', { value: '$s1.score', atLeast: 2 }, { ref: '$s1.score', at_least: '2' }],
    ['more than', { not: { value: '$s1.score', atMost: 2 } }, { value: '$s1.score', gt: 2 }],
    ['an operator as a value', { value: '$s1.score', atLeast: 2 }, { left: '$s1.score', op: '>=', right: 2 }],
    ['not there', { value: '$s1', absent: 'dog' }, { value: '$s1', present: false, absent: 'dog' }],
    ['a name without its sign', { value: '$s1.text', present: 'dog' }, { value: 's1.text', present: 'dog' }],
    ['an output that is not there', { value: '$s1', present: 'dog' }, { value: '$s1.label', present: 'dog' }],
    ['words', { value: '$s1.score', atLeast: 2 }, '$s1.score >= 2'],
    ['longer words', { not: { value: '$s1.text', contains: 'dog' } }, "{{s1.text}} does not contain 'dog'"],
  ])('are read from %s', (name, right, written) => {
    const { step, notes } = conditional(written)
    const both = { all: [{ value: '$s1', absent: true }, right] }
    expect(step?.when).toEqual(name === 'not there' ? both : right)
    expect(notes).toHaveLength(name === 'nulls' ? 0 : 1)
  })

  test('are read from lists, from several words for one thing, and from and, or and not', () => {
    const [dog, cat] = [
      { value: '$s1.text', contains: 'dog' },
      { value: '$s2.text', contains: 'cat' },
    ]
    expect(conditional([dog, cat]).step?.when).toEqual({ all: [dog, cat] })
    expect(conditional({ or: [dog, { not: cat }] }).step?.when).toEqual({ any: [dog, { not: cat }] })
    expect(conditional({ value: '$s1.text', contains: ['dog', 'puppy'] }).step?.when).toEqual({
      any: [dog, { ...dog, contains: 'puppy' }],
    })
    expect(conditional({ value: '$s1.score', atLeast: 1, atMost: 3 }).step?.when).toEqual({
      all: [
        { value: '$s1.score', atLeast: 1 },
        { value: '$s1.score', atMost: 3 },
      ],
    })
  })

  test.each([
    'if there is a dog',
    { contains: 'dog' },
    { value: '$image1', contains: 'dog' },
    { value: '$s1.text', smells: 'of dog' },
    { any: [] },
    { value: '$s1.text', atLeast: 'many' },
    { value: '$s9.text', contains: 'dog' },
  ])('that nobody can read go back to the LLM: %j', (when) => {
    expect(conditional(when).step).toBeUndefined()
  })
})

test('any JSON is taken without an error, and what was mended stays mended', () => {
  const part = fc.oneof(
    fc.constantFrom('$s1', '$s1.text', 'image1', 'contains', '>=', 'dog', '$s1.text contains dog', 2, null),
    fc.jsonValue(),
  )
  const names = fc.constantFrom(
    'items',
    'by',
    'keep',
    'order',
    'take',
    'of',
    'value',
    'not',
    'all',
    'atLeast',
    'x',
  )
  const record = fc.dictionary(names, fc.oneof(part, fc.dictionary(names, part)))
  const tool = fc.constantFrom('sort', 'filter', 'count', 'best', 'say', 'rank')
  fc.assert(
    fc.property(tool, record, fc.oneof(record, part), (name, input, when) => {
      const steps = [...captions, { id: 's3', tool: name, when, input }]
      const result = mendPlan({ steps }, scope)
      const checked = result && validatePlan(result.plan, scope)
      if (checked?.ok) expect(mendPlan(checked.value, scope)?.plan).toEqual(checked.value)
    }),
  )
})
