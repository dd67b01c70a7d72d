import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { cancelledError, SwitchyardError } from '../../../src/core/errors.js'
import { err, ok } from '../../../src/core/result.js'
import { comparePlanners, recallComparison } from '../../../src/eval/compare-planners.js'
import type { EvalCase } from '../../../src/eval/eval-case.js'
import type { ResultRow } from '../../../src/eval/result-row.js'
import { openRows, readRows } from '../../../src/eval/results-file.js'
import { type Contestant, createPlanningContestant, runEval } from '../../../src/eval/run-eval.js'
import { createLlmPlanner } from '../../../src/planner/llm/llm-planner.js'
import type { Planner } from '../../../src/planner/planner.js'
import { createRulePlanner } from '../../../src/planner/rules/rule-planner.js'
import { scriptedModel } from '../../../src/testing.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'

const { signal } = new AbortController()
const made: string[] = []
let file: string
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-eval-'))
  made.push(folder)
  file = join(folder, 'rows.jsonl')
})
afterAll(() => Promise.all(made.map((one) => rm(one, { recursive: true, force: true }))))

const cases: EvalCase[] = ['a', 'b', 'c'].map((id) => ({
  id,
  request: `Do ${id}.`,
  media: {},
  files: [],
  kind: 'node',
  expected: { tools: ['x'], links: [] },
}))

/** One who writes down what it was asked. */
function contestant(label: string, asked: string[], failing?: SwitchyardError): Contestant {
  return {
    label,
    take: async ({ id }) => {
      asked.push(id)
      const taken = { notes: [], llmCalls: 0, inputTokens: 0, outputTokens: 0, seconds: 1 }
      return failing ? { ...taken, error: failing.toInfo() } : { ...taken, plan: { steps: [] } }
    },
  }
}

describe('an evaluation', () => {
  it('takes each request through each planner, and only what is missing when it is continued', async () => {
    const first: string[] = []
    const kept = await openRows(file)
    await runEval({
      cases: cases.slice(0, 2),
      contestants: [contestant('p', first)],
      tools: ['x'],
      onRow: kept.append,
      signal,
    })
    expect(first).toEqual(['a', 'b'])
    await appendFile(file, '{"planner": "p", "case": "c", "asked"')

    const second: string[] = []
    const again = await openRows(file)
    const known = await readRows(file)
    const rows = await runEval({
      cases,
      contestants: [contestant('p', second)],
      tools: ['x'],
      known,
      onRow: again.append,
      signal,
    })
    expect(second).toEqual(['c'])
    expect(rows.map((row) => row.case)).toEqual(['a', 'b', 'c'])
    expect((await readRows(file)).map((row) => row.case)).toEqual(['a', 'b', 'c'])
  })

  it('plans anew what was asked in other words or with other tools', async () => {
    const known: ResultRow[] = await runEval({
      cases,
      contestants: [contestant('p', [])],
      tools: ['x'],
      signal,
    })
    const [one, ...rest] = cases
    const asked: string[] = []
    const changed = [{ ...(one as EvalCase), request: 'Do it otherwise.' }, ...rest]
    await runEval({ cases: changed, contestants: [contestant('p', asked)], tools: ['x'], known, signal })
    expect(asked).toEqual(['a'])
    await runEval({ cases, contestants: [contestant('p', asked)], tools: ['x', 'y'], known, signal })
    expect(asked).toEqual(['a', 'a', 'b', 'c'])
  })

  it('goes on after plans that are invalid, and stops when the planner fails again and again', async () => {
    const many = Array.from({ length: 9 }, (_, at) => ({ ...(cases[0] as EvalCase), id: String(at) }))
    const invalid = new SwitchyardError('INVALID_PLAN', 'No plan.')
    const rows = await runEval({
      cases: many,
      contestants: [contestant('p', [], invalid)],
      tools: [],
      signal,
    })
    expect(rows).toHaveLength(9)
    const asked: string[] = []
    const down = new SwitchyardError('PROVIDER_UNAVAILABLE', 'Nobody is there.')
    await expect(
      runEval({ cases: many, contestants: [contestant('p', asked, down)], tools: [], signal }),
    ).rejects.toThrow(/p failed 5 times.*Nobody is there/)
    expect(asked).toHaveLength(5)
  })

  it('stops when told', async () => {
    const controller = new AbortController()
    const stopping = {
      label: 'p',
      take: async () => {
        controller.abort()
        throw cancelledError(controller.signal)
      },
    }
    await expect(
      runEval({ cases, contestants: [stopping], tools: [], signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('counts the calls and tokens of an LLM, those of invalid plans too', async () => {
    const tools = await loadBuiltInTools()
    const model = scriptedModel([
      {
        json: { steps: [{ id: 's1', tool: 'none', input: {} }] },
        usage: { inputTokens: 10, outputTokens: 5 },
      },
    ])
    const planner = createLlmPlanner({ model, maxSteps: 8, maxRepairs: 0 })
    const [row] = await runEval({
      cases: cases.slice(0, 1),
      contestants: [createPlanningContestant('llm', { planner, tools })],
      tools: [],
      signal,
    })
    expect(row).toMatchObject({
      llmCalls: 1,
      inputTokens: 10,
      outputTokens: 5,
      error: { code: 'INVALID_PLAN' },
    })
    model.assertDone()
  })

  it('refuses to append to a file that holds something else', async () => {
    await writeFile(file, 'my\nnotes\n')
    await expect(readRows(file)).rejects.toThrow(/holds no results/)
    expect(await readFile(file, 'utf8')).toBe('my\nnotes\n')
  })
})

describe('comparing an LLM with the rules', async () => {
  const tools = await loadBuiltInTools()
  const rules = createRulePlanner()
  const useless: Planner = { plan: async () => err(new SwitchyardError('INVALID_PLAN', 'No.')) }

  it('prefers the rules to an LLM that makes no plans, and remembers it for each model', async () => {
    const options = { rules, tools, file, signal, model: 'openai:small' }
    const first = await comparePlanners({ ...options, llm: useless })
    if (!first.ok) throw first.error
    expect(first.value).toMatchObject({ better: 'rules', remembered: false, llm: { nodeF1: 0, invalid: 1 } })
    const never: Planner = { plan: () => Promise.reject(new Error('must not be asked')) }
    expect(await comparePlanners({ ...options, llm: never, rules: never })).toMatchObject({
      value: { better: 'rules', remembered: true },
    })
    expect(await recallComparison({ model: 'openai:small', tools, file })).toMatchObject({ better: 'rules' })
    expect(await recallComparison({ model: 'openai:other', tools, file })).toBeUndefined()
    expect(await recallComparison({ model: 'openai:small', tools: tools.slice(1), file })).toBeUndefined()
  })

  it('prefers an LLM that plans better', async () => {
    const nothing: Planner = {
      plan: async () => ok({ plan: { steps: [] }, by: 'rules', notes: [], llmCalls: 0 }),
    }
    const compared = await comparePlanners({ model: 'm', llm: rules, rules: nothing, tools, file, signal })
    expect(compared).toMatchObject({ value: { better: 'llm' } })
  })
})
