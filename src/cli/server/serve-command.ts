import { Command, Option } from 'commander'
import type { Agent } from '../../agent/agent.js'
import { describeLlm } from '../../config/describe-llm.js'
import { dayMs } from '../../core/clock.js'
import type { QueueConnection } from '../../queue/redis/connection.js'
import type { ListeningSocket } from '../../serve/listening-socket.js'
import type { LogLevel } from '../../serve/telemetry/server-log.js'
import { exitCodes } from '../exit-codes.js'
import {
  collectValues,
  parseBytes,
  parseDuration,
  parseMilliseconds,
  port,
  wholeNumber,
} from '../flag-values.js'
import { type AgentFlags, addAgentFlags, addPlannerFlag, addShareFlag, agentOptions } from '../options.js'
import { processTerminal } from '../ui/terminal.js'
import { withAgent } from '../with-agent.js'
import { renderLogLine } from './render-log-line.js'
import { withServedQueue } from './served-queue.js'
import { webhookOf } from './webhook-target.js'

interface ServeFlags extends AgentFlags {
  host: string
  port: number
  keyFile?: string
  insecure?: boolean
  webhook?: string
  webhookSecretFile?: string
  publicUrl?: string
  allowHost?: string[]
  cors?: string[]
  redis?: string
  namespace: string
  concurrency?: number
  waiting: number
  backlog: number
  uploads: number
  uploadsPerKey: number
  keepUploads: number
  drain: number
  logLevel: LogLevel
}

export function serveCommand(): Command {
  const command = new Command('serve').description(
    "answer over HTTP, to clients of OpenAI's API and to Switchyard's own",
  )
  return addShareFlag(addPlannerFlag(addAgentFlags(command)))
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .option('--port <port>', 'port to listen at; 0: any that is free', port, 8700)
    .option('--key-file <file>', 'ask for keys of this file, made with `switchyard keys add`')
    .option('--insecure', 'let everybody who reaches another address than this machine use it without a key')
    .option('--public-url <url>', 'where clients reach it, for links to media (default: as they called it)')
    .option('--allow-host <name>', 'a host name under which it may be called (repeatable)', collectValues)
    .option('--cors <origin>', 'a site whose pages may call it (repeatable)', collectValues)
    .option(
      '--redis <url>',
      'put runs on the queue there, for `switchyard worker`; any number of servers may (default: they run in this process)',
    )
    .option('--namespace <name>', "what the queue's keys start with", 'switchyard')
    .option('--concurrency <n>', 'most requests at once (default: 8, with --redis 256)', wholeNumber(1))
    .option('--waiting <n>', 'most requests that wait; the next one is answered 429', wholeNumber(0), 64)
    .option(
      '--backlog <n>',
      'with --redis, most runs that wait in the queue; the next one is answered 429',
      wholeNumber(1),
      10_000,
    )
    .option(
      '--webhook <url>',
      'tell there when a batch, a background response or a run of /v1/runs has ended',
    )
    .option(
      '--webhook-secret-file <file>',
      'what those messages are signed with, whsec_... (default: the variable SWITCHYARD_WEBHOOK_SECRET)',
    )
    .addOption(
      new Option('--uploads <size>', 'most bytes of uploads of all keys together')
        .argParser(parseBytes)
        .default(50e9, '50GB'),
    )
    .addOption(
      new Option('--uploads-per-key <size>', 'most bytes of uploads that one key keeps')
        .argParser(parseBytes)
        .default(10e9, '10GB'),
    )
    .addOption(
      new Option('--keep-uploads <time>', 'how long uploads are kept that name no time of their own')
        .argParser(parseDuration)
        .default(30 * dayMs, '30d'),
    )
    .option('--drain <ms>', 'how long to let runs end after SIGTERM', parseMilliseconds(0), 20_000)
    .addOption(
      new Option('--log-level <level>', 'how much to write on stderr: JSON, on a terminal lines for people')
        .choices(['silent', 'error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ switchyard serve --profile demo\n  $ curl http://127.0.0.1:8700/v1/models',
    )
    .action(async (flags: ServeFlags) => {
      let socket: ListeningSocket | undefined
      // Settings that are changed on the page hold from the next start, behind the same socket: the port is never free.
      for (let isAgain = true; isAgain; ) {
        isAgain = false
        await withAgent(flags, async (agent, signal) => {
          await withServedQueue(agent, flags, signal, async (queue) => {
            socket = await serveUntilStopped(agent, { ...flags, queue, socket }, signal)
            isAgain = socket !== undefined && !signal.aborted
          })
          return exitCodes.answered
        })
      }
      // It did not start again, or was stopped meanwhile.
      await socket?.close()
    })
}

/** Serves at the socket that is given, else at one of its own. Returns it where the settings were changed: it listens on. */
async function serveUntilStopped(
  agent: Agent,
  flags: ServeFlags & { queue: QueueConnection | undefined; socket: ListeningSocket | undefined },
  signal: AbortSignal,
): Promise<ListeningSocket | undefined> {
  const changed = new AbortController()
  const { serve } = await import('../../serve/serve.js')
  const { createServerLog } = await import('../../serve/telemetry/server-log.js')
  const { out, err, interactive, errColor: color } = processTerminal()
  const server = await serve(agent, {
    host: flags.host,
    port: flags.port,
    socket: flags.socket,
    keyFile: flags.keyFile,
    insecure: flags.insecure,
    publicUrl: flags.publicUrl,
    allowedHosts: flags.allowHost,
    corsOrigins: flags.cors,
    queue: flags.queue,
    webhook: await webhookOf(flags),
    settings: { agent: agentOptions(flags), restart: () => changed.abort() },
    concurrency: flags.concurrency,
    waiting: flags.waiting,
    backlog: flags.backlog,
    uploadBytes: flags.uploads,
    uploadBytesPerKey: flags.uploadsPerKey,
    keepUploadsMs: flags.keepUploads,
    ...createServerLog({
      level: flags.logLevel,
      write: err,
      render: interactive ? (line) => renderLogLine(line, color) : undefined,
    }),
  })
  const { url } = server
  const { profile, llm } = agent.parts
  out(`${url}/              the page: ask in a browser
${url}/v1            OpenAI's API: base URL for its clients, model "${profile.name}"
${url}/v1/batches    files of requests: upload to /v1/files, results come as files
${url}/v1/runs       runs with their events, /v1/plans, /v1/tools
${url}/mcp           the Model Context Protocol
${url}/openapi.json  what there is, for programs
${url}/healthz       whether it runs; /readyz: whether it takes runs; /metrics
`)
  err(`${describeLlm(llm)}\n`)
  if (flags.keyFile !== undefined) err(`Keys of ${flags.keyFile} are asked for.\n`)
  else if (flags.insecure)
    err(`${color.yellow('warning')} Everybody who reaches ${url} may use it: no keys are asked for.\n`)
  err('Ctrl-C to stop.\n')
  const ending = AbortSignal.any([signal, changed.signal])
  if (!ending.aborted)
    await new Promise((resolve) => ending.addEventListener('abort', resolve, { once: true }))
  err(
    signal.aborted
      ? 'Stopping: no new requests are taken, what runs may end.\n'
      : 'The settings were changed: what runs may end, then the server starts with them.\n',
  )
  if (changed.signal.aborted) return server.leave({ drainMs: flags.drain })
  await server.close({ drainMs: flags.drain })
  return undefined
}
