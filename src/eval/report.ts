import { redact } from '../core/errors.js'
import type { EvalCase, RequestKind, ToolGraph } from './eval-case.js'
import { requestKinds } from './eval-case.js'
import type { Judged } from './judge.js'
import { f1Of } from './score.js'
import {
  type Estimate,
  type EvalSummary,
  type SummarizeOptions,
  summarize,
  summarizeByKind,
} from './summarize.js'

/** How each planner did, as JSON. */
export interface EvalReport {
  /** What was read. */
  data: string
  requests: number
  seed: number
  planners: {
    planner: string
    all: EvalSummary
    byKind: Partial<Record<RequestKind, EvalSummary>>
  }[]
}

/** Judged rows by planner, in the order of the planners. */
export type JudgedByPlanner = ReadonlyMap<string, readonly Judged[]>

export function makeReport(
  judged: JudgedByPlanner,
  { data, seed = 1, rounds }: SummarizeOptions & { data: string },
): EvalReport {
  const planners = [...judged].map(([planner, rows]) => ({
    planner,
    all: summarize(rows, { seed, rounds }),
    byKind: summarizeByKind(rows, { seed, rounds }),
  }))
  return { data, requests: planners[0]?.all.requests ?? 0, seed, planners }
}

const heads = ['planner', 'requests', 'n-F1', 'e-F1', 't-F1', 'v-F1', 'exact', 'right', 'accuracy', 'yes-ratio', 'unsupported', 'invalid', 'LLM calls', 'tokens in', 'out', 'seconds'] // biome-ignore format: one row as in the table

/** The table's rows, heads first: each planner over all requests, then over each kind. Columns without a value are left out. */
export function reportRows({ planners }: EvalReport): string[][] {
  const rows = planners.flatMap(({ planner, all, byKind }) => {
    const kinds = requestKinds.flatMap((kind) => {
      const summary = byKind[kind]
      return summary ? [summaryRow(`- ${kind}`, summary)] : []
    })
    return [summaryRow(planner, all), ...(kinds.length > 1 ? kinds : [])]
  })
  const shown = heads.map((_, column) => rows.some((row) => row[column] !== ''))
  return [heads, ...rows].map((row) => row.filter((_, column) => shown[column]))
}

function summaryRow(label: string, summary: EvalSummary): string[] {
  const { requests, llmCalls, inputTokens, outputTokens, medianSeconds } = summary
  const hasLlm = llmCalls > 0
  return [
    label,
    String(requests),
    ...[summary.nodeF1, summary.linkF1, summary.typeF1, summary.valueF1, summary.exact, summary.right].map(
      formatEstimate,
    ),
    formatEstimate(summary.accuracy),
    formatEstimate(summary.yesRatio),
    summary.unsupportedClaims?.toFixed(2) ?? '',
    formatEstimate(summary.invalid),
    hasLlm ? llmCalls.toFixed(1) : '',
    hasLlm ? String(Math.round(inputTokens)) : '',
    hasLlm ? String(Math.round(outputTokens)) : '',
    medianSeconds < 0.1 ? medianSeconds.toFixed(3) : medianSeconds.toFixed(1),
  ]
}

const hundredths = (share: number): string => (share * 100).toFixed(1)

/** `67.6 (62.1-73.0)`, in hundredths. */
function formatEstimate(estimate: Estimate | undefined): string {
  if (!estimate) return ''
  const { value, low, high } = estimate
  return low === high
    ? hundredths(value)
    : `${hundredths(value)} (${Math.round(low * 100)}-${Math.round(high * 100)})`
}

/** The whole as Markdown: the table, then the requests that came out worst, planners side by side. */
export function renderReport(report: EvalReport, judged: JudgedByPlanner, { worst = 10 } = {}): string {
  const [head = [], ...rows] = reportRows(report)
  const cases = worstCases(judged).slice(0, worst)
  return [
    '# How well plans were made',
    `${report.requests} requests of ${cell(report.data)}. F1 and shares in hundredths; in brackets, the bounds of 95 of 100 draws of as many requests (seed ${report.seed}). Tokens and unsupported claims are means of a request, seconds medians.`,
    [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows.map(tableRow)].join('\n'),
    ...(cases.length > 0
      ? [`## The worst ${cases.length}`, ...cases.map((one) => renderCase(one, judged))]
      : []),
    '',
  ].join('\n\n')
}

const tableRow = (row: readonly string[]): string => `| ${row.map(cell).join(' | ')} |`
const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|')

/** Cases that at least one planner got wrong, those with the lowest scores over all planners first. */
function worstCases(judged: JudgedByPlanner): EvalCase[] {
  const found = new Map<string, { one: EvalCase; marks: number[] }>()
  for (const rows of judged.values())
    for (const row of rows) {
      const entry = found.get(row.case.id) ?? { one: row.case, marks: [] }
      entry.marks.push(markOf(row))
      found.set(row.case.id, entry)
    }
  const mean = (marks: readonly number[]) => marks.reduce((sum, mark) => sum + mark, 0) / marks.length
  return [...found.values()]
    .map(({ one, marks }) => ({ one, mark: mean(marks) }))
    .filter(({ mark }) => mark < 1)
    .sort((a, b) => a.mark - b.mark)
    .map(({ one }) => one)
}

/** 0 (nothing right) to 1 (all of it). */
function markOf({ score, misses, invalid }: Judged): number {
  const graph = score
    ? (f1Of(score.nodes) ?? 1) * 0.5 + (f1Of(score.links) ?? 1) * 0.3 + (score.exact ? 0.2 : 0)
    : invalid
      ? 0
      : 1
  return misses.length > 0 ? graph * 0.5 : graph
}

function renderCase(one: EvalCase, judged: JudgedByPlanner): string {
  const files = Object.entries(one.media).map(([reference, { name }]) => `${reference}: ${name ?? '?'}`)
  const planners = [...judged].flatMap(([planner, rows]) => {
    const row = rows.find((judgedRow) => judgedRow.case.id === one.id)
    return row ? [`| ${cell(planner)} | ${cell(renderGraph(row.graph))} | ${cell(formatMisses(row))} |`] : []
  })
  return [
    `### ${cell(one.id)} (${one.kind})`,
    `> ${cell(one.request)}${files.length > 0 ? ` [${cell(files.join(', '))}]` : ''}`,
    [
      '| | tools and links | what is wrong |\n| --- | --- | --- |',
      ...(one.expected ? [`| right | ${cell(renderGraph(one.expected))} | |`] : []),
      ...planners,
    ].join('\n'),
  ].join('\n\n')
}

/** `caption -> speech, detect`: what feeds what, then what stands alone. */
export function renderGraph({ tools, links }: ToolGraph): string {
  const linked = new Set(links.flat())
  const parts = [
    ...new Set(links.map(([source, target]) => `${source} -> ${target}`)),
    ...new Set(tools.filter((tool) => !linked.has(tool))),
  ]
  return parts.join(', ') || 'nothing'
}

function formatMisses({ row, misses, score }: Judged): string {
  const answer = row.answer && misses.length > 0 ? [`answer: ${row.answer.text.slice(0, 200)}`] : []
  const why = row.error ? [row.error.message.slice(0, 300)] : score?.exact === false ? ['another graph'] : []
  return redact([...why, ...misses, ...answer].join('; '))
}
