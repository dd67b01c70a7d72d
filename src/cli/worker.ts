import { Command, InvalidArgumentError, Option } from 'commander'
import type { Agent } from '../agent/agent.js'
import { createLazyAnswerer } from '../batch/call-answerer.js'
import type { Candidate } from '../config/candidate.js'
import { formatBytes } from '../core/format.js'
import type { Lane } from '../queue/lanes/lane.js'
import { exitCodes } from './exit-codes.js'
import { parseMilliseconds, port, wholeNumber } from './flag-values.js'
import { type AgentFlags, addAgentFlags, addShareFlag, inGroup } from './options.js'
import { processTerminal } from './ui/terminal.js'
import { withAgent } from './with-agent.js'

interface WorkerFlags extends AgentFlags {
  redis: string
  namespace: string
  device?: string | undefined
  memory?: string | undefined
  lanes?: string[] | undefined
  concurrency?: number | undefined
  runs: number
  batch: number
  batchWait: number
  ageing: number
  lock: number
  drain: number
  metricsPort?: number | undefined
  metricsHost: string
}

const localRedis = 'redis://localhost:6379'

/** Flags that say where the queue is. */
export function addQueueFlags(command: Command): Command {
  return inGroup(command, 'Queue:', (grouped) =>
    grouped
      .addOption(
        // Not commander's own text for defaults: the variable's value may hold a password.
        new Option('--redis <url>', 'where the queue is').default(
          process.env.REDIS_URL || localRedis,
          `REDIS_URL, else ${localRedis}`,
        ),
      )
      .option('--namespace <name>', 'what its keys start with', 'switchyard'),
  )
}

export function workerCommand(): Command {
  const command = new Command('worker').description(
    "take jobs off the queue: run steps on this machine's models, and drive runs",
  )
  inGroup(addQueueFlags(command), 'Queue:', (grouped) =>
    addShareFlag(grouped).option(
      '--lanes <pattern...>',
      "serve only lanes whose model or task contains one of these; a lane is the queue of one model's steps",
    ),
  )
  inGroup(command, 'Work:', (grouped) =>
    grouped
      .option(
        '--concurrency <n>',
        'micro-batches at once; 0: run no steps (default: one a host, which is a process that holds models)',
        wholeNumber(0),
      )
      .option(
        '--runs <n>',
        'interactive runs to drive at once (to plan, hand out and answer), and as many batch runs; 0: only run steps',
        wholeNumber(0),
        32,
      )
      .option(
        '--batch <n>',
        'most steps in a micro-batch, which a model takes in one call',
        wholeNumber(1),
        8,
      )
      .option(
        '--batch-wait <ms>',
        'how long an idle device waits for a micro-batch to fill',
        parseMilliseconds(0),
        0,
      )
      .option(
        '--ageing <ms>',
        'how long a lane may wait for others whose models are loaded',
        parseMilliseconds(1),
        30_000,
      )
      .option(
        '--lock <ms>',
        'silence after which jobs of a process are given to others',
        parseMilliseconds(100),
        30_000,
      )
      .option(
        '--drain <ms>',
        'how long to finish jobs after SIGTERM before handing them back',
        parseMilliseconds(0),
        20_000,
      ),
  )
  inGroup(command, 'This machine:', (grouped) =>
    grouped
      .addOption(
        new Option('--device <device>', 'where models run (default: the profile)').choices([
          'auto',
          'cpu',
          'cuda',
          'webgpu',
          'dml',
          'coreml',
        ]),
      )
      .option('--memory <size>', 'memory for models, such as 8GB (default: the profile)'),
  )
  inGroup(command, 'Watching:', (grouped) =>
    grouped
      .option('--metrics-port <port>', 'serve Prometheus metrics at /metrics (default: off)', port)
      .option('--metrics-host <host>', 'address that they are served at', '127.0.0.1')
      .addOption(new Option('--board-port <port>').hideHelp().argParser(sayWhereBoardIs))
      .addOption(new Option('--board-host <host>').hideHelp().argParser(sayWhereBoardIs)),
  )
  return addAgentFlags(command)
    .addHelpText(
      'after',
      '\nExample:\n  $ switchyard worker --redis redis://queue.example:6379 --device cuda --memory 8GB',
    )
    .action((flags: WorkerFlags) =>
      withAgent(withLocalSettings(flags), async (agent, signal) => {
        await work(agent, flags, signal)
        return exitCodes.answered
      }),
    )
}

/** Workers of earlier versions served a page of their own. */
function sayWhereBoardIs(): never {
  throw new InvalidArgumentError(
    'The queue is shown by the page of the server: `switchyard serve --redis URL`, then "Queue" on it.',
  )
}

function withLocalSettings(flags: WorkerFlags): AgentFlags {
  const { device, memory, set = [] } = flags
  return {
    ...flags,
    set: [
      ...set,
      ...(device === undefined ? [] : [`local.device=${device}`]),
      ...(memory === undefined ? [] : [`local.memory=${memory}`]),
    ],
  }
}

async function work(agent: Agent, flags: WorkerFlags, signal: AbortSignal): Promise<void> {
  const [
    { checkShare },
    { openQueue },
    { queueVersion },
    { checkRedisSettings },
    { runsOfOtherVersions },
    { startServing },
  ] = await Promise.all([
    import('../media/share/check-share.js'),
    import('../queue/redis/connection.js'),
    import('../queue/redis/messages.js'),
    import('../queue/redis/redis-settings.js'),
    import('../queue/bullmq/run-queues.js'),
    import('../queue/worker/serve.js'),
  ])
  const { err, errColor: color } = processTerminal()
  const onError = (error: Error) => err(`${color.yellow('warning')} ${error.message}\n`)
  const connection = await openQueue({ url: flags.redis, namespace: flags.namespace, onError })
  try {
    if (agent.parts.share) await checkShare(agent.parts.share, { signal })
    for (const { level, detail, nextMove } of await checkRedisSettings(connection.redis))
      if (level === 'problem') err(`${color.yellow('warning')} ${detail}. ${nextMove ?? ''}\n`)
    if (!connection.bullmq.isKnown)
      err(
        `${color.yellow('warning')} This BullMQ lacks ${connection.bullmq.missing.join(', ')}, which the quicker way of keeping jobs relies on. Its documented calls are used, which is slower: \`npm ls bullmq\` says which version is installed.\n`,
      )
    for (const { version, waiting } of await runsOfOtherVersions(connection))
      err(
        `${color.yellow('warning')} ${waiting} runs wait here for a Switchyard whose queue has version ${version}; this one has ${queueVersion} and leaves them alone. Start workers of that version for them.\n`,
      )
    const { lanes: patterns, ...rest } = flags
    const metrics = rest.metricsPort === undefined ? undefined : await import('../queue/worker/metrics.js')
    let lanesNow: readonly Lane[] = []
    const counted = metrics?.createWorkerMetrics(connection, () => lanesNow)
    const endpoint =
      metrics && counted
        ? await metrics.serveMetrics(counted, { host: rest.metricsHost, port: rest.metricsPort ?? 0 })
        : undefined
    const answerer = createLazyAnswerer(async () => {
      const { openWorkerAnswerer } = await import('../serve/open-call-answerer.js')
      return openWorkerAnswerer(agent, connection)
    })
    const serving = await startServing({
      answerCall: answerer.answerCall,
      connection,
      parts: agent.parts,
      runs: rest.runs,
      concurrency: rest.concurrency,
      maxBatch: rest.batch,
      batchWaitMs: rest.batchWait,
      ageingMs: rest.ageing,
      lockMs: rest.lock,
      drainMs: rest.drain,
      ...(patterns && { serves: await matching(patterns) }),
      ...(counted && { observer: counted, wrap: counted.watch }),
      onError,
    })
    const { lanes, memoryBytes } = serving
    lanesNow = lanes
    if (endpoint) err(`Metrics at ${endpoint.url}\n`)
    err(`Serving ${lanes.length} lanes with ${formatBytes(memoryBytes)} for models. Ctrl-C to stop.\n`)
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    err('Stopping: no new jobs are taken, what runs is finished or handed back.\n')
    await serving.close()
    await answerer.close()
    await endpoint?.close()
  } finally {
    await connection.close()
  }
}

async function matching(patterns: readonly string[]) {
  const { candidateId } = await import('../config/candidate.js')
  return (candidate: Candidate, tool: string) =>
    patterns.some((pattern) => candidateId(candidate).includes(pattern) || tool.includes(pattern))
}
