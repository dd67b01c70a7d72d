import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { Agent } from '../agent/agent.js'
import type { Request } from '../agent/options.js'
import { withTimeout } from '../core/abort.js'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { privateFile } from '../core/files.js'
import { describeUsage } from '../spending/usage.js'
import { exitCodes } from './exit-codes.js'
import { parseSeconds } from './flag-values.js'
import { type AgentFlags, addAgentFlags, addCostFlags, addPlannerFlag } from './options.js'
import { printable } from './ui/printable.js'
import { processTerminal, type Terminal } from './ui/terminal.js'
import { withAgent } from './with-agent.js'

export interface AskFlags extends AgentFlags {
  json?: boolean | undefined
  quiet?: boolean | undefined
  plan?: boolean | undefined
  trace?: string | undefined
  timeout?: number | undefined
  cost?: boolean | undefined
  dryRun?: boolean | undefined
}

export function askCommand(): Command {
  const command = new Command('ask')
    .description('answer one request about pictures, sound, video or text')
    .argument('<request>', 'what you want to know, in words')
    .argument('[media...]', 'files or URLs; - reads standard input')
  return addCostFlags(addPlannerFlag(addAgentFlags(command)))
    .option('--plan', 'show the plan before it runs')
    .option('--dry-run', 'say what would be sent where and about what it costs; send and run nothing')
    .option('--trace <file>', 'write the whole run record as JSON')
    .option('--timeout <seconds>', 'give up after this long', parseSeconds)
    .option('--json', 'print the run record instead of the answer')
    .option('-q, --quiet', 'no progress, only the answer')
    .addHelpText(
      'after',
      `
Examples:
  $ switchyard ask "What is in this picture?" photo.jpg
  $ switchyard ask "What does the memo say, and is that in the picture?" photo.jpg memo.wav
  $ switchyard ask "Summarize this" - < notes.txt
  $ switchyard ask --dry-run "Describe this picture." photo.jpg
  $ switchyard ask --max-cost 0.05 --cost "Describe this picture." photo.jpg

Exit codes: 0 answered, 1 failed, 2 wrong usage, 3 answered in part, 130 stopped.`,
    )
    .action(ask)
}

async function ask(text: string, media: string[], flags: AskFlags): Promise<void> {
  const timeoutMs = flags.timeout === undefined ? undefined : flags.timeout * 1000
  await withAgent(flags, (agent, outer) =>
    withTimeout(outer, timeoutMs, (signal) => answer(agent, { text, media, flags, signal })),
  )
}

async function answer(
  agent: Agent,
  { text, media, flags, signal }: { text: string; media: string[]; flags: AskFlags; signal: AbortSignal },
): Promise<number> {
  const { createRunView } = await import('./ui/run-view.js')
  const terminal = processTerminal({ quiet: flags.quiet })
  if (media.filter((source) => source === '-').length > 1)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      'Standard input can be read only once. Write - for one of the media, and name files for the others.',
    )
  const request = { text, media: media.map((source) => (source === '-' ? process.stdin : source)) }
  if (flags.dryRun) return dryRun(agent, request, { flags, terminal, signal })
  const view = createRunView({ terminal, showPlan: flags.plan, showAnswer: !flags.json })
  const run = agent.run(request, { signal })
  for await (const event of run) view.show(event)
  const result = await run.result
  if (flags.trace) await writeTrace(flags.trace, result)
  if (flags.json) terminal.out(`${JSON.stringify(result)}\n`)
  if (flags.cost) terminal.err(`${describeUsage(result.usage)}\n`)
  return exitCodes[result.status]
}

async function dryRun(
  agent: Agent,
  request: Request,
  { flags, terminal, signal }: { flags: AskFlags; terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  const { describeForecast } = await import('./ui/describe-forecast.js')
  const askLlm = flags.planner === 'llm'
  const { planned, forecast } = await agent.forecast(request, { signal, askLlm })
  terminal.out(
    flags.json
      ? `${JSON.stringify({ planned, forecast }, null, 2)}\n`
      : `${printable(describeForecast(forecast, { planned, askLlm }))}\n`,
  )
  return exitCodes.answered
}

/** Writes a run record for people and programs to read. */
export async function writeTrace(file: string, record: unknown): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(record, null, 2)}\n`, { mode: privateFile })
  } catch (cause) {
    const reason = messageOf(cause)
    throw new SwitchyardError('INVALID_REQUEST', `The trace could not be written to ${file}: ${reason}`, {
      cause,
    })
  }
}
