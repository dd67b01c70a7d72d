import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runPlan } from '../../../src/executors/run-plan.js'
import type { Step, StepValue } from '../../../src/plan/plan.js'
import { validatePlan } from '../../../src/plan/validate/validate-plan.js'
import { FakeExecutor } from '../../support/fake-executor.js'
import { mediaRecord } from '../../support/media-records.js'
import { testTools, toolBox } from '../../support/test-tools.js'

const media = {
  image1: mediaRecord('image', 'a', 'photo.png'),
  audio1: mediaRecord('audio', 'b', 'memo.wav'),
  text1: mediaRecord('text', 'c', 'note.txt'),
}
const tools = Object.values(testTools)
const frames = [mediaRecord('image', '1'), mediaRecord('image', '2'), mediaRecord('image', '3')]

/** Results that keep every promise of their tools. */
const executor = new FakeExecutor(async ({ tool }) =>
  tool === 'frames'
    ? { frames, rows: ['cat', 'dog', 'bus'].map((label, at) => ({ label, score: at / 3 })) }
    : { text: 'some words' },
)

const root = fc.constantFrom('image1', 'audio1', 'text1', 'found', 'said', 'each', 'nobody')
const part = fc.constantFrom(
  '.text',
  '.frames',
  '.rows',
  '.label',
  '.score',
  '.name',
  '.mimeType',
  '[0]',
  '[1]',
  '[*]',
)
const path = fc.array(part, { maxLength: 3 }).map((parts) => parts.join(''))
// Fields of the media record itself are checked only when the value is there.
const reference = fc
  .tuple(root, path)
  .map((parts) => parts.join(''))
  .filter((text) => !/frames(\[.\])?\.\w/.test(text))
const value: fc.Arbitrary<StepValue> = fc.oneof(
  { weight: 4, arbitrary: reference.map((text) => `$${text}`) },
  { weight: 2, arbitrary: fc.tuple(reference, reference).map(([a, b]) => `{{${a}}} and {{${b}}}`) },
  {
    weight: 2,
    arbitrary: fc.array(
      reference.map((text) => `$${text}`),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<StepValue>('words', 3, true, ['a', 'b']) },
)
const asked: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ text: value, labels: value }).map((input) => ({ id: 'asked', tool: 'upper', input })),
  value.map((text) => ({ id: 'asked', tool: 'upper', input: { text } })),
  value.map((image) => ({ id: 'asked', tool: 'caption', input: { image } })),
  value.map((images) => ({ id: 'asked', tool: 'compare', input: { images } })),
  value.map((table) => ({ id: 'asked', tool: 'tally', input: { table } })),
)

describe('a plan that has been checked', () => {
  it('finds every value it speaks of, in the form its tool takes, when the results are as promised', async () => {
    let checked = 0
    await fc.assert(
      fc.asyncProperty(asked, async (step) => {
        const steps: Step[] = [
          { id: 'found', tool: 'frames', input: { audio: '$audio1' } },
          { id: 'said', tool: 'caption', input: { image: '$image1' } },
          { id: 'each', tool: 'caption', input: { image: '$found.frames[*]' } },
          step,
        ]
        if (!validatePlan({ steps }, { tools, media, earlier: [], maxSteps: 10 }).ok) return
        checked += 1
        const outcome = await runPlan({
          runId: 'r',
          plan: { steps },
          tools: toolBox(...tools),
          media,
          earlier: [],
          executor,
          readText: async () => 'Dear Sir',
          signal: new AbortController().signal,
          emit: () => {},
        })
        expect(outcome.steps.map(({ id, error }) => [id, error?.message])).toEqual(
          steps.map(({ id }) => [id, undefined]),
        )
      }),
      { numRuns: 1000 },
    )
    expect(checked).toBeGreaterThan(50)
  })

  it('finds them too when they come out of a list operator or decide a condition', async () => {
    const operator = fc.record({
      tool: fc.constantFrom('filter', 'sort', 'best', 'count'),
      items: fc.oneof(
        { weight: 1, arbitrary: value },
        {
          weight: 4,
          arbitrary: fc.constantFrom<StepValue>(
            ...['$found.frames', '$found.rows', '$each.text', '$each'],
            ...[
              ['$image1', '$found.frames'],
              ['$said.text', 'words'],
              ['$image1', '$text1'],
            ],
          ),
        },
      ),
      when: fc.option(
        fc.record({
          value: reference.map((text) => `$${text}`),
          present: fc.constantFrom('cat', true as const),
        }),
        { nil: undefined },
      ),
    })
    const after = fc.constantFrom(
      '$kept',
      '$kept.items',
      '$kept.items[*]',
      '$kept.item',
      '$kept.count',
      '$kept.place',
    )
    const taken = fc.constantFrom<[tool: string, field: string]>(
      ['caption', 'image'],
      ['upper', 'text'],
      ['tally', 'table'],
    )
    let checked = 0
    await fc.assert(
      fc.asyncProperty(operator, after, taken, async ({ tool, items, when }, from, [next, field]) => {
        const keep = tool === 'filter' ? { keep: { absent: 'nobody' } } : {}
        const steps: Step[] = [
          { id: 'found', tool: 'frames', input: { audio: '$audio1' } },
          { id: 'said', tool: 'caption', input: { image: '$image1' } },
          { id: 'each', tool: 'caption', input: { image: '$found.frames[*]' } },
          { id: 'kept', tool, input: { items, ...keep }, ...(when && { when }) },
          { id: 'asked', tool: next, input: { [field]: from } },
        ]
        const plan = validatePlan({ steps }, { tools, media, earlier: [], maxSteps: 10 })
        if (!plan.ok) return
        checked += 1
        const outcome = await runPlan({
          runId: 'r',
          plan: plan.value,
          tools: toolBox(...tools),
          media,
          earlier: [],
          executor,
          readText: async () => 'Dear Sir',
          signal: new AbortController().signal,
          emit: () => {},
        })
        const problems = outcome.steps.flatMap(({ id, error }) => (error ? [`${id}: ${error.message}`] : []))
        expect(problems).toEqual([])
      }),
      { numRuns: 1500 },
    )
    expect(checked).toBeGreaterThan(15)
  })
})
