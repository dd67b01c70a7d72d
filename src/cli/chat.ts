import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Command } from 'commander'
import type { Agent } from '../agent/agent.js'
import type { RunResult } from '../agent/run.js'
import { describeLlm } from '../config/describe-llm.js'
import { SwitchyardError } from '../core/errors.js'
import { fromHome, makeFolderPrivately, privateFile } from '../core/files.js'
import { addUsage, describeUsage, type RunUsage } from '../spending/usage.js'
import { confirmInChat, createApprover } from './approve-plan.js'
import { writeTrace } from './ask.js'
import { exitCodes } from './exit-codes.js'
import { askFirst } from './files/ask-first.js'
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
import { printable } from './ui/printable.js'
import { processTerminal, type Terminal } from './ui/terminal.js'
import { reportError, withAgent } from './with-agent.js'

const help = `Ask in your own words. Earlier pictures, recordings and results are remembered: "and the second picture?"
  /attach FILE...   attach files, URLs, folders, patterns or @lists to the next request
  /media            what is attached so far
  /plan             the plan of the last request
  /trace [FILE]     the record of the last request: routes, timings, attempts
  /save [PATH]      save what the last request made to a folder or file (default: this folder)
  /open             look at what the last request made
  /good, /bad [STEP] [REMARK]
                    what you think of the last answer, or of a step of it: /bad s1 it is a bus
  /cost             what this chat used so far, and about what that costs
  /help             this
  /quit             leave (also Ctrl-D)
Ctrl-C stops the request that is running; at the prompt it leaves.
`
const historySize = 500

type ChatFlags = AgentFlags & MediaFlags & OutFlags & { cost?: boolean | undefined }

export function chatCommand(): Command {
  const command = new Command('chat')
    .description('talk with the agent; it remembers media and results')
    .argument('[media...]', `to start with: ${mediaArgument}`)
  return addOutFlags(addMediaFlags(addApproveFlag(addCostFlags(addPlannerFlag(addAgentFlags(command))))))
    .addHelpText('after', '\nExample:\n  $ switchyard chat photo.jpg')
    .action((media: string[], flags: ChatFlags) =>
      withAgent(flags, (agent, signal) => chat(agent, media, { ...flags, signal })),
    )
}

async function chat(
  agent: Agent,
  firstMedia: string[],
  { cost, out, preview, recursive, yes, approve: all, signal }: ChatFlags & { signal: AbortSignal },
): Promise<number> {
  const { createRunView } = await import('./ui/run-view.js')
  const { showMade } = await import('./ui/made-files.js')
  const { reader } = agent.parts
  const terminal = processTerminal()
  const { namedMedia } = await import('./files/media-arguments.js')
  const { describeUnattached, findUnattached } = await import('./files/unattached.js')
  const take = async (words: readonly string[]): Promise<string[]> => {
    const { sources, notes } = await namedMedia(words, { recursive })
    for (const note of notes) terminal.err(`${printable(note)}\n`)
    return sources
  }
  const first = await take(firstMedia)
  await askFirst(first, { terminal, yes, signal })
  const session = agent.session()
  const history = await openHistory(agent.parts.dirs.cache)
  let attached = first
  let last: RunResult | undefined
  const used: RunUsage[] = []
  let current: AbortController | undefined

  const { createInterface } = await import('node:readline')
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
    `Switchyard, profile ${agent.parts.profile.name}. ${describeLlm(agent.parts.llm)} /help lists the commands.\n`,
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
    const known = new Set(Object.values(last?.media ?? {}).map(({ name }) => name))
    const named = attached.length === 0 ? await findUnattached(text) : []
    const unattached = named.filter((path) => !known.has(basename(path)))
    const hint = describeUnattached(unattached, (paths) => `type /attach ${paths} before you ask.`)
    if (hint) terminal.err(`${printable(hint)}\n`)
    const view = await createRunView({ terminal })
    try {
      const approve = createApprover({
        terminal,
        all,
        pause: view.stop,
        ask: process.stdin.isTTY ? confirmInChat(lines) : undefined,
      })
      const run = session.run({ text, media: attached }, { signal: current.signal, approve })
      for await (const event of run) view.show(event)
      last = await run.result
      used.push(last.usage)
      await showMade(last.outputs, { terminal, reader, to: out, preview: preview !== false })
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

  async function judge(record: RunResult, verdict: 'good' | 'bad', rest: string): Promise<void> {
    const [first = ''] = rest.split(/\s/, 1)
    // A step's usual name is meant as one also where there is no such step: that is refused, and not taken for a remark.
    const isStep = /^s\d+$/.test(first) || record.steps.some(({ id }) => id === first)
    const step = isStep ? first : undefined
    const remark = (step === undefined ? rest : rest.slice(first.length)).trim()
    try {
      await agent.giveFeedback(record, { verdict, step, ...(remark !== '' && { remark }) })
      terminal.err(
        `Kept: ${step ?? 'the answer'} is ${verdict}. \`switchyard feedback\` lists and exports it.\n`,
      )
    } catch (thrown) {
      reportError(thrown)
    }
  }

  async function runCommand(command: string, rest: string): Promise<void> {
    const { renderPlan } = await import('../plan/render-plan.js')
    switch (command) {
      case 'attach':
        if (!rest) return terminal.err('Name a file or URL: /attach photo.jpg\n')
        try {
          attached.push(...(await take(splitWords(rest).map(fromHome))))
        } catch (thrown) {
          return void reportError(thrown)
        }
        return terminal.err(`Attached to the next request: ${attached.join(', ')}\n`)
      case 'media':
        return showMedia(terminal, session.conversation.media, attached)
      case 'plan':
        return terminal.err(last ? `${printable(renderPlan(last.plan))}\n` : 'Nothing was asked yet.\n')
      case 'trace':
        if (!last) return terminal.err('Nothing was asked yet.\n')
        return showTrace(terminal, last, onePath(rest))
      case 'save':
        if (!last?.outputs.length) return terminal.err('The last request made no file.\n')
        await showMade(last.outputs, { terminal, reader, to: onePath(rest) ?? '.', preview: false })
        return
      case 'open':
        return openFiles(terminal, last?.outputs ?? [])
      case 'good':
      case 'bad':
        if (!last) return terminal.err('Nothing was answered yet.\n')
        return judge(last, command, rest)
      case 'cost':
        return terminal.err(`${describeUsage(addUsage(used))}\n`)
      case 'help':
        return terminal.err(help)
      default:
        return terminal.err(`There is no /${command}. /help lists the commands.\n`)
    }
  }
}

/** Opens files with what this system opens such files with; says the paths where it can't. */
async function openFiles(terminal: Terminal, outputs: RunResult['outputs']): Promise<void> {
  if (outputs.length === 0) return terminal.err('The last request made no file.\n')
  const { default: open } = await import('open')
  for (const output of outputs) {
    try {
      const path = await output.path()
      const viewer = await open(path)
      viewer.on('error', () => terminal.err(`No program opens it: ${printable(path)}\n`))
      terminal.err(`Opened ${printable(path)}\n`)
    } catch (thrown) {
      reportError(thrown)
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

/** The path that is the rest of a line, quoted or not: it may have blanks. Undefined: there is none. */
function onePath(rest: string): string | undefined {
  const words = splitWords(rest)
  const path = words.length > 1 ? rest.trim() : words[0]
  return path && fromHome(path)
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
