#!/usr/bin/env node
import { Console } from 'node:console'
import { Command, CommanderError } from 'commander'
import { loadDotenv } from '../config/dotenv.js'
import { keepCompiled } from '../config/keep-compiled.js'
import { messageOf } from '../core/errors.js'
import { wantsTraces } from '../ops/wants-traces.js'
import { packageVersion } from '../version.js'
import { askCommand } from './ask.js'
import { batchCommand } from './batch.js'
import { chatCommand } from './chat.js'
import { evalCommand } from './eval/eval.js'
import { exitCodes } from './exit-codes.js'
import { feedbackCommand } from './feedback/feedback-command.js'
import { findCommand } from './find.js'
import { meantAsRequest } from './meant-as-request.js'
import { modelsCommand } from './models/models.js'
import { planCommand } from './plan.js'
import { queueCommand } from './queue.js'
import { scoreCommand } from './score.js'
import { keysCommand } from './server/keys-command.js'
import { mcpCommand } from './server/mcp-command.js'
import { serveCommand } from './server/serve-command.js'
import { doctorCommand } from './setup/doctor.js'
import { initCommand } from './setup/init.js'
import { samplesCommand } from './setup/samples.js'
import { toolsCommand } from './tools.js'
import { reportError } from './with-agent.js'
import { workerCommand } from './worker.js'

// Command files import what they need inside their actions, so that --help answers at once.

const commands: Readonly<Record<string, () => Command>> = {
  init: initCommand,
  ask: askCommand,
  chat: chatCommand,
  plan: planCommand,
  serve: serveCommand,
  mcp: mcpCommand,
  keys: keysCommand,
  batch: batchCommand,
  feedback: feedbackCommand,
  find: findCommand,
  score: scoreCommand,
  worker: workerCommand,
  queue: queueCommand,
  tools: toolsCommand,
  models: modelsCommand,
  doctor: doctorCommand,
  eval: evalCommand,
  samples: samplesCommand,
}

const program = new Command('switchyard')
  .description('Ask about pictures, sound, video and text. Plans, routes each step to a model, and answers.')
  .version(packageVersion)
  .addHelpText(
    'after',
    `
Start here:
  $ switchyard init                    three questions about models and the LLM
  $ switchyard doctor                  what is installed, and what to do next
  $ switchyard ask "What is in this picture?" photo.jpg
  $ switchyard ask --profile demo ...  tiny built-in models, no network, no key

Answers go to stdout, progress to stderr. NO_COLOR is obeyed.`,
  )

// A command that is named needs the flags of no other; all are there for --help and for what is misspelt.
const named = Object.entries(commands).filter(([name]) => name === process.argv[2])
for (const [, make] of named.length > 0 ? named : Object.entries(commands)) program.addCommand(make())

// Answers alone go to stdout: what a library prints of its own accord would break JSON and protocols.
globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr })

for (const warning of loadDotenv(process.env).warnings) process.stderr.write(`warning ${warning}\n`)

keepCompiled()

let stopTracing = async (): Promise<void> => {}
const traced = ['ask', 'batch', 'mcp', 'serve', 'worker']
program.hook('preAction', async (_, action) => {
  if (!traced.some((name) => action.name() === name || action.parent?.name() === name)) return
  if (!wantsTraces(process.env)) return
  const { startTracing } = await import('../ops/start-tracing.js')
  const warn = (text: string) => process.stderr.write(`warning ${text}\n`)
  try {
    stopTracing = await startTracing(warn)
  } catch (thrown) {
    // The collector may be named for all programs of a machine: that traces can't be sent is no reason to answer nothing.
    warn(messageOf(thrown))
  }
})

const withPaths = (command: Command, path: string): [Command, string][] => [
  [command, path],
  ...command.commands.flatMap((one) => withPaths(one, `${path} ${one.name()}`)),
]
for (const [command, path] of withPaths(program, program.name())) {
  command.exitOverride().showHelpAfterError(`See \`${path} --help\`.`)
}

// `switchyard ask ... | head` closes our stdout early: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`error: The output can't be written: ${error.message}\n`)
  process.exit(exitCodes.failed)
})
// Progress that can't be shown is no reason to lose the answer.
process.stderr.on('error', () => {})

try {
  const meant = named.length === 0 ? meantAsRequest(process.argv.slice(2)) : undefined
  if (meant !== undefined)
    program.error(`error: ${JSON.stringify(process.argv[2])} is no command. To ask, write: ${meant}`)
  await program.parseAsync()
} catch (thrown) {
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : exitCodes.usage
  else process.exitCode = reportError(thrown)
}
await stopTracing()
// Sockets that libraries keep alive must not keep a finished command waiting; what was written goes out first.
await Promise.all(
  [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((done) => stream.write('', () => done())),
  ),
)
process.exit()
