import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import type { Agent } from '../../agent/agent.js'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import type { Judged } from '../../eval/judge.js'
import type { Contestant } from '../../eval/run-eval.js'
import type { TaskBenchTool } from '../../eval/taskbench-tools.js'
import type { LanguageModel } from '../../llm/language-model.js'
import type { Planner } from '../../planner/planner.js'
import type { AnyTool } from '../../tools/tool.js'
import { exitCodes } from '../exit-codes.js'
import { collectValues, wholeNumber } from '../flag-values.js'
import { type AgentFlags, addModelFlags, agentOptions } from '../options.js'
import { runInterruptibly } from '../run-interruptibly.js'
import { columns, processTerminal, type Terminal } from '../ui/terminal.js'
import { makeAgent, reportError } from '../with-agent.js'
import { orThrow, readEvalData, readPresenceData } from './eval-data.js'

interface EvalFlags extends Omit<AgentFlags, 'llm' | 'planner'> {
  planner?: string[] | undefined
  llm?: string[] | undefined
  limit?: number | undefined
  seed: number
  out?: string | undefined
  report?: string | undefined
  worst: number
  answers?: boolean | undefined
  presence?: boolean
  quick?: boolean | undefined
  anew?: boolean | undefined
  json?: boolean | undefined
  quiet?: boolean | undefined
}

const planners = ['rules', 'llm', 'bare-llm', 'auto'] as const

export function evalCommand(): Command {
  const command = new Command('eval')
    .description('measure how well planners plan, several side by side')
    .argument(
      '[data]',
      "a folder in TaskBench's form, or a JSONL file of cases of your own (default: the cases that come with Switchyard)",
    )
  return addModelFlags(command)
    .addOption(
      new Option(
        '--planner <kind>',
        'who plans: rules, llm, bare-llm (without a draft by the rules) or auto (repeatable; default: rules)',
      ).argParser((value: string, all: string[] = []) => collectValues(plannerKind(value), all)),
    )
    .option('--llm <spec>', 'LLM for llm and auto, such as openai:MODEL (repeatable)', collectValues)
    .option('--limit <requests>', 'take only so many requests, drawn by chance', wholeNumber(1))
    .option('--seed <number>', 'what chance starts from', wholeNumber(0, 4_294_967_295), 1)
    .option(
      '-o, --out <file>',
      'keep what was planned, one line a request; started again, does what is missing',
    )
    .option('--report <file>', 'write the tables and the worst requests as Markdown')
    .option('--worst <requests>', 'how many of the worst requests the report shows', wholeNumber(0), 10)
    .option('--answers', 'run the plans and check the answers too (needs models and the files)')
    .option(
      '--presence',
      'ask what is and what is not in the samples (or in a folder with a samples.json), and count claims that nothing bears out',
    )
    .option('--quick', 'find out whether an LLM plans better than the rules, and remember it')
    .option('--anew', 'with --quick: measure again what is remembered')
    .option('--json', 'print the report as JSON')
    .option('-q, --quiet', 'no progress, only the report')
    .addHelpText(
      'after',
      `
Examples:
  $ switchyard eval                                        the rules, on Switchyard's own cases
  $ switchyard eval data_huggingface --limit 100 --report report.md
  $ switchyard eval --planner rules --planner llm --llm openai:qwen3:8b --out results.jsonl
  $ switchyard eval --quick --llm openai:qwen3:8b
  $ switchyard eval --presence --profile demo --planner rules --planner llm --llm openai:qwen3:8b

Nothing is run without --answers or --presence: plans alone are compared, and no model but the LLM is needed.`,
    )
    .action(evaluate)
}

function plannerKind(value: string): string {
  if (planners.some((kind) => kind === value)) return value
  throw new SwitchyardError('INVALID_REQUEST', `--planner ${value}: it takes ${planners.join(', ')}.`)
}

async function evaluate(data: string | undefined, flags: EvalFlags): Promise<void> {
  await runInterruptibly('Stopped.', async (signal) => {
    const agents: Agent[] = []
    /** An agent for a planner and an LLM. */
    const agentFor = async (planner: string, llm: string | undefined) => {
      const agent = await makeAgent(
        agentOptions({
          ...flags,
          planner: planner === 'bare-llm' ? 'llm' : planner,
          llm: planner === 'rules' ? 'none' : llm,
        }),
      )
      agents.push(agent)
      return agent
    }
    try {
      const terminal = processTerminal({ quiet: flags.quiet })
      process.exitCode = flags.quick
        ? await compareQuickly(flags, { agentFor, terminal, signal })
        : await measure(data, flags, { agentFor, terminal, signal })
    } catch (thrown) {
      process.exitCode = reportError(thrown, flags)
    } finally {
      await Promise.all(agents.map((agent) => agent.close()))
    }
  })
}

interface Around {
  agentFor: (planner: string, llm: string | undefined) => Promise<Agent>
  terminal: Terminal
  signal: AbortSignal
}

async function measure(data: string | undefined, flags: EvalFlags, around: Around): Promise<number> {
  const { terminal, signal } = around
  const { limit, seed, json = false, presence = false, worst } = flags
  const answers = presence || flags.answers === true
  const { hashRequest, rowKey } = await import('../../eval/result-row.js')
  const { sampleOf } = await import('../../eval/random.js')
  const { readRows, openRows } = await import('../../eval/results-file.js')
  const { runEval } = await import('../../eval/run-eval.js')
  const { makeReport, renderReport, reportRows } = await import('../../eval/report.js')
  const { judge } = await import('../../eval/judge.js')
  const read = presence ? await readPresenceData(data, seed) : await readEvalData(data)
  if (answers && read.tools)
    throw new SwitchyardError('INVALID_REQUEST', "TaskBench's tools can't be run: leave --answers out.")
  const cases = limit === undefined ? read.cases : sampleOf(read.cases, { limit, seed })
  const { contestants, tools } = await contestantsFor({ ...flags, answers }, read.tools, around)
  const known = flags.out === undefined ? [] : await readRows(flags.out)
  const file = flags.out === undefined ? undefined : await openRows(flags.out)
  const ids = tools.map(({ id }) => id)
  const keys = new Set(known.map(rowKey))
  const missing = contestants.flatMap(({ label }) =>
    cases.filter(
      (one) =>
        !keys.has(rowKey({ planner: label, case: one.id, asked: hashRequest(one, { tools: ids, answers }) })),
    ),
  )
  let made = 0
  const rows = await runEval({
    cases,
    contestants,
    tools: ids,
    answers,
    known,
    signal,
    onRow: async (row) => {
      await file?.append(row)
      made += 1
      if (terminal.interactive) terminal.err(`\r${made} of ${missing.length}`)
    },
  })
  if (terminal.interactive && made > 0) terminal.err('\n')

  const names = new Map(read.tools?.map((tool) => [tool.tool.id, tool]))
  const byId = new Map(cases.map((one) => [one.id, one]))
  const judged = new Map<string, Judged[]>(contestants.map(({ label }) => [label, []]))
  for (const row of rows) {
    const one = byId.get(row.case)
    if (one) judged.get(row.planner)?.push(judge(one, row, { namesOf: (id) => names.get(id) }))
  }
  const report = makeReport(judged, { data: read.name, seed })
  if (flags.report !== undefined) await writeReport(flags.report, renderReport(report, judged, { worst }))
  terminal.out(json ? `${JSON.stringify(report, null, 2)}\n` : `${columns(reportRows(report))}\n`)
  return exitCodes.answered
}

async function contestantsFor(
  flags: EvalFlags,
  taskBench: readonly TaskBenchTool[] | undefined,
  { agentFor }: Around,
): Promise<{ contestants: Contestant[]; tools: readonly AnyTool[] }> {
  const { createPlanningContestant } = await import('../../eval/run-eval.js')
  const { createAnsweringContestant } = await import('./answering-contestant.js')
  const kinds = [...new Set(flags.planner ?? ['rules'])]
  const specs = flags.llm ?? [undefined]
  const contestants: Contestant[] = []
  let tools: readonly AnyTool[] = taskBench?.map(({ tool }) => tool) ?? []
  for (const kind of kinds)
    for (const llm of kind === 'rules' ? [undefined] : [...new Set(specs)]) {
      const agent = await agentFor(kind, llm)
      const { registry, llm: chosen } = agent.parts
      if (/llm$/.test(kind)) expectModel(agent, `--planner ${kind}`)
      if (!taskBench) tools = registry.list()
      const label = kind === 'rules' ? kind : `${kind} ${chosen.id ?? 'without an LLM'}`
      const planner = await planningAlone(kind, agent)
      contestants.push(
        flags.answers
          ? createAnsweringContestant(label, agent)
          : createPlanningContestant(label, { planner, tools }),
      )
    }
  return { contestants, tools }
}

/** Each planner by itself, without the other to fall back on, and with every tool: nothing is run. */
async function planningAlone(kind: string, { parts }: Agent): Promise<Planner> {
  const { createLlmPlanner } = await import('../../planner/llm/llm-planner.js')
  const { createRulePlanner } = await import('../../planner/rules/rule-planner.js')
  const maxSteps = parts.profile.steps.max
  if (kind === 'rules') return createRulePlanner({ maxSteps })
  const { model } = parts.llm
  if (!model || kind === 'auto') return parts.planner
  return createLlmPlanner({ model, maxSteps, draftBy: kind === 'bare-llm' ? 'none' : undefined })
}

function expectModel({ parts: { llm } }: Agent, flag: string): LanguageModel {
  if (llm.model) return llm.model
  throw new SwitchyardError('INVALID_REQUEST', `${flag} needs an LLM: ${llm.reason} Name one with --llm.`)
}

async function compareQuickly(flags: EvalFlags, { agentFor, terminal, signal }: Around): Promise<number> {
  const { comparePlanners } = await import('../../eval/compare-planners.js')
  const found: unknown[] = []
  for (const spec of flags.llm ?? [undefined]) {
    const agent = await agentFor('llm', spec)
    const model = expectModel(agent, '--quick')
    const comparison = orThrow(
      await comparePlanners({
        model: model.id,
        llm: await planningAlone('llm', agent),
        rules: await planningAlone('rules', agent),
        tools: agent.parts.registry.list(),
        file: agent.parts.dirs.planners,
        anew: flags.anew,
        signal,
      }),
    )
    found.push({ model: model.id, ...comparison })
    if (flags.json) continue
    const { llm, rules, better, remembered } = comparison
    const say = (name: string, { nodeF1, linkF1, invalid, medianSeconds }: typeof llm) => [
      name,
      ...[nodeF1, linkF1, invalid].map((share) => (share * 100).toFixed(1)),
      medianSeconds.toFixed(medianSeconds < 0.1 ? 3 : 1),
    ]
    terminal.out(
      `${columns([['planner', 'n-F1', 'e-F1', 'invalid', 'seconds'], say(model.id, llm), say('rules', rules)])}\n`,
    )
    const says = better === 'llm' ? `${model.id} plans better than the rules` : 'The rules plan better'
    terminal.out(`${says}${remembered ? ', as measured before' : ''}.\n`)
  }
  if (flags.json) terminal.out(`${JSON.stringify(found, null, 2)}\n`)
  return exitCodes.answered
}

async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (cause) {
    throw new SwitchyardError('STORE_FULL', `The report can't be written to ${path}: ${messageOf(cause)}.`, {
      cause,
    })
  }
}
