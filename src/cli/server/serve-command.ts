import { Command } from 'commander'
import type { Agent } from '../../agent/agent.js'
import type { RequestLog } from '../../serve/options.js'
import { exitCodes } from '../exit-codes.js'
import { collectValues, parseMilliseconds, port, wholeNumber } from '../flag-values.js'
import { type AgentFlags, addAgentFlags, addPlannerFlag } from '../options.js'
import { processTerminal } from '../ui/terminal.js'
import { withAgent } from '../with-agent.js'

interface ServeFlags extends AgentFlags {
  host: string
  port: number
  keyFile?: string
  insecure?: boolean
  publicUrl?: string
  allowHost?: string[]
  cors?: string[]
  concurrency: number
  waiting: number
  drain: number
  log?: boolean
}

export function serveCommand(): Command {
  const command = new Command('serve').description(
    "answer over HTTP, to clients of OpenAI's API and to Switchyard's own",
  )
  return addPlannerFlag(addAgentFlags(command))
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .option('--port <port>', 'port to listen at; 0: any that is free', port, 8700)
    .option('--key-file <file>', 'ask for keys of this file, made with `switchyard keys add`')
    .option('--insecure', 'let everybody who reaches another address than this machine use it without a key')
    .option('--public-url <url>', 'where clients reach it, for links to media (default: as they called it)')
    .option('--allow-host <name>', 'a host name under which it may be called (repeatable)', collectValues)
    .option('--cors <origin>', 'a site whose pages may call it (repeatable)', collectValues)
    .option('--concurrency <n>', 'most runs at once', wholeNumber(1), 8)
    .option('--waiting <n>', 'most requests that wait; the next one is answered 429', wholeNumber(0), 64)
    .option('--drain <ms>', 'how long to let runs end after SIGTERM', parseMilliseconds(0), 20_000)
    .option('--log', 'write a line of JSON on stderr for each request: ids and sizes')
    .addHelpText(
      'after',
      '\nExample:\n  $ switchyard serve --profile demo\n  $ curl http://127.0.0.1:8700/v1/models',
    )
    .action((flags: ServeFlags) =>
      withAgent(flags, async (agent, signal) => {
        await serveUntilStopped(agent, flags, signal)
        return exitCodes.answered
      }),
    )
}

async function serveUntilStopped(agent: Agent, flags: ServeFlags, signal: AbortSignal): Promise<void> {
  const { serve } = await import('../../serve/serve.js')
  const { out, err, errColor: color } = processTerminal()
  const server = await serve(agent, {
    host: flags.host,
    port: flags.port,
    keyFile: flags.keyFile,
    insecure: flags.insecure,
    publicUrl: flags.publicUrl,
    allowedHosts: flags.allowHost,
    corsOrigins: flags.cors,
    concurrency: flags.concurrency,
    waiting: flags.waiting,
    onRequest: flags.log ? (entry: RequestLog) => err(`${JSON.stringify(entry)}\n`) : undefined,
    onFault: ({ requestId, description }) =>
      err(`${color.red('error')} request ${requestId}: ${description}\n`),
  })
  const { url } = server
  const { profile, llm } = agent.parts
  out(`${url}/              the page: ask in a browser
${url}/v1            OpenAI's API: base URL for its clients, model "${profile.name}"
${url}/v1/runs       runs with their events, /v1/plans, /v1/tools
${url}/mcp           the Model Context Protocol
${url}/openapi.json  what there is, for programs
${url}/healthz       whether it runs; /readyz: whether it takes runs
`)
  err(`${llm.reason}\n`)
  if (flags.keyFile !== undefined) err(`Keys of ${flags.keyFile} are asked for.\n`)
  else if (flags.insecure)
    err(`${color.yellow('warning')} Everybody who reaches ${url} may use it: no keys are asked for.\n`)
  err('Ctrl-C to stop.\n')
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  err('Stopping: no new requests are taken, what runs may end.\n')
  await server.close({ drainMs: flags.drain })
}
