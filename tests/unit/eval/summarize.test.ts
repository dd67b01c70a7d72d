import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerChecksSchema, type EvalCase, type ToolGraph } from '../../../src/eval/eval-case.js'
import { isRight, judge } from '../../../src/eval/judge.js'
import { sampleOf, seededRandom } from '../../../src/eval/random.js'
import { makeReport, renderReport, reportRows } from '../../../src/eval/report.js'
import type { ResultRow } from '../../../src/eval/result-row.js'
import { standInMedia } from '../../../src/eval/stand-in-media.js'
import { summarize, summarizeByKind } from '../../../src/eval/summarize.js'

const namesOf = () => undefined
const caseOf = (id: string, expected: ToolGraph, more: Partial<EvalCase> = {}): EvalCase => ({
  id,
  request: `Request ${id}`,
  media: {},
  files: [],
  kind: 'node',
  expected,
  ...more,
})
const rowOf = (
  one: EvalCase,
  tools: readonly string[] | undefined,
  more: Partial<ResultRow> = {},
): ResultRow => ({
  planner: 'p',
  case: one.id,
  asked: 'x',
  ...(tools && { plan: { steps: tools.map((tool, at) => ({ id: `s${at + 1}`, tool, input: {} })) } }),
  ...(!tools && { error: { code: 'INVALID_PLAN', message: 'No plan.', retryable: false } }),
  notes: [],
  llmCalls: 1,
  inputTokens: 100,
  outputTokens: 10,
  seconds: 2,
  ...more,
})
const right = caseOf('right', { tools: ['a'], links: [] })
const wrong = caseOf('wrong', { tools: ['b', 'c'], links: [['b', 'c']] }, { kind: 'chain' })
const judged = [
  judge(right, rowOf(right, ['a']), { namesOf }),
  judge(wrong, rowOf(wrong, undefined), { namesOf }),
]

describe('a summary', () => {
  it('adds counts up over requests, and counts invalid plans as empty', () => {
    const summary = summarize(judged)
    expect(summary.nodeF1?.value).toBeCloseTo(0.5)
    expect(summary.linkF1?.value).toBe(0)
    expect(summary.exact?.value).toBe(0.5)
    expect(summary.invalid.value).toBe(0.5)
    expect(summary.llmCalls).toBe(1)
    expect(summary.typeF1).toBeUndefined()
  })

  it('keeps kinds apart', () => {
    const kinds = summarizeByKind(judged)
    expect(kinds.node?.exact?.value).toBe(1)
    expect(kinds.chain?.exact?.value).toBe(0)
    expect(kinds.dag).toBeUndefined()
  })

  it('has bounds around the value that are the same for the same seed', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), fc.nat(), (holds, seed) => {
        const rows = holds.map((good) => judge(right, rowOf(right, good ? ['a'] : ['b']), { namesOf }))
        const { exact, nodeF1 } = summarize(rows, { seed, rounds: 100 })
        for (const estimate of [exact, nodeF1]) {
          expect(estimate?.low).toBeGreaterThanOrEqual(0)
          expect(estimate?.high).toBeLessThanOrEqual(1)
          expect(estimate?.low).toBeLessThanOrEqual(estimate?.high ?? -1)
        }
        expect(summarize(rows, { seed, rounds: 100 })).toEqual(summarize(rows, { seed, rounds: 100 }))
      }),
      { numRuns: 30 },
    )
  })

  it('has narrower bounds for more requests', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) =>
        judge(right, rowOf(right, at % 2 === 0 ? ['a'] : ['b']), { namesOf }),
      )
    const width = (count: number) => {
      const { exact } = summarize(many(count))
      return (exact?.high ?? 0) - (exact?.low ?? 0)
    }
    expect(width(400)).toBeLessThan(width(20) / 2)
  })
})

describe('the checks of a case of one\u2019s own', () => {
  const media = standInMedia(['first.jpg', 'second.jpg']) ?? {}
  const one = caseOf(
    'own',
    { tools: ['caption'], links: [] },
    {
      media,
      planChecks: {
        tools: ['caption'],
        links: [],
        inputs: [{ tool: 'caption', mentions: 'second.jpg' }],
        steps: 1,
      },
      answerChecks: answerChecksSchema.parse({ mentions: ['dog|puppy'], lacks: ['cat'] }),
    },
  )
  const planOf = (image: string) => ({ steps: [{ id: 's1', tool: 'caption', input: { image } }] })
  const answered = (text: string) => ({ answer: { text, status: 'answered' } })

  it('hold for the right file and the right words', () => {
    const row = rowOf(one, ['caption'], { plan: planOf('$image2'), ...answered('Two dogs of one category.') })
    expect(isRight(judge(one, row, { namesOf }))).toBe(true)
  })

  it('tell steps that should have a condition and have none, and the other way round', () => {
    const planChecks = { tools: ['caption'], links: [], inputs: [], conditional: ['say'] }
    const when = { value: '$s1', present: 'dog' }
    const plan = {
      steps: [
        { id: 's1', tool: 'caption', input: {}, when },
        { id: 's2', tool: 'say', input: {} },
      ],
    }
    const row = rowOf(one, ['caption'], { plan })
    expect(judge(caseOf('own', { tools: [], links: [] }, { planChecks }), row, { namesOf }).misses).toEqual([
      'say has no condition',
      'caption has a condition',
    ])
  })

  it('name what does not hold', () => {
    const row = rowOf(one, ['caption'], { plan: planOf('$image1'), ...answered('A cat.') })
    expect(judge(one, row, { namesOf }).misses).toEqual([
      'caption lacks "second.jpg"',
      'the answer lacks "dog|puppy"',
      'the answer says "cat"',
    ])
  })
})

describe('the report', () => {
  const byPlanner = new Map([
    ['rules', judged],
    [
      'llm openai:x',
      [judge(right, rowOf(right, ['b']), { namesOf }), judge(wrong, rowOf(wrong, ['b', 'c']), { namesOf })],
    ],
  ])
  const report = makeReport(byPlanner, { data: 'some|data' })

  it('has a row for each planner and kind, and no column that nobody fills', () => {
    const [head, ...rows] = reportRows(report)
    expect(head).toContain('n-F1')
    expect(head).not.toContain('t-F1')
    expect(rows.map(([label]) => label)).toEqual([
      'rules',
      '- node',
      '- chain',
      'llm openai:x',
      '- node',
      '- chain',
    ])
    for (const row of rows) expect(row).toHaveLength(head?.length ?? 0)
  })

  it('shows the worst requests first, planners side by side with what is right', () => {
    const text = renderReport(report, byPlanner, { worst: 1 })
    expect(text).toContain('### wrong (chain)')
    expect(text).not.toContain('### right')
    expect(text).toMatch(
      /\| right \| b -> c \|[\s\S]*\| rules \| nothing \| No plan\.[\s\S]*\| llm openai:x \| b, c \|/,
    )
    expect(text).toContain('some\\|data')
  })
})

describe('drawing by chance', () => {
  it('draws the same for the same seed, without repeats and in the old order', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(), (count, limit, seed) => {
        const items = Array.from({ length: count }, (_, at) => at)
        const drawn = sampleOf(items, { limit, seed })
        expect(drawn).toHaveLength(Math.min(count, limit))
        expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b))
        expect(sampleOf(items, { limit, seed })).toEqual(drawn)
      }),
    )
  })

  it('draws evenly', () => {
    const random = seededRandom(7)
    const counts = [0, 0, 0, 0]
    for (let at = 0; at < 8000; at++) {
      const place = Math.floor(random() * 4)
      counts[place] = (counts[place] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })
})
