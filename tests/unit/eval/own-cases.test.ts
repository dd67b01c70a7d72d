import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadProfile } from '../../../src/config/load-profile.js'
import { packageRoot } from '../../../src/config/package-root.js'
import { quickCases } from '../../../src/eval/compare-planners.js'
import { judge } from '../../../src/eval/judge.js'
import { readOwnCases } from '../../../src/eval/read-own-cases.js'
import { renderGraph } from '../../../src/eval/report.js'
import { createPlanningContestant, runEval } from '../../../src/eval/run-eval.js'
import { summarize } from '../../../src/eval/summarize.js'
import { createRulePlanner } from '../../../src/planner/rules/rule-planner.js'
import { allowsTool } from '../../../src/routing/allows-tool.js'
import { loadCatalog } from '../../../src/routing/catalog.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'
import type { AnyTool } from '../../../src/tools/tool.js'

const tools = await loadBuiltInTools()
const ids = tools.map(({ id }) => id)
const { signal } = new AbortController()

async function casesOf(file: string) {
  const read = await readOwnCases(file)
  if (!read.ok) throw read.error
  return read.value
}

/** What the demo's models can run, and may be asked. */
const catalog = await loadCatalog([join(packageRoot, 'config/catalog.yaml')])
if (!catalog.ok) throw catalog.error
const profile = await loadProfile({ profile: 'demo', env: {} })
if (!profile.ok) throw profile.error
const services = { catalog: catalog.value, profile: profile.value }
const demo = (tool: AnyTool, question?: string) => allowsTool(tool, services, question)

/** Raised when the rules get better; never lowered. */
const bars = [
  { file: 'cases.jsonl', only: undefined, nodeF1: 0.94, linkF1: 0.76, right: 0.83 },
  // Chains of tools, in many wordings.
  { file: 'chains.jsonl', only: undefined, nodeF1: 0.96, linkF1: 0.94, right: 0.91 },
  // Which, all or any, how many, known facts, conditions, places, negation, labels, forms, eleven languages.
  { file: 'harder.jsonl', only: demo, nodeF1: 0.99, linkF1: 0.99, right: 0.99 },
  // The same kinds in other words, conditions with counts, orders, eighteen languages.
  { file: 'harder-2.jsonl', only: demo, nodeF1: 0.98, linkF1: 0.97, right: 0.97 },
  // More ways of asking: without, together, comparisons, labels by other words, things by name in each language.
  { file: 'harder-3.jsonl', only: demo, nodeF1: 0.99, linkF1: 0.98, right: 0.98 },
]

it.each(bars)(
  'the rules plan the requests of $file at least as well as they did',
  async ({ file, only, ...bar }) => {
    const cases = await casesOf(join(packageRoot, 'config/eval', file))
    const planner = createRulePlanner({ allows: only ?? (() => true) })
    const rows = await runEval({
      cases,
      contestants: [createPlanningContestant('rules', { planner, tools })],
      tools: ids,
      signal,
    })
    const judged = rows.map((row, at) => {
      const one = cases[at]
      if (one?.id !== row.case) throw new Error(`${row.case} is out of order`)
      return judge(one, row, { namesOf: () => undefined })
    })
    const summary = summarize(judged, { rounds: 1 })
    const wrong = judged.flatMap((one) =>
      one.score?.exact ? [] : [`${one.case.id}: ${renderGraph(one.graph)}`],
    )
    const said = `What is planned wrong:\n${wrong.join('\n')}`
    expect(summary.nodeF1?.value, said).toBeGreaterThanOrEqual(bar.nodeF1)
    expect(summary.linkF1?.value ?? 0, said).toBeGreaterThanOrEqual(bar.linkF1)
    expect(summary.right.value, said).toBeGreaterThanOrEqual(bar.right)
    expect(summary.invalid.value).toBe(0)
  },
)

it('the cases of our own ask for every tool, and name none that is not there', async () => {
  const cases = [...(await casesOf(join(packageRoot, 'config/eval/cases.jsonl')))]
  const named = cases.flatMap(({ expected }) => expected?.tools ?? []).flatMap((tool) => tool.split('|'))
  expect(new Set(named)).toEqual(new Set([...named, ...ids]))
  const quick = await casesOf(quickCases)
  for (const tool of [...named, ...quick.flatMap(({ expected }) => expected?.tools ?? [])].flatMap((one) =>
    one.split('|'),
  ))
    expect(ids).toContain(tool)
})

it('the quick set has no request of the other', async () => {
  const other = new Set(
    (await casesOf(join(packageRoot, 'config/eval/cases.jsonl'))).map(({ request }) => request),
  )
  expect((await casesOf(quickCases)).filter(({ request }) => other.has(request))).toEqual([])
})
