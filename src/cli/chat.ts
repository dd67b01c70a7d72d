import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Command } from 'commander'
import type { Agent } from '../agent/agent.js'
import type { RunResult } from '../agent/run.js'
import { SwitchyardError } from '../core/errors.js'
import { makeFolderPrivately, privateFile } from '../core/files.js'
import { addUsage, describeUsage, type RunUsage } from '../spending/usage.js'
import { writeTrace } from './ask.js'
import { exitCodes } from './exit-codes.js'
import { type AgentFlags, addAgentFlags, addCostFlags, addPlannerFlag } from './options.js'
import { printable } from './ui/printable.js'
import { processTerminal, type Terminal } from './ui/terminal.js'
import { reportError, withAgent } from './with-agent.js'

const help = `Ask in your own words. Earlier pictures, recordings and results are remembered: "and the second picture?"
  /attach FILE...   attach files or URLs to the next request
  /media            what is attached so far
  /plan             the plan of the last request
  /trace [FILE]     the record of the last request: routes, timings, attempts
  /cost             what this chat used so far, and about what that costs
  /help             this
  /quit             leave (also Ctrl-D)
Ctrl-C stops the request that is running; at the prompt it leaves.
`
const historySize = 500

type ChatFlags = AgentFlags & { cost?: boolean | undefined }

export function chatCommand(): Command {
  const command = new Command('chat')
    .description('talk with the agent; it remembers media and results')
    .argument('[media...]', 'files or URLs to start with')
  return addCostFlags(addPlannerFlag(addAgentFlags(command)))
    .addHelpText('after', '\nExample:\n  $ switchyard chat photo.jpg')
    .action((media: string[], flags: ChatFlags) => withAgent(flags, (agent) => chat(agent, media, flags)))
}

async function chat(agent: Agent, firstMedia: string[], { cost }: ChatFlags): Promise<number> {
  const { createRunView } = await import('./ui/run-view.js')
  const terminal = processTerminal()
  const session = agent.session()
  const history = await openHistory(agent.parts.dirs.cache)
  let attached = [...firstMedia]
  let last: RunResult | undefined
  const used: RunUsage[] = []
  let current: AbortController | undefined

  const lines = createInterface({
    input: process.stdin,
    output: process.stdin.isTTY ? process.stderr : undefined,
    terminal: process.stdin.isTTY === true,
    history: history.lines,
    historySize,
    prompt: terminal.errColor.bold('> '),
  })
  lines.on('SIGINT', () =>
    current ? current.abort(new SwitchyardError('CANCELLED', 'Stopped.')) : lines.close(),
  )
  // Input may end while a request runs; from Node.js 24 on, a prompt after that is an error.
  let ended = false
  lines.on('close', () => {
    ended = true
  })
  lines.on('history', (entries: string[]) => history.changed(entries))
  terminal.err(
    `Switchyard, profile ${agent.parts.profile.name}. ${agent.parts.llm.reason} /help lists the commands.\n`,
  )
  lines.prompt()

  for await (const line of lines) {
    const [, command, rest = ''] = /^\/(\S*)\s*(.*)$/s.exec(line.trim()) ?? []
    if (command === 'quit' || command === 'exit') break
    if (command !== undefined) await runCommand(command, rest)
    else if (line.trim()) await ask(line)
    if (!ended) lines.prompt()
  }
  lines.close()
  await history.save()
  return exitCodes.answered

  async function ask(text: string): Promise<void> {
    current = new AbortController()
    const view = createRunView({ terminal })
    try {
      const run = session.run({ text, media: attached }, { signal: current.signal })
      for await (const event of run) view.show(event)
      last = await run.result
      used.push(last.usage)
      if (cost) terminal.err(`${describeUsage(last.usage)}\n`)
    } catch (thrown) {
      reportError(thrown)
    } finally {
      // What was taken in is remembered by the session; what could not be must not fail the next request too.
      attached = []
      view.stop()
      current = undefined
    }
  }

  async function runCommand(command: string, rest: string): Promise<void> {
    const { renderPlan } = await import('../plan/render-plan.js')
    switch (command) {
      case 'attach':
        if (!rest) return terminal.err('Name a file or URL: /attach photo.jpg\n')
        attached.push(...splitWords(rest))
        return terminal.err(`Attached to the next request: ${attached.join(', ')}\n`)
      case 'media':
        return showMedia(terminal, session.conversation.media, attached)
      case 'plan':
        return terminal.err(last ? `${printable(renderPlan(last.plan))}\n` : 'Nothing was asked yet.\n')
      case 'trace':
        if (!last) return terminal.err('Nothing was asked yet.\n')
        return showTrace(terminal, last, splitWords(rest)[0])
      case 'cost':
        return terminal.err(`${describeUsage(addUsage(used))}\n`)
      case 'help':
        return terminal.err(help)
      default:
        return terminal.err(`There is no /${command}. /help lists the commands.\n`)
    }
  }
}

async function showTrace(terminal: Terminal, record: RunResult, file: string | undefined): Promise<void> {
  if (!file) return terminal.err(`${printable(JSON.stringify(record, null, 2))}\n`)
  await writeTrace(file, record).then(() => terminal.err(`Written to ${file}.\n`), reportError)
}

function showMedia(terminal: Terminal, media: RunResult['media'], attached: readonly string[]): void {
  for (const [reference, { name, mimeType }] of Object.entries(media)) {
    terminal.err(`$${reference}  ${printable(name ?? '')} ${mimeType}\n`)
  }
  for (const source of attached) terminal.err(`(next)  ${source}\n`)
  if (Object.keys(media).length + attached.length === 0) terminal.err('Nothing is attached. /attach FILE\n')
}

/** Words of a line, with "quoted ones" kept whole. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  )
}

/** What was typed in earlier chats, newest first, readable by the user alone. */
async function openHistory(dir: string) {
  const file = join(dir, 'chat-history')
  const written = await readFile(file, 'utf8').catch(() => '')
  let lines = written.split('\n').filter(Boolean)
  return {
    lines: [...lines],
    changed: (entries: string[]) => {
      lines = entries.slice(0, historySize)
    },
    save: async () => {
      try {
        await makeFolderPrivately(dir)
        await writeFile(file, `${lines.join('\n')}\n`, { mode: privateFile })
      } catch (cause) {
        process.stderr.write(
          `The history could not be kept in ${file}: ${cause instanceof Error ? cause.message : cause}\n`,
        )
      }
    },
  }
}
