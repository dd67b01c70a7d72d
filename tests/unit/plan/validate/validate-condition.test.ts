import { describe, expect, it } from 'vitest'
import { renderPlan } from '../../../../src/plan/render-plan.js'
import { validatePlan } from '../../../../src/plan/validate/validate-plan.js'
import { scope } from '../../planner/validate-fixtures.js'

const caption = { id: 'a', tool: 'caption', input: { image: '$image1' } }
const detect = { id: 'd', tool: 'detect', input: { image: '$image1' } }
const hear = (when: unknown) => ({ id: 'b', tool: 'hear', when, input: { audio: '$audio1' } })

function check(...steps: unknown[]) {
  const checked = validatePlan({ steps }, scope)
  return checked.ok ? [] : checked.error.map(({ code, message }) => `${code}: ${message}`)
}

describe('a condition of a plan', () => {
  it.each([
    { value: '$a.text', contains: 'dog' },
    { value: '$a', present: 'dog' },
    { value: '$a.text', contains: '$USD' },
    { value: '$d', absent: 'dog' },
    { value: '$d', atLeast: 2 },
    { value: '$d.objects', atMost: 3 },
    { value: '$d.objects[*].label', is: 'dog' },
    { value: '$a.text', atLeast: 3 },
    {
      not: {
        all: [
          { value: '$a.score', atLeast: 0.5 },
          { value: '$d.objects.label', contains: 'dog' },
        ],
      },
    },
  ])('may be %j', (when) => {
    expect(check(caption, detect, hear(when))).toEqual([])
  })

  it.each<[unknown, RegExp]>([
    [
      { value: '$a.text' },
      /malformed: .*"when" must be \{"value": "\$s1\.text"\} with one of "is", "contains"/,
    ],
    [{ value: '$a.text', matches: 'x' }, /malformed: .*"when" must be/],
    [
      { value: 'a dog', is: 'dog' },
      /wrong-type: .*"value" must be a reference to what a step found.*not "a dog"/,
    ],
    [{ value: '$image1', contains: 'dog' }, /wrong-type: .*\$image1 is an attached file/],
    [
      { value: '$a.text', contains: '$d.objects' },
      /wrong-type: .*written out; put the reference into "value"/,
    ],
    [{ value: '$d', atLeast: 2, of: '$a.text' }, /wrong-type: .*\$a\.text is a reference/],
    [{ value: '$z.text', contains: 'dog' }, /unknown-reference: .*\$z\.text refers to nothing/],
    [{ value: '$a.texts', contains: 'dog' }, /unknown-reference: .*"text"/],
    [{ value: '$d.crops', contains: 'dog' }, /wrong-type: .*it tests for words, \$d\.crops is a list/],
    [{ value: '$d.crops[0]', atLeast: 1 }, /wrong-type: .*it tests for a number or a list, .* is an image/],
  ])('may not be %j', (when, problem) => {
    const problems = check(caption, detect, hear(when))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
  })

  it('tells all that is wrong in it', () => {
    const when = { any: [{ value: '$x', is: 'a' }, { not: { value: 'y', is: 'b' } }] }
    expect(check(caption, hear(when))).toHaveLength(2)
  })

  it('makes its step wait: a circle through it is a circle', () => {
    const first = { ...caption, when: { value: '$b.text', contains: 'x' } }
    expect(check(first, hear({ value: '$a', present: 'dog' }))).toEqual([
      expect.stringMatching(/^cycle: The steps (a -> b -> a|b -> a -> b) wait/),
    ])
    expect(check({ ...caption, when: { value: '$a', is: 'x' } })).toEqual([
      expect.stringMatching(/^cycle: Step "a" waits for itself/),
    ])
  })

  it('stands in the tree, below what it waits for', () => {
    const checked = validatePlan({ steps: [hear({ value: '$a', present: 'dog' }), caption] }, scope)
    if (!checked.ok) throw new Error('not valid')
    expect(renderPlan(checked.value)).toBe(
      'a caption  image: $image1\n└─ b hear  audio: $audio1  only if $a has "dog"',
    )
  })
})

describe('a list operator in a plan', () => {
  const kept = (items: unknown, by: unknown, keep: unknown = { contains: 'dog' }) => ({
    id: 'f',
    tool: 'filter',
    input: { items, by, keep },
  })
  const each = { id: 'e', tool: 'caption', input: { image: '$d.crops[*]' } }

  it('gives items of the type that it is given', () => {
    const filter = kept('$d.crops', '$e.text')
    const again = { id: 'g', tool: 'caption', input: { image: '$f.items[*]' } }
    expect(check(detect, each, filter, again)).toEqual([])
    const one = { id: 'h', tool: 'best', input: { items: '$d.crops', by: '$e.score' } }
    expect(check(detect, each, one, { id: 'i', tool: 'caption', input: { image: '$h' } })).toEqual([])
    expect(check(detect, each, filter, { id: 'j', tool: 'hear', input: { audio: '$f.items[0]' } })).toEqual([
      expect.stringMatching(/^wrong-modality: .*wants audio, \$f\.items\[0\] is an image/),
    ])
    expect(check(detect, { id: 'k', tool: 'shout', input: { text: '$d.count' } })).toHaveLength(1)
  })

  it('takes lists as a whole, also where they are written to be gone through', () => {
    const filter = kept('$d.crops[*]', '$e[*].text')
    const checked = validatePlan({ steps: [detect, each, filter] }, scope)
    expect(checked.ok && checked.value.steps[2]?.input).toMatchObject({ items: '$d.crops', by: '$e.text' })
  })

  it.each<[unknown, RegExp]>([
    [kept('$a.text', undefined), /wrong-type: .*"items".*it wants a list, this is text/],
    [
      kept(['$image1', '$audio1'], undefined),
      /wrong-type: .*"items".*of one kind, these are an image and audio/,
    ],
    [kept(['$image1'], 'dog'), /wrong-type: .*"by".*it wants a list/],
    [kept(['$image1'], undefined, { has: 'dog' }), /wrong-type: .*"keep"/],
    [
      { id: 'f', tool: 'filter', input: { items: ['$image1'] } },
      /missing-input: .*filter needs the input "keep"/,
    ],
    [{ id: 'f', tool: 'best', input: { items: ['$image1'], order: 'biggest' } }, /wrong-type: .*"order"/],
    [{ id: 'f', tool: 'sort', input: { items: ['$image1'], model: 'x' } }, /unknown-input/],
    [{ id: 'f', tool: 'filtre', input: {} }, /unknown-tool: .*"filter"/],
  ])('may not be %j', (step, problem) => {
    const written = JSON.parse(JSON.stringify(step)) as unknown
    const problems = check(caption, written)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
  })

  it('may stand over another a thousand times, in a circle too, without taking long', () => {
    const chain = Array.from({ length: 1000 }, (_, at) => ({
      id: `o${at}`,
      tool: 'sort',
      input: {
        items: at === 0 ? ['$image1'] : `$o${at - 1}.items`,
        by: at === 0 ? ['a'] : `$o${at - 1}.items`,
      },
    }))
    expect(validatePlan({ steps: chain }, { ...scope, maxSteps: 1000 }).ok).toBe(true)
    const [first, ...rest] = chain
    const circle = [{ ...first, input: { items: '$o999.items', by: '$o999.items' } }, ...rest]
    const checked = validatePlan({ steps: circle }, { ...scope, maxSteps: 1000 })
    expect(!checked.ok && checked.error.map(({ code }) => code)).toEqual(['cycle'])
  })
})
