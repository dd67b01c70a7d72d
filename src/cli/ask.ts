import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { Agent } from '../agent/agent.js'
import type { Request } from '../agent/options.js'
import { acceptedFormats } from '../config/accepted-formats.js'
import { withTimeout } from '../core/abort.js'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { privateFile } from '../core/files.js'
import { describeUsage } from '../spending/usage.js'
import { confirmOnTerminal, createApprover } from './approve-plan.js'
import { exitCodes } from './exit-codes.js'
import { askFirst } from './files/ask-first.js'
import { parseSeconds } from './flag-values.js'
import {
  type AgentFlags,
  addAgentFlags,
  addApproveFlag,
  addCostFlags,
  addMediaFlags,
  addOutFlags,
  addPlannerFlag,
  type MediaFlags,
  mediaArgument,
  type OutFlags,
} from './options.js'
import { hintAtLlm } from './setup/llm-hint.js'
import { printable } from './ui/printable.js'
import { processTerminal, type Terminal } from './ui/terminal.js'
import { withAgent } from './with-agent.js'

interface AskFlags extends AgentFlags, MediaFlags, OutFlags {
  json?: boolean | undefined
  quiet?: boolean | undefined
  plan?: boolean | undefined
  trace?: string | undefined
  timeout?: number | undefined
  cost?: boolean | undefined
  dryRun?: boolean | undefined
  evidence?: boolean | undefined
}

export function askCommand(): Command {
  const command = new Command('ask')
    .description('answer one request about pictures, sound, video, documents or text')
    .argument('<request>', 'what you want to know, in words')
    .argument('[media...]', `${mediaArgument}; - reads standard input`)
  return addOutFlags(addMediaFlags(addApproveFlag(addCostFlags(addPlannerFlag(addAgentFlags(command))))))
    .option('--plan', 'show the plan before it runs')
    .option('--dry-run', 'say what would be sent where and about what it costs; send and run nothing')
    .option(
      '--evidence',
      'print what the answer rests on: boxes in pictures, seconds of recordings, passages',
    )
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
  $ switchyard ask "Which of these shows a horse?" photos 'more/*.jpg' @list.txt
  $ switchyard ask "What happens in this video, and what is said?" clip.mp4
  $ switchyard ask "Summarize this" - < notes.txt
  $ switchyard ask "Remove the background." photo.jpg --out cut-out.png
  $ switchyard ask --dry-run "Describe this picture." photo.jpg
  $ switchyard ask --max-cost 0.05 --cost "Describe this picture." photo.jpg

Files: ${acceptedFormats}.

Exit codes: 0 answered, 1 failed, 2 wrong usage, 3 answered in part, 130 stopped.`,
    )
    .action(ask)
}

async function ask(text: string, media: string[], flags: AskFlags): Promise<void> {
  const { settleForOne, startHost } = await import('./start-early.js')
  settleForOne()
  const timeoutMs = flags.timeout === undefined ? undefined : flags.timeout * 1000
  if (media.length > 0 && !flags.dryRun && flags.profile !== 'remote') startHost()
  await withAgent(flags, (agent, outer) =>
    withTimeout(outer, timeoutMs, (signal) => answer(agent, { text, media, flags, signal })),
  )
}

async function answer(
  agent: Agent,
  {
    text,
    media: words,
    flags,
    signal,
  }: { text: string; media: string[]; flags: AskFlags; signal: AbortSignal },
): Promise<number> {
  const { createRunView } = await import('./ui/run-view.js')
  const { renderEvidence } = await import('./ui/render-evidence.js')
  const { showMade } = await import('./ui/made-files.js')
  const { mediaBehind } = await import('./files/media-arguments.js')
  const terminal = processTerminal({ quiet: flags.quiet })
  const { sources: media, notes } = await mediaBehind(text, words, flags)
  for (const note of notes) terminal.err(`${printable(note)}\n`)
  if (media.filter((source) => source === '-').length > 1)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      'Standard input can be read only once. Write - for one of the media, and name files for the others.',
    )
  await askFirst(media, { terminal, yes: flags.yes || flags.quiet || flags.dryRun, signal })
  const request = { text, media: media.map((source) => (source === '-' ? process.stdin : source)) }
  if (flags.dryRun) return dryRun(agent, request, { flags, terminal, signal })
  const hint = media.length > 0 ? undefined : await unattachedIn(text)
  if (hint) terminal.err(`${printable(hint)}\n`)
  const view = await createRunView({ terminal, showPlan: flags.plan, showAnswer: !flags.json })
  const canAsk = process.stdin.isTTY === true && terminal.interactive && !media.includes('-')
  const approve = createApprover({
    terminal,
    all: flags.approve,
    pause: view.stop,
    ask: canAsk ? confirmOnTerminal : undefined,
  })
  const run = agent.run(request, { signal, approve })
  for await (const event of run) view.show(event)
  const result = await run.result
  if (flags.trace) await writeTrace(flags.trace, result)
  if (flags.out !== undefined && result.outputs.length === 0)
    terminal.err(`No file was made that could be saved to ${printable(flags.out)}: the answer is text.\n`)
  const areThere = await showMade(result.outputs, {
    terminal,
    reader: agent.parts.reader,
    to: flags.out,
    preview: flags.preview !== false && !flags.quiet,
    aside: flags.json,
  })
  if (flags.json) terminal.out(`${JSON.stringify(result)}\n`)
  else if (flags.evidence) terminal.out(`\n${printable(renderEvidence(result.evidence))}\n`)
  if (media.length === 0 && !hint && result.steps.length === 0 && result.planned.at(-1)?.shortfalls?.length)
    terminal.err(`To attach some, ${howToAttach('photo.jpg')}\n`)
  const { id: llm, nextMove } = agent.parts.llm
  if (
    llm === undefined &&
    flags.llm !== 'none' &&
    !flags.json &&
    result.steps.some(({ status }) => status === 'done')
  )
    await hintAtLlm(terminal, { cacheDir: agent.parts.dirs.cache, nextMove })
  if (flags.cost) terminal.err(`${describeUsage(result.usage)}\n`)
  return areThere ? exitCodes[result.status] : exitCodes.failed
}

const howToAttach = (paths: string) =>
  `name files behind the request, as in \`switchyard ask "..." ${paths}\`.`

/** What to say of files that the request speaks of and that are not attached. */
async function unattachedIn(text: string): Promise<string | undefined> {
  const { describeUnattached, findUnattached } = await import('./files/unattached.js')
  return describeUnattached(await findUnattached(text), howToAttach)
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
