import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from '../config/package-root.js'
import type { SwitchyardError } from '../core/errors.js'
import { replaceFile } from '../core/files.js'
import { ok, type Result } from '../core/result.js'
import type { Planner } from '../planner/planner.js'
import type { AnyTool } from '../tools/tool.js'
import { packageVersion } from '../version.js'
import type { EvalCase } from './eval-case.js'
import { judge } from './judge.js'
import { readOwnCases } from './read-own-cases.js'
import { hashRequest } from './result-row.js'
import { createPlanningContestant, runEval } from './run-eval.js'
import { summarize } from './summarize.js'

/** The small set that planners are compared on. Nothing is tuned to it. */
export const quickCases = join(packageRoot, 'config/eval/quick.jsonl')

const planQualitySchema = z.object({
  /** 0 to 1. */
  nodeF1: z.number(),
  linkF1: z.number(),
  /** Share of requests without a plan that can be run. */
  invalid: z.number(),
  medianSeconds: z.number(),
})
/** How well a planner planned the quick set. */
export type PlanQuality = z.infer<typeof planQualitySchema>

const comparisonSchema = z.object({
  better: z.enum(['llm', 'rules']),
  llm: planQualitySchema,
  rules: planQualitySchema,
  requests: z.number(),
  /** What it holds for: this version, these requests and these tools. */
  measuredOn: z.string(),
  measuredAt: z.string(),
})
export type PlannerComparison = z.infer<typeof comparisonSchema>
const fileSchema = z.object({ version: z.literal(1), models: z.record(z.string(), comparisonSchema) })

export interface ComparePlannersOptions {
  /** What the LLM is remembered by: its id, and its server's address where the id does not tell. */
  model: string
  llm: Planner
  rules: Planner
  tools: readonly AnyTool[]
  /** Where comparisons are remembered: `planners.json` in the cache folder. */
  file: string
  /** Measure anew, whatever is remembered. Default: false. */
  anew?: boolean | undefined
  signal: AbortSignal
}

/**
 * Says whether an LLM plans better than the rules, by planning some twenty requests with both; nothing is run. It is
 * measured once for each model, version and set of tools and then read from `file`. An `INVALID_REQUEST` error when the set can't
 * be read; rejects when the LLM fails again and again, or on the signal.
 */
export async function comparePlanners(
  options: ComparePlannersOptions,
): Promise<Result<PlannerComparison & { remembered: boolean }, SwitchyardError>> {
  const { model, llm, rules, tools, file, anew = false, signal } = options
  const cases = await readOwnCases(quickCases)
  if (!cases.ok) return cases
  const measuredOn = measuredOnOf(cases.value, tools)
  const known = (await readComparisons(file))[model]
  if (!anew && known?.measuredOn === measuredOn) return ok({ ...known, remembered: true })
  const ours = await measurePlanner(rules, { cases: cases.value, tools, signal })
  const theirs = await measurePlanner(llm, { cases: cases.value, tools, signal })
  const comparison: PlannerComparison = {
    better: markOf(theirs) > markOf(ours) ? 'llm' : 'rules',
    llm: theirs,
    rules: ours,
    requests: cases.value.length,
    measuredOn,
    measuredAt: new Date().toISOString(),
  }
  await remember(file, model, comparison)
  return ok({ ...comparison, remembered: false })
}

/** What is remembered of a model, without measuring; undefined where it was not compared, or only by an older version. */
export async function recallComparison({
  model,
  tools,
  file,
}: Pick<ComparePlannersOptions, 'model' | 'tools' | 'file'>): Promise<PlannerComparison | undefined> {
  const cases = await readOwnCases(quickCases)
  const known = (await readComparisons(file))[model]
  return cases.ok && known?.measuredOn === measuredOnOf(cases.value, tools) ? known : undefined
}

/** Which tools matters as much as in which order: a wrong link is half a wrong plan. Invalid plans count as empty already. */
const markOf = ({ nodeF1, linkF1 }: PlanQuality): number => (nodeF1 + linkF1) / 2

async function measurePlanner(
  planner: Planner,
  { cases, tools, signal }: { cases: readonly EvalCase[]; tools: readonly AnyTool[]; signal: AbortSignal },
): Promise<PlanQuality> {
  const contestants = [createPlanningContestant('one', { planner, tools })]
  const rows = await runEval({ cases, contestants, tools: tools.map(({ id }) => id), signal })
  const judged = rows.flatMap((row) => {
    const one = cases.find(({ id }) => id === row.case)
    return one ? [judge(one, row, { namesOf: () => undefined })] : []
  })
  const { nodeF1, linkF1, invalid, medianSeconds } = summarize(judged, { rounds: 1 })
  return {
    nodeF1: nodeF1?.value ?? 0,
    linkF1: linkF1?.value ?? 0,
    invalid: invalid.value,
    medianSeconds,
  }
}

function measuredOnOf(cases: readonly EvalCase[], tools: readonly AnyTool[]): string {
  const ids = tools.map(({ id }) => id).sort()
  const requests = cases.map((one) => hashRequest(one, { tools: ids, answers: false }))
  return `${packageVersion} ${hashRequest({ request: requests.join(), media: {} }, { tools: ids, answers: false })}`
}

async function readComparisons(file: string): Promise<Record<string, PlannerComparison>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8'))).models
  } catch {
    // Nothing is lost but the time to measure again.
    return {}
  }
}

/** A file that can't be written is no error: then nothing is remembered. */
async function remember(file: string, model: string, comparison: PlannerComparison): Promise<void> {
  const models = { ...(await readComparisons(file)), [model]: comparison }
  try {
    await mkdir(dirname(file), { recursive: true })
    await replaceFile(file, (temporary) => writeFile(temporary, JSON.stringify({ version: 1, models })))
  } catch {
    // Then it is measured again.
  }
}
