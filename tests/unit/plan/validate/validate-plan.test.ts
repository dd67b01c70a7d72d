import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Media } from '../../../../src/media/media.js'
import type { Step } from '../../../../src/plan/plan.js'
import type { StepValue } from '../../../../src/plan/step-value.js'
import {
  formatProblems,
  type PlanProblem,
  validatePlan,
} from '../../../../src/plan/validate/validate-plan.js'
import { mediaOf, scope } from '../../planner/validate-fixtures.js'

type Written = [id: string, tool: string, input: Record<string, StepValue>]

const planOf = (...steps: Written[]) => ({ steps: steps.map(([id, tool, input]) => ({ id, tool, input })) })

function problemsOf(plan: unknown, changed: Partial<typeof scope> = {}): PlanProblem[] {
  const checked = validatePlan(plan, { ...scope, ...changed })
  return checked.ok ? [] : checked.error
}
const codesOf = (...steps: Written[]) => problemsOf(planOf(...steps)).map(({ code }) => code)

describe('what a plan may say', () => {
  const sound: Record<string, Written[]> = {
    'a reference to media': [['a', 'caption', { image: '$image1' }]],
    'steps in any order': [
      ['b', 'shout', { text: '$a.text' }],
      ['a', 'hear', { audio: '$audio1' }],
    ],
    'a number that a step found for how many are wanted': [
      ['a', 'count', { items: ['x', 'y'] }],
      ['b', 'sort', { items: ['x', 'y'], take: '$a.count' }],
    ],
    'words that a step found for what is kept': [
      ['a', 'caption', { image: '$image1' }],
      ['b', 'filter', { items: ['x', 'y'], keep: { contains: '$a.text' } }],
    ],
    "a step's name for its text": [
      ['a', 'caption', { image: '$image1' }],
      ['b', 'shout', { text: '$a' }],
    ],
    "a step's name for its only media": [
      ['a', 'draw', { text: 'a cat' }],
      ['b', 'caption', { image: '$a' }],
    ],
    'a number in a template': [
      ['a', 'caption', { image: '$image1' }],
      ['b', 'shout', { text: 'Sure: {{a.score}}, {{ $a.text }}' }],
    ],
    'a table as text': [
      ['a', 'detect', { image: '$image1' }],
      ['b', 'shout', { text: '$a.objects' }],
    ],
    'a part of a table': [
      ['a', 'detect', { image: '$image1' }],
      ['b', 'shout', { text: '$a.objects[0].label' }],
    ],
    'a column as a list': [
      ['a', 'detect', { image: '$image1' }],
      ['b', 'choose', { image: '$image1', labels: ['a cat', '$a.objects.label'] }],
    ],
    'a table for a table': [
      ['a', 'detect', { image: '$image1' }],
      ['b', 'count-rows', { rows: '$a.objects' }],
    ],
    'a table file, rows or text for a table as CSV': [
      ['a', 'detect', { image: '$image1' }],
      ['b', 'tally', { table: '$a.objects' }],
      ['c', 'tally', { table: '$table1' }],
      ['d', 'tally', { table: 'a,b\n1,2' }],
    ],
    'a step for each item, and all of what it gives': [
      ['a', 'detect', { image: '$image1' }],
      ['b', 'caption', { image: '$a.crops[*]' }],
      ['c', 'shout', { text: '$b.text' }],
      ['d', 'shout', { text: '$b[*].text' }],
      ['e', 'shout', { text: '$b.text[*]' }],
      ['f', 'shout', { text: '$b[0]' }],
      ['g', 'choose', { image: '$image2', labels: '$b' }],
    ],
    'several lists side by side': [
      ['a', 'detect', { image: '$image1' }],
      ['b', 'choose', { image: '$a.crops[*]', labels: ['{{a.objects[*].label}}', 'something else'] }],
    ],
    'a list of references': [['a', 'compare', { images: ['$image1', '$image2'] }]],
    'a whole list and one more': [
      ['a', 'detect', { image: '$image1' }],
      ['b', 'compare', { images: ['$a.crops', '$image2'] }],
    ],
    'one value for a list': [['a', 'choose', { image: '$image1', labels: 'cat' }]],
    'text files and tables as text': [['a', 'shout', { text: '{{text1}} and {{table1}}' }]],
    'results of earlier requests': [
      ['a', 'shout', { text: '$s1.text' }],
      ['b', 'shout', { text: '$s2[*].text' }],
      ['c', 'shout', { text: '$s2' }],
    ],
    'facts of media': [['a', 'shout', { text: '{{image1.mimeType}}' }]],
    prices: [['a', 'shout', { text: '$5 or $ 6' }]],
    'numbers as words': [['a', 'choose', { image: '$image1', labels: [1, 'two'] }]],
  }
  it.each(Object.entries(sound))('%s', (_, steps) => {
    expect(problemsOf(planOf(...steps))).toEqual([])
  })

  it('nothing at all', () => {
    expect(validatePlan({ steps: [] }, scope)).toEqual({ ok: true, value: { steps: [] } })
  })
})

/** As a plan would write out a table that somebody else has sent. */
const tableRecord = { digest: 'a'.repeat(64), modality: 'table', mimeType: 'text/csv', bytes: 1, facts: {} }

describe('what is wrong with a plan', () => {
  const wrong: [name: string, code: PlanProblem['code'], says: RegExp, ...steps: Written[]][] = [
    [
      'a tool spelt wrongly',
      'unknown-tool',
      /Did you mean "caption"/,
      ['a', 'captoin', { image: '$image1' }],
    ],
    [
      'a tool that is nothing like one',
      'unknown-tool',
      /The tools are: caption, hear/,
      ['a', 'zzzzzzzz', {}],
    ],
    ...['toString', 'constructor', '__proto__', 'hasOwnProperty'].map(
      (name): [string, PlanProblem['code'], RegExp, Written] => [
        `the tool ${name}`,
        'unknown-tool',
        /there is no tool/,
        ['a', name, {}],
      ],
    ),
    [
      'a missing input',
      'missing-input',
      /caption needs the input "image" \(the picture\)/,
      ['a', 'caption', {}],
    ],
    [
      'an input spelt wrongly',
      'unknown-input',
      /no input "txt". Did you mean "text"/,
      ['a', 'shout', { text: 'hi', txt: 'hi' }],
    ],
    [
      'the input constructor',
      'unknown-input',
      /Its inputs are: text, loud/,
      ['a', 'shout', { text: 'hi', constructor: 'hi' }],
    ],
    [
      'a literal of the wrong type',
      'wrong-type',
      /"length" of caption/,
      ['a', 'caption', { image: '$image1', length: 'long' }],
    ],
    ['a blank text', 'wrong-type', /"text" of shout/, ['a', 'shout', { text: '  ' }]],
    ['an empty list', 'wrong-type', /"labels"/, ['a', 'choose', { image: '$image1', labels: [] }]],
    [
      'a path instead of media',
      'wrong-type',
      /such as "\$image1", not "photo.png"/,
      ['a', 'caption', { image: 'photo.png' }],
    ],
    [
      'media written out among rows',
      'wrong-type',
      /"rows" of count-rows doesn't fit: files are named by reference/,
      ['a', 'count-rows', { rows: [tableRecord] }],
    ],
    [
      'media written out with a reference in it',
      'wrong-type',
      /"table" of tally doesn't fit: files are named by reference/,
      ['a', 'caption', { image: '$image1' }],
      ['b', 'tally', { table: { ...tableRecord, digest: '$a.text' } }],
    ],
    ['media written out', 'wrong-type', /one image reference/, ['a', 'caption', { image: { digest: 'x' } }]],
    [
      'one picture where two are needed',
      'wrong-type',
      /"images" of compare/,
      ['a', 'compare', { images: '$image1' }],
    ],
    [
      'a list for one picture',
      'wrong-type',
      /write \$a\.crops\[\*\]/,
      ['a', 'detect', { image: '$image1' }],
      ['b', 'caption', { image: '$a.crops' }],
    ],
    [
      'a text for a number',
      'wrong-type',
      /wants a number, the reference gives text/,
      ['a', 'hear', { audio: '$audio1' }],
      ['b', 'caption', { image: '$image1', length: '$a.text' }],
    ],
    [
      'text for a table',
      'wrong-modality',
      /wants a table/,
      ['a', 'hear', { audio: '$audio1' }],
      ['b', 'count-rows', { rows: '$a.text' }],
    ],
    [
      'a picture for a table as CSV',
      'wrong-modality',
      /wants a table, the reference gives an image/,
      ['a', 'tally', { table: '$image1' }],
    ],
    [
      'sound for a picture',
      'wrong-modality',
      /wants an image, \$audio1 is audio/,
      ['a', 'caption', { image: '$audio1' }],
    ],
    [
      'a picture for text',
      'wrong-modality',
      /wants text, the reference gives an image/,
      ['a', 'shout', { text: '$image1' }],
    ],
    ['a picture in a template', 'wrong-modality', /an image/, ['a', 'shout', { text: 'see {{image1}}' }]],
    [
      'text for a picture',
      'wrong-modality',
      /\$a\.text is text/,
      ['a', 'hear', { audio: '$audio1' }],
      ['b', 'caption', { image: '$a.text' }],
    ],
    [
      'nothing by that name',
      'unknown-reference',
      /\$imag1 refers to nothing. Did you mean "\$image1"/,
      ['a', 'caption', { image: '$imag1' }],
    ],
    [
      'nothing by a name like the step itself, which is no help',
      'unknown-reference',
      /\$step0 refers to nothing\. (?!.*\$step9)/,
      ['step9', 'shout', { text: '$step0' }],
    ],
    ...['constructor', 'toString', 'hasOwnProperty'].map(
      (name): [string, PlanProblem['code'], RegExp, Written] => [
        `media called ${name}`,
        'unknown-reference',
        /refers to nothing/,
        ['a', 'shout', { text: `$${name}` }],
      ],
    ),
    [
      'an output that is not there',
      'unknown-reference',
      /\$a has no "txt". Did you mean "text"/,
      ['a', 'hear', { audio: '$audio1' }],
      ['b', 'shout', { text: '$a.txt' }],
    ],
    [
      'the output constructor',
      'unknown-reference',
      /has no "constructor"/,
      ['a', 'hear', { audio: '$audio1' }],
      ['b', 'shout', { text: '$a.constructor' }],
    ],
    [
      'a name for one of several outputs',
      'unknown-reference',
      /several outputs, say which. It has: label, score/,
      ['a', 'choose', { image: '$image1', labels: ['x'] }],
      ['b', 'shout', { text: '$a' }],
    ],
    [
      'an item of what is no list',
      'unknown-reference',
      /"\[0\]" takes one of a list, but \$a\.text is text/,
      ['a', 'hear', { audio: '$audio1' }],
      ['b', 'shout', { text: '$a.text[0]' }],
    ],
    [
      'each of what is no list',
      'unknown-reference',
      /goes through a list, but \$a\.text is text/,
      ['a', 'hear', { audio: '$audio1' }],
      ['b', 'shout', { text: '$a.text[*]' }],
    ],
    [
      'a template that is none',
      'unknown-reference',
      /no well-formed reference/,
      ['a', 'shout', { text: 'say {{ }}' }],
    ],
    [
      'a reference cut off',
      'unknown-reference',
      /no well-formed reference/,
      ['a', 'shout', { text: '$image1.facts[' }],
    ],
    [
      'an earlier output that is not there',
      'unknown-reference',
      /\$s1 has no "caption"/,
      ['a', 'shout', { text: '$s1.caption' }],
    ],
    [
      'a text for how many are wanted',
      'wrong-type',
      /"take" of sort .*wants a number, the reference gives text; write it out, or refer to a step/,
      ['a', 'caption', { image: '$image1' }],
      ['b', 'sort', { items: ['x', 'y'], take: '$a.text' }],
    ],
    [
      'a number in a template for how many are wanted',
      'wrong-type',
      /"take" of sort .*wants a number, the reference gives text/,
      ['a', 'caption', { image: '$image1' }],
      ['b', 'sort', { items: ['x', 'y'], take: '{{a.score}}' }],
    ],
    [
      'any text for a choice',
      'wrong-type',
      /"order" of best .*wants one of "most", "least", .*, the reference gives text; write the one/,
      ['a', 'caption', { image: '$image1' }],
      ['b', 'best', { items: ['x', 'y'], order: '$a.text' }],
    ],
    [
      'what an earlier step said for a choice that has no such word',
      'wrong-type',
      /"order" of best .*wants one of/,
      ['b', 'best', { items: ['x', 'y'], order: '$s1.text' }],
    ],
    [
      'a number for the numbers of pages',
      'wrong-type',
      /"pages" of say .*wants a list \(each item a number\), the reference gives a number/,
      ['a', 'caption', { image: '$image1' }],
      ['b', 'say', { text: 'x', pages: '$a.score' }],
    ],
    ['a step that waits for itself', 'cycle', /"a" waits for itself/, ['a', 'shout', { text: '$a.text' }]],
    [
      'an id used before in the chat',
      'duplicate-step-id',
      /next free one is "s3"/,
      ['s1', 'hear', { audio: '$audio1' }],
    ],
    [
      'an id that is a media name',
      'shadowed-media',
      /name of an attached file/,
      ['image1', 'hear', { audio: '$audio1' }],
    ],
  ]
  it.each(wrong)('%s', (_, code, says, ...steps) => {
    const problems = problemsOf(planOf(...steps))
    expect(problems.map(({ code: found }) => found)).toEqual([
      expect.stringMatching(new RegExp(`^(${code})$`)),
    ])
    expect(problems[0]?.message).toMatch(says)
    expect(problems[0]?.step).toBe(steps.at(-1)?.[0])
  })

  it('is said of every part, not only the first', () => {
    expect(
      codesOf(
        ['a', 'caption', { picture: '$image1' }],
        ['a', 'hear', { audio: '$image1' }],
        ['c', 'nothing-like-it', { text: '$d.text' }],
      ).sort(),
    ).toEqual(
      [
        'duplicate-step-id',
        'missing-input',
        'unknown-input',
        'wrong-modality',
        'unknown-tool',
        'unknown-reference',
      ].sort(),
    )
  })

  it('includes too many steps', () => {
    const steps = Array.from({ length: 5 }, (_, at) => ({
      id: `a${at}`,
      tool: 'hear',
      input: { audio: '$audio1' },
    }))
    expect(problemsOf({ steps }, { maxSteps: 4 })).toMatchObject([
      { code: 'too-many-steps', steps: 5, maxSteps: 4, message: expect.stringContaining('at most 4') },
    ])
    expect(problemsOf({ steps }, { maxSteps: 5 })).toEqual([])
  })

  it('names the cycle', () => {
    const problems = problemsOf(
      planOf(
        ['a', 'shout', { text: '$c.text' }],
        ['b', 'shout', { text: '$a.text' }],
        ['c', 'shout', { text: '{{b.text}}' }],
        ['d', 'shout', { text: '$c.text' }],
      ),
    )
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ code: 'cycle', cycle: ['a', 'c', 'b'] })
    expect(problems[0]?.message).toContain('a -> c -> b -> a')
  })

  it.each([
    [null, /this is null without steps/],
    ['steps', /this is text without steps/],
    [[], /this is a list without steps/],
    [{ steps: 'none' }, /one with text as steps/],
    [{ steps: [3] }, /Step "steps\[0\]" is malformed: it must be an object, not number/],
    [{ steps: [{ id: 'a' }] }, /"tool" is missing[\s\S]*"input" is missing/],
    [{ steps: [{ id: 'no good', tool: 'hear', input: {} }] }, /"id" is "no good"/],
    [{ steps: [{ id: 'a', tool: 'hear', input: [] }] }, /"input" must be an object, not a list/],
    [{ steps: [{ id: 'a', tool: 'shout', input: { text: undefined } }] }, /malformed/],
  ])('says in plain words what is malformed in %j', (plan, says) => {
    const problems = problemsOf(plan)
    expect(problems.every(({ code }) => code === 'malformed')).toBe(true)
    expect(formatProblems(problems)).toMatch(says)
  })

  it('reports an input called __proto__, which parsing would drop', () => {
    const plan: unknown = JSON.parse(
      '{"steps":[{"id":"a","tool":"shout","input":{"text":"hi","__proto__":"x"}}]}',
    )
    expect(problemsOf(plan)).toMatchObject([{ code: 'unknown-input', path: '__proto__' }])
  })

  it('refuses nesting without end', () => {
    let deep: unknown = 'x'
    for (let level = 0; level < 50_000; level++) deep = [deep]
    const plan = { steps: [{ id: 'a', tool: 'shout', input: { text: deep } }] }
    expect(problemsOf(plan)).toMatchObject([
      { code: 'malformed', message: expect.stringContaining('nested') },
    ])
  })

  it('does not hold a broken step against those that use it', () => {
    const plan = {
      steps: [
        { id: 'a', tool: 'hear' },
        { id: 'b', tool: 'shout', input: { text: '$a.text' } },
      ],
    }
    expect(problemsOf(plan).map(({ code }) => code)).toEqual(['malformed'])
  })
})

describe('formatProblems', () => {
  it('lists some, and counts the rest', () => {
    const steps = Array.from({ length: 60 }, (_, at) => ({ id: `a${at}`, tool: 'no-such', input: {} }))
    const lines = formatProblems(problemsOf({ steps })).split('\n')
    expect(lines[0]).toMatch(/^- Step "a0": there is no tool "no-such"/)
    expect(lines).toHaveLength(41)
    expect(lines.at(-1)).toBe('- ... and 20 more problems.')
  })
})

/** A random sound DAG over text steps: each shouts what some before it said. */
const dag = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }).chain((picks) => {
  const steps: Step[] = picks.map((some, at) => ({
    id: `n${at}`,
    tool: 'shout',
    input: { text: at === 0 ? 'hello' : `say ${some.map((pick) => `{{n${pick % at}.text}}`).join(' ')}` },
  }))
  return fc.shuffledSubarray(steps, { minLength: steps.length }).map((shuffled) => ({ steps: shuffled }))
})

describe('for every plan', () => {
  it('a DAG of sound steps is sound, in any order', () => {
    fc.assert(
      fc.property(dag, (plan) => {
        expect(problemsOf(plan)).toEqual([])
      }),
    )
  })

  it('what is broken is found, by its code', () => {
    const corruptions: Record<string, (step: Step) => unknown> = {
      'unknown-tool': (step) => ({ ...step, tool: 'shuot' }),
      'missing-input': (step) => ({ ...step, input: {} }),
      'unknown-input': (step) => ({ ...step, input: { ...step.input, lound: true } }),
      'wrong-type': (step) => ({ ...step, input: { ...step.input, loud: 'very' } }),
      'wrong-modality': (step) => ({ ...step, input: { text: '$audio1' } }),
      'unknown-reference': (step) => ({ ...step, input: { text: '{{nowhere.text}}' } }),
      cycle: (step) => ({ ...step, input: { text: `$${step.id}.text` } }),
      malformed: (step) => ({ ...step, input: 'text' }),
      'duplicate-step-id': (step) => ({ ...step, id: 's1' }),
      'shadowed-media': (step) => ({ ...step, id: 'image1' }),
    }
    fc.assert(
      fc.property(dag, fc.nat(), fc.constantFrom(...Object.keys(corruptions)), (plan, at, code) => {
        const broken = at % plan.steps.length
        const steps = plan.steps.map((step, index) => (index === broken ? corruptions[code]?.(step) : step))
        expect(problemsOf({ steps }).map((problem) => problem.code)).toContain(code)
      }),
    )
  })

  it('nothing makes it throw', () => {
    const anyInput = fc.dictionary(
      fc.string(),
      fc.oneof(fc.jsonValue(), fc.constantFrom('$a', '$a[*].b', '{{a}}', '$s2[*]')),
    )
    const anyStep = fc.record({
      id: fc.oneof(fc.constantFrom('a', 'image1', '__proto__'), fc.jsonValue()),
      tool: fc.oneof(fc.constantFrom('caption', 'shout', 'toString', 'compare'), fc.jsonValue()),
      input: fc.oneof(anyInput, fc.jsonValue()),
    })
    const anyPlan = fc.oneof(
      fc.jsonValue(),
      fc.anything(),
      fc.record({ steps: fc.array(fc.oneof(anyStep, fc.jsonValue())) }),
    )
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const checked = validatePlan(plan, scope)
        if (!checked.ok) expect(checked.error.every(({ message }) => message.length > 10)).toBe(true)
      }),
    )
  })
})

describe('a plan of 10,000 steps', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => at)
  const unlimited = { maxSteps: 20_000 }

  it('is checked as a chain, a fan and one great circle', () => {
    const chain = many.map((at) => ({
      id: `n${at}`,
      tool: 'shout',
      input: { text: at === 0 ? 'x' : `$n${at - 1}.text` },
    }))
    expect(problemsOf({ steps: chain }, unlimited)).toEqual([])
    const fan = [{ id: 'all', tool: 'shout', input: { text: many.map((at) => `$n${at}.text`) } }, ...chain]
    expect(problemsOf({ steps: fan }, unlimited)).toEqual([])
    const circle = chain.map((step) =>
      step.id === 'n0' ? { ...step, input: { text: '$n9999.text' } } : step,
    )
    expect(problemsOf({ steps: circle }, unlimited).map(({ code }) => code)).toEqual(['cycle'])
  })

  it('may be wrong in all of them', () => {
    const steps = many.map((at) => ({ id: `n${at}`, tool: `tool${at}`, input: { text: `$x${at}.text` } }))
    expect(problemsOf({ steps })).toHaveLength(20_001)
  })
})

describe('a model named in a step', () => {
  const onModels = scope.tools.map(({ run: _run, ...tool }) => tool)
  const shout = (model: unknown) => ({ steps: [{ id: 'n1', tool: 'shout', model, input: { text: 'x' } }] })
  const messages = (model: unknown, changed: Partial<typeof scope> & { models?: string[] } = {}) =>
    problemsOf(shout(model), { tools: onModels, ...changed }).map(({ message }) => message)

  it('may be any of the Hub, in any revision', () => {
    expect(messages('owner/name')).toEqual([])
    expect(messages('owner/name@refs/pr/1')).toEqual([])
    expect(validatePlan(shout('owner/name'), { ...scope, tools: onModels })).toMatchObject({
      value: { steps: [{ model: 'owner/name' }] },
    })
  })

  it.each(['name', '../etc/passwd', 'a/b/c', '', 'https://hub/a/b'])(
    'is refused as %j, with how to write it',
    (model) => {
      expect(messages(model)).toEqual([expect.stringMatching(/"model" is .*owner\/name@revision/)])
    },
  )

  it('must be text', () => {
    expect(messages(5)).toEqual([expect.stringContaining('"model" must be text')])
  })

  it('is one of those that the request names, where that counts', () => {
    expect(messages('a/b', { models: ['a/b'] })).toEqual([])
    expect(messages('c/d', { models: ['a/b'] })).toEqual([
      'Step "n1": the request does not name the model "c/d", only a/b. Leave "model" out.',
    ])
  })

  it('is nothing for a tool that is plain code', () => {
    expect(problemsOf(shout('a/b')).map(({ code }) => code)).toEqual(['wrong-model'])
  })
})

describe('a video where sound is wanted', () => {
  const hear = { steps: [{ id: 'a', tool: 'hear', input: { audio: '$video1' } }] }
  const check = (facts: Media['facts']) =>
    validatePlan(hear, { ...scope, media: { video1: mediaOf('video', facts) } })

  it('is taken when it has sound', () => {
    expect(check({ channels: 2 })).toMatchObject({ ok: true })
  })

  it('is refused in words when it has none', () => {
    expect(check({})).toMatchObject({
      ok: false,
      error: [
        { code: 'wrong-modality', message: expect.stringContaining('$video1 is a video without sound') },
      ],
    })
  })
})
