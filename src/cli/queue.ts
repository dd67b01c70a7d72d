import { setTimeout as delay } from 'node:timers/promises'
import { Command } from 'commander'
import { orAborted } from '../core/abort.js'
import { formatBytes, formatMs } from '../core/format.js'
import type { LaneOverview, QueueOverview } from '../queue/worker/overview.js'
import { exitCodes } from './exit-codes.js'
import { columns, processTerminal } from './ui/terminal.js'
import { reportError } from './with-agent.js'
import { addQueueFlags } from './worker.js'

interface QueueFlags {
  redis: string
  namespace: string
  json?: boolean | undefined
}

const refreshMs = 1_000

export function queueCommand(): Command {
  const command = new Command('queue').description('what is in the queue, and which workers serve it')
  return addQueueFlags(command)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nIn a terminal it refreshes every second until Ctrl-C; otherwise it prints once.')
    .action(async (flags: QueueFlags) => {
      try {
        await show(flags)
        process.exitCode = exitCodes.answered
      } catch (thrown) {
        process.exitCode = reportError(thrown, flags)
      }
    })
}

async function show({ redis, namespace, json }: QueueFlags): Promise<void> {
  const [{ openQueue }, { queueOverview }] = await Promise.all([
    import('../queue/redis/connection.js'),
    import('../queue/worker/overview.js'),
  ])
  const connection = await openQueue({ url: redis, namespace, connectTimeoutMs: 2_000 })
  const { out } = processTerminal()
  try {
    let overview = await queueOverview(connection)
    if (json) return out(`${JSON.stringify(overview, null, 2)}\n`)
    if (!process.stdout.isTTY || process.env.TERM === 'dumb') return out(`${renderOverview(overview)}\n`)

    const { clearScreenDown, cursorTo } = await import('node:readline')
    const interrupt = new AbortController()
    process.once('SIGINT', () => interrupt.abort())
    process.once('SIGTERM', () => interrupt.abort())
    let before: QueueOverview | undefined
    while (!interrupt.signal.aborted) {
      const text = renderOverview(overview, before)
      cursorTo(process.stdout, 0, 0)
      clearScreenDown(process.stdout)
      out(`${text}\n`)
      await delay(refreshMs, undefined, { signal: interrupt.signal }).catch(() => undefined)
      before = overview
      overview = await orAborted(queueOverview(connection), interrupt.signal).catch((error) => {
        if (interrupt.signal.aborted) return overview
        throw error
      })
    }
  } finally {
    await connection.close()
  }
}

/** Steps a second between two looks; a dash where there was only one. */
function rateOf(lane: LaneOverview, now: QueueOverview, before: QueueOverview | undefined): string {
  const earlier = before?.lanes.find(({ name }) => name === lane.name)
  if (!before || !earlier || now.atMs <= before.atMs) return '-'
  return `${((1000 * (lane.done - earlier.done)) / (now.atMs - before.atMs)).toFixed(1)}/s`
}

/** The overview for people; with rates where there is an earlier one to compare with. */
function renderOverview(overview: QueueOverview, before?: QueueOverview): string {
  const { runs, batchRuns, lanes, workers } = overview
  const age = (ms: number | undefined) => (ms === undefined ? '-' : formatMs(ms))
  const queues = columns([
    ['LANE', 'WAITING', 'ACTIVE', 'RATE', 'OLDEST', 'WORKERS', 'LOADED'],
    ['runs', `${runs.waiting}`, `${runs.active}`, '', age(runs.oldestMs), '', ''],
    ['batch runs', `${batchRuns.waiting}`, `${batchRuns.active}`, '', age(batchRuns.oldestMs), '', ''],
    ...lanes.map((lane) => [
      lane.id,
      `${lane.waiting}`,
      `${lane.active}`,
      rateOf(lane, overview, before),
      age(lane.oldestMs),
      lane.workers === 0 ? 'none' : `${lane.workers}`,
      `${lane.loaded}`,
    ]),
  ])
  if (workers.length === 0) return `${queues}\n\nNo worker. Start one with \`switchyard worker --redis URL\`.`
  const people = columns([
    ['WORKER', 'DEVICE', 'MEMORY', 'LANES', 'LOADED', 'ACTIVE', 'RUNS', 'STATE'],
    ...workers.map((worker) => [
      `${worker.hostname}:${worker.pid}`,
      worker.device,
      worker.lanes.length === 0 ? '-' : formatBytes(worker.memoryBytes),
      `${worker.lanes.length}`,
      `${worker.loaded.length}`,
      `${worker.active}`,
      `${worker.runs}`,
      worker.alive ? (worker.draining ? 'leaving' : 'working') : 'silent',
    ]),
  ])
  return `${queues}\n\n${people}`
}
