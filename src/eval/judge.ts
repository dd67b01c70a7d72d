import type { Step } from '../plan/plan.js'
import { mentions } from '../tools/text/mentions.js'
import type { AnswerChecks, EvalCase, PlanChecks, ToolGraph } from './eval-case.js'
import { planGraph, type ToolNames } from './plan-graph.js'
import { type AnswerVerdict, readVerdict } from './read-verdict.js'
import type { ResultRow } from './result-row.js'
import { type CaseScore, scoreGraph } from './score.js'

/** One row, judged. */
export interface Judged {
  case: EvalCase
  row: ResultRow
  graph: ToolGraph
  /** Absent for cases that say nothing of the plan. */
  score?: CaseScore | undefined
  /** Whether there was no plan that can be run. */
  invalid: boolean
  /** What the answer says to the case's yes-or-no question; absent where it asks none, or nothing was answered. */
  verdict?: AnswerVerdict | undefined
  /** What of the case's own checks does not hold, one phrase each. */
  misses: string[]
}

const emptyGraph: ToolGraph = { tools: [], links: [], args: [] }

/** Holds what a planner made against what is right. Pure. */
export function judge(
  one: EvalCase,
  row: ResultRow,
  { namesOf }: { namesOf: (tool: string) => ToolNames | undefined },
): Judged {
  const graph = row.plan ? planGraph(row.plan, { media: one.media, namesOf }) : emptyGraph
  const score = one.expected && scoreGraph(one.expected, graph)
  const { answerChecks } = one
  const asksYesOrNo = answerChecks?.says === 'yes' || answerChecks?.says === 'no'
  const verdict = asksYesOrNo && row.answer ? readVerdict(row.answer.text) : undefined
  const misses = [
    ...(one.planChecks ? missingInPlan(one, one.planChecks, row, graph) : []),
    ...(answerChecks && row.answer ? missingInAnswer(answerChecks, row.answer, verdict) : []),
  ]
  return { case: one, row, graph, score, invalid: row.plan === undefined, verdict, misses }
}

function missingInPlan(
  { media }: EvalCase,
  { inputs, steps, conditional }: PlanChecks,
  { plan }: ResultRow,
  { tools }: ToolGraph,
): string[] {
  const planned = plan?.steps ?? []
  const named = (text: string) =>
    text.replace(/\$([a-z]+\d+)\b/gi, (whole, name: string) => media[name]?.name ?? whole)
  const textOf = (tool: string, field: string | undefined) =>
    planned
      .filter((step) => tool.split('|').includes(step.tool))
      .flatMap(({ input }) => Object.entries(input))
      .filter(([name]) => field === undefined || name === field)
      .map(([, value]) => named(typeof value === 'string' ? value : JSON.stringify(value)))
  return [
    ...(conditional ? wrongConditions(conditional, planned) : []),
    ...(steps !== undefined && planned.length !== steps ? [`${planned.length} steps, not ${steps}`] : []),
    ...inputs
      .filter(
        ({ tool, field, mentions: words }) => !textOf(tool, field).some((text) => mentions(text, words)),
      )
      .filter(({ tool }) => tool.split('|').some((id) => tools.includes(id)))
      .map(({ tool, field, mentions: words }) => `${tool}${field ? ` ${field}` : ''} lacks "${words}"`),
  ]
}

function wrongConditions(wanted: readonly string[], planned: readonly Step[]): string[] {
  const found = planned.filter(({ when }) => when).map(({ tool }) => tool)
  return [
    ...wanted.filter((tool) => !found.includes(tool)).map((tool) => `${tool} has no condition`),
    ...found.filter((tool) => !wanted.includes(tool)).map((tool) => `${tool} has a condition`),
  ]
}

function missingInAnswer(
  { mentions: wanted, lacks, says, opens, opensWithout, order }: AnswerChecks,
  { text: answer, unsupported = [] }: NonNullable<ResultRow['answer']>,
  verdict: AnswerVerdict | undefined,
): string[] {
  const [first = ''] = answer.trim().split('\n')
  const has = (text: string, words: string) => words.split('|').some((choice) => mentions(text, choice))
  const made = says === 'nothing' ? unsupported : []
  return [
    ...(verdict !== undefined && verdict !== says ? [`the answer is ${verdict}, not ${says}`] : []),
    ...made.map((claim) => `the answer makes up ${claim}`),
    ...wanted.filter((words) => !has(answer, words)).map((words) => `the answer lacks "${words}"`),
    ...opens.filter((words) => !has(first, words)).map((words) => `the first line lacks "${words}"`),
    ...opensWithout
      .filter((words) => mentions(first, words))
      .map((words) => `the first line says "${words}"`),
    ...(isInOrder(answer, order) ? [] : [`the answer does not have ${order.join(', ')} in this order`]),
    ...lacks.filter((words) => mentions(answer, words)).map((words) => `the answer says "${words}"`),
  ]
}

/** Whether words stand in a text one after the other. */
function isInOrder(text: string, order: readonly string[]): boolean {
  const lower = text.toLowerCase()
  let at = 0
  for (const words of order) {
    const found = lower.indexOf(words.toLowerCase(), at)
    if (found < 0) return false
    at = found + words.length
  }
  return true
}

/** Whether a case came out right: the right graph, and all of its checks. */
export const isRight = ({ score, misses, invalid }: Judged): boolean =>
  misses.length === 0 && (score ? score.exact : !invalid)
