import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Media } from '../../../src/media/media.js'
import type { Step } from '../../../src/plan/plan.js'
import { type Known, knownStep } from '../../../src/plan/reference-value.js'
import { type ResolvedInput, resolveInput } from '../../../src/plan/resolve-input.js'
import type { AnyTool } from '../../../src/tools/tool.js'
import { mediaRecord } from '../../support/media-records.js'
import { testTools } from '../../support/test-tools.js'

const photo = mediaRecord('image', 'a', 'photo.png')
const other = mediaRecord('image', 'b')
const note = mediaRecord('text', 'c')

const noText = (media: Media): Promise<string> => Promise.reject(new Error(`${media.name} must not be read`))

function resolve(
  input: Step['input'],
  {
    tool = testTools.upper,
    steps = {},
    media = {},
    earlier = {},
    readText = noText,
  }: {
    tool?: AnyTool
    steps?: Record<string, unknown>
    media?: Record<string, Media>
    earlier?: Record<string, unknown>
    readText?: (media: Media) => Promise<string>
  } = {},
) {
  const stepsOf = (outputs: Record<string, unknown>) =>
    new Map(Object.entries(outputs).map(([id, output]) => [id, knownStep(output)]))
  const known: Known = { steps: stepsOf(steps), media, earlier: stepsOf(earlier) }
  return resolveInput({ step: { id: 's9', tool: tool.id, input }, tool, known, readText })
}

async function inputOf(...args: Parameters<typeof resolve>): Promise<Record<string, unknown>> {
  const resolved = await resolve(...args)
  if (!resolved.ok) throw resolved.error
  if (resolved.value.kind !== 'one') throw new Error('The step is mapped.')
  return resolved.value.input
}

async function inputsOf(
  ...args: Parameters<typeof resolve>
): Promise<Extract<ResolvedInput, { kind: 'each' }>['inputs']> {
  const resolved = await resolve(...args)
  if (!resolved.ok) throw resolved.error
  if (resolved.value.kind !== 'each') throw new Error('The step is not mapped.')
  return resolved.value.inputs
}

async function errorOf(...args: Parameters<typeof resolve>) {
  const resolved = await resolve(...args)
  if (resolved.ok) throw new Error(`Resolved to ${JSON.stringify(resolved.value)}`)
  return resolved.error
}

const texts = (inputs: Awaited<ReturnType<typeof inputsOf>>) =>
  inputs.map((input) => (input.ok ? input.value.text : input.error.code))

describe('references', () => {
  it('leave literals as they are', async () => {
    expect(await inputOf({ text: 'costs $5, or {curly}', times: 3 })).toEqual({
      text: 'costs $5, or {curly}',
      times: 3,
    })
  })

  it('stand for attached media', async () => {
    expect(
      await inputOf({ image: '$image1' }, { tool: testTools.caption, media: { image1: photo } }),
    ).toEqual({ image: photo })
  })

  it('reach into results along names and indexes', async () => {
    const steps = { s1: { rows: [{ label: 'cat' }, { label: 'dog' }], text: 'x' } }
    expect(await inputOf({ text: '$s1.rows[1].label' }, { steps })).toEqual({ text: 'dog' })
  })

  it('stand for the main output when a step is named alone: its text, else its only media, else its only field', async () => {
    expect(await inputOf({ text: '$s1' }, { steps: { s1: { score: 1, text: 'a cat' } } })).toEqual({
      text: 'a cat',
    })
    const steps = { s1: { mask: photo, score: 1 } }
    expect(await inputOf({ image: '$s1' }, { tool: testTools.caption, steps })).toEqual({ image: photo })
    expect(await inputOf({ text: '$s1' }, { steps: { s1: { label: 'cat' } } })).toEqual({ text: 'cat' })
  })

  it('ask to say which output is meant when a step has several', async () => {
    const error = await errorOf({ text: '$s1' }, { steps: { s1: { label: 'cat', score: 1 } } })
    expect(error.message).toContain('$s1.label, $s1.score')
  })

  it('see results of earlier requests, behind those of this plan and its media', async () => {
    const earlier = { s1: { text: 'old' }, s2: { text: 'older' } }
    const input = { text: '$s1', labels: ['$s2'] }
    expect(await inputOf(input, { steps: { s1: { text: 'new' } }, earlier })).toEqual({
      text: 'new',
      labels: ['older'],
    })
  })

  it.each([
    ['$s1.constructor', 'there is only text'],
    ['$s1.text.length', 'of a string'],
    ['$s1.__proto__', 'there is only text'],
    ['$toString', 'nothing that is known'],
    ['$s1.rows', 'asks for "rows", there is only text'],
    ['$s1.text[0]', 'there is a string'],
    ['$s2[2].text', 'there are 2 (counted from 0)'],
  ])('fail on %s, saying what is there', async (text, message) => {
    const error = await errorOf(
      { text },
      { steps: { s1: { text: 'x' }, s2: [{ text: 'a' }, { text: 'b' }] } },
    )
    expect(error.code).toBe('INVALID_PLAN')
    expect(error.message).toContain(message)
  })

  it('found in content are never followed', async () => {
    const steps = { s1: { text: '$image1 {{s2.text}} $s2' }, s2: { text: 'secret' } }
    expect(await inputOf({ text: '$s1' }, { steps })).toEqual({ text: '$image1 {{s2.text}} $s2' })
    expect(await inputOf({ text: 'Says: {{s1.text}}' }, { steps })).toEqual({
      text: 'Says: $image1 {{s2.text}} $s2',
    })
  })
})

describe('text fields', () => {
  it('take numbers, lists and tables as lines', async () => {
    const steps = {
      s1: {
        score: 0.5,
        words: ['a', 'b'],
        rows: [
          { label: 'cat', score: 0.9 },
          { label: 'dog', score: 0.1 },
        ],
      },
    }
    expect(await inputOf({ text: '$s1.score' }, { steps })).toEqual({ text: '0.5' })
    expect(await inputOf({ text: '$s1.words' }, { steps })).toEqual({ text: 'a\nb' })
    expect(await inputOf({ text: '$s1.rows' }, { steps })).toEqual({
      text: 'label: cat, score: 0.9\nlabel: dog, score: 0.1',
    })
  })

  it('keep a number where the field wants one', async () => {
    expect(await inputOf({ text: 'x', times: '$s1.count' }, { steps: { s1: { count: 3 } } })).toEqual({
      text: 'x',
      times: 3,
    })
  })

  it('take the content of text files, each read once', async () => {
    const read: string[] = []
    const readText = async (media: Media) => {
      read.push(media.digest)
      return 'Dear Sir'
    }
    const input = { text: '$text1', labels: ['$text1', 'x {{text1}}'] }
    expect(await inputOf(input, { media: { text1: note }, readText })).toEqual({
      text: 'Dear Sir',
      labels: ['Dear Sir', 'x Dear Sir'],
    })
    expect(read).toEqual([note.digest])
  })

  it('refuse pictures, naming the field and what to do', async () => {
    const error = await errorOf({ text: 'It shows {{image1}}' }, { media: { image1: photo } })
    expect(error.message).toMatch(/"text".*image can't be put into text.*describe/)
  })

  it('fill in templates, also several and repeated ones', async () => {
    const steps = { s1: { text: 'cat' }, s2: { text: '$&' } }
    const text = '{{s1.text}} and {{ s2.text }} and {{s1.text}}; {{not a reference}}'
    expect(await inputOf({ text }, { steps })).toEqual({ text: 'cat and $& and cat; {{not a reference}}' })
  })

  it('fill any templates between any literals', async () => {
    const literal = fc.string().map((text) => text.replace(/[{}$]/g, ''))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(literal, fc.string()), { minLength: 1, maxLength: 5 }),
        literal,
        async (parts, tail) => {
          const steps = Object.fromEntries(parts.map(([, value], at) => [`s${at}`, { text: value }]))
          const text = `|${parts.map(([before], at) => `${before}{{s${at}.text}}`).join('')}${tail}|`
          const expected = `|${parts.map(([before, value]) => before + value).join('')}${tail}|`
          expect(await inputOf({ text }, { steps })).toEqual({ text: expected })
        },
      ),
    )
  })
})

describe('table fields that take CSV', () => {
  const { tally: tool } = testTools

  it('take the content of a table file', async () => {
    const readText = async () => 'a,b\n1,2'
    const media = { table1: mediaRecord('table', 'd') }
    expect(await inputOf({ table: '$table1' }, { tool, media, readText })).toEqual({ table: 'a,b\n1,2' })
  })

  it('take the rows of another step as CSV', async () => {
    const rows = [{ label: 'a "cat"', score: 0.5 }, { label: 'dog' }]
    const table = 'label,score\n"a ""cat""",0.5\ndog,'
    expect(await inputOf({ table: '$s1.rows' }, { tool, steps: { s1: { rows } } })).toEqual({ table })
  })

  it('refuse pictures', async () => {
    const error = await errorOf({ table: '$image1' }, { tool, media: { image1: photo } })
    expect(error).toMatchObject({ code: 'INVALID_PLAN', details: { fields: ['table'] } })
  })
})

describe('list fields', () => {
  it('wrap a single value, pass a list, and join lists within a list', async () => {
    const media = { image1: photo, image2: other }
    const steps = { s1: { frames: [other, other] } }
    const options = { tool: testTools.compare, media, steps }
    expect(await inputOf({ text: 'x', labels: '$s1' }, { steps: { s1: { text: 'cat' } } })).toMatchObject({
      labels: ['cat'],
    })
    expect(await inputOf({ images: '$s1.frames' }, options)).toEqual({ images: [other, other] })
    expect(await inputOf({ images: ['$image1', '$s1.frames'] }, options)).toEqual({
      images: [photo, other, other],
    })
  })

  it('take the field of each item of a mapped step or table', async () => {
    const steps = { s1: [{ text: 'a' }, { text: 'b' }], s2: { rows: [{ label: 'cat' }, { label: 'dog' }] } }
    expect(await inputOf({ text: 'x', labels: '$s1.text' }, { steps })).toMatchObject({ labels: ['a', 'b'] })
    expect(await inputOf({ text: 'x', labels: '$s1' }, { steps })).toMatchObject({ labels: ['a', 'b'] })
    expect(await inputOf({ text: 'x', labels: '$s2.rows.label' }, { steps })).toMatchObject({
      labels: ['cat', 'dog'],
    })
  })

  it('leave out items of a mapped step that failed', async () => {
    const steps = { s1: [{ text: 'a' }, null, { text: 'c' }] }
    expect(await inputOf({ text: 'x', labels: '$s1.text' }, { steps })).toMatchObject({ labels: ['a', 'c'] })
    expect(await inputOf({ text: 'x {{s1.text}}' }, { steps })).toEqual({ text: 'x a\nc' })
  })
})

describe('[*]', () => {
  it('gives one input an item', async () => {
    const steps = { s1: { frames: [photo, other] } }
    const inputs = await inputsOf({ image: '$s1.frames[*]' }, { tool: testTools.caption, steps })
    expect(inputs).toEqual([
      { ok: true, value: { image: photo } },
      { ok: true, value: { image: other } },
    ])
  })

  it('reads the same before and after the field of a mapped step, and in templates', async () => {
    const steps = { s1: [{ text: 'a' }, { text: 'b' }] }
    for (const text of ['$s1[*].text', '$s1.text[*]', '$s1[*]', '{{s1[*].text}}']) {
      expect(texts(await inputsOf({ text }, { steps }))).toEqual(['a', 'b'])
    }
  })

  it('goes through several lists side by side, next to values that stay the same', async () => {
    const steps = { s1: [{ text: 'a' }, { text: 'b' }], s2: { words: ['x', 'y'] }, s3: { text: '!' } }
    expect(texts(await inputsOf({ text: '{{s1[*].text}}{{s2.words[*]}}{{s3.text}}' }, { steps }))).toEqual([
      'ax!',
      'by!',
    ])
  })

  it('refuses lists of unequal length, with their lengths', async () => {
    const steps = { s1: { words: ['a', 'b'] }, s2: { words: ['a'] } }
    const error = await errorOf({ text: '{{s1.words[*]}} {{s2.words[*]}}' }, { steps })
    expect(error.message).toContain('$s1.words[*] has 2, $s2.words[*] has 1')
  })

  it('gives no inputs for an empty list', async () => {
    expect(await inputsOf({ text: '$s1.words[*]' }, { steps: { s1: { words: [] } } })).toEqual([])
  })

  it('goes on through lists inside lists', async () => {
    const steps = { s1: [{ words: ['a', 'b'] }, null, { words: ['c'] }] }
    expect(texts(await inputsOf({ text: '$s1[*].words[*]' }, { steps }))).toEqual([
      'a',
      'b',
      'STEP_SKIPPED',
      'c',
    ])
  })

  it('keeps the place of items that failed, so that lists stay matched', async () => {
    const steps = { s1: [{ text: 'a' }, null, { text: 'c' }], s2: { words: ['x', 'y', 'z'] } }
    expect(texts(await inputsOf({ text: '{{s1[*].text}}{{s2.words[*]}}' }, { steps }))).toEqual([
      'ax',
      'STEP_SKIPPED',
      'cz',
    ])
  })

  it('lets one bad item fail alone', async () => {
    expect(
      texts(await inputsOf({ text: '$s1.words[*]' }, { steps: { s1: { words: ['a', '', 'c'] } } })),
    ).toEqual(['a', 'INVALID_PLAN', 'c'])
  })
})

describe('what does not fit the tool', () => {
  it('is an error that names the field', async () => {
    const error = await errorOf(
      { image: '$audio1' },
      { tool: testTools.caption, media: { audio1: mediaRecord('audio') } },
    )
    expect(error.code).toBe('INVALID_PLAN')
    expect(error.message).toMatch(/caption.*image: must be image/)
    expect(error.details).toEqual({ fields: ['image'] })
  })

  it('names inputs that are missing', async () => {
    expect((await errorOf({}, { tool: testTools.caption })).message).toContain('image')
  })

  it('is an error when a file can no longer be read', async () => {
    const readText = () => Promise.reject(new Error('gone'))
    expect((await errorOf({ text: '$text1' }, { media: { text1: note }, readText })).message).toContain(
      'gone',
    )
  })
})
