import { hostname } from 'node:os'
import type { Hono } from 'hono'
import { readLocalSettings, thisMachine } from '../../backends/local/local-settings.js'
import { type BatchStatus, isAtRest } from '../../queue/batches/batch-status.js'
import { createBatchStore } from '../../queue/batches/batch-store.js'
import type { QueueConnection } from '../../queue/redis/connection.js'
import { type QueueOverview, queueOverview } from '../../queue/worker/overview.js'
import { packageVersion } from '../../version.js'
import { requireScope } from '../access/key-ring.js'
import type { BatchKeeper } from '../batches/batch-keeper.js'
import { type ServerEnv, type Services, sendJson } from '../services.js'
import type { QueueBody, QueueLoad } from './queue-body.js'

/** What waits, what works on it, and with which models: for keys with the scope `admin`. */
export function addQueueRoute(
  app: Hono<ServerEnv>,
  services: Services,
  batches: Pick<BatchKeeper, 'going'> | undefined,
): void {
  app.get('/v1/queue', async (c) => {
    requireScope(c.get('access'), 'admin')
    const body = services.queue ? await ofRedis(services.queue) : await ofProcess(services, batches)
    return sendJson(services, body)
  })
}

const mostBatches = 20

async function ofRedis(connection: QueueConnection): Promise<QueueBody> {
  const store = createBatchStore(connection)
  const [overview, ids] = await Promise.all([queueOverview(connection), store.list()])
  const known = await Promise.all(ids.slice(0, 10 * mostBatches).map((id) => store.status(id)))
  const found = known.filter((status) => status !== undefined)
  const shown = [...found.filter((one) => !isAtRest(one)), ...found.filter(isAtRest)].slice(0, mostBatches)
  const idOf = new Map(overview.lanes.map(({ name, id }) => [name, id]))
  return {
    object: 'queue',
    kind: 'redis',
    at_ms: overview.atMs,
    runs: loadOf(overview.runs),
    batch_runs: loadOf(overview.batchRuns),
    lanes: overview.lanes.map(({ id, done, failed, workers, loaded, ...load }) => ({
      id,
      ...loadOf(load),
      done,
      failed,
      workers,
      loaded,
    })),
    workers: overview.workers.map((worker) => workerOf(worker, idOf)),
    hosts: [],
    batches: shown.map(batchOf),
  }
}

const loadOf = ({ waiting, active, oldestMs }: QueueOverview['runs']): QueueLoad => ({
  waiting,
  active,
  oldest_ms: oldestMs ?? null,
})

const workerOf = (
  worker: QueueOverview['workers'][number],
  idOf: ReadonlyMap<string, string>,
): QueueBody['workers'][number] => ({
  id: worker.id,
  name: `${worker.hostname}:${worker.pid}`,
  version: worker.version,
  state: !worker.alive ? 'silent' : worker.draining ? 'leaving' : 'working',
  device: worker.device,
  memory_bytes: worker.memoryBytes,
  concurrency: worker.concurrency,
  lanes: worker.lanes.length,
  // What needs no model, such as reading a video, is always there.
  loaded: worker.loaded.flatMap((name) => idOf.get(name) ?? []),
  active: worker.active,
  runs: worker.runs,
})

const batchOf = (status: BatchStatus): QueueBody['batches'][number] => ({
  id: status.id,
  name: status.name,
  owner: status.submitter,
  state: status.state,
  total: status.total,
  done: status.answered + status.partly,
  failed: status.failed + status.cancelled,
})

async function ofProcess(
  { agent, admission }: Services,
  batches: Pick<BatchKeeper, 'going'> | undefined,
): Promise<QueueBody> {
  const { local, profile } = agent.parts
  const hosts = local.hosts()
  const [host] = hosts
  const loaded = [...new Set(hosts.flatMap(({ models }) => models))].sort()
  const going = (await batches?.going()) ?? []
  const busy = hosts.filter(({ busy }) => busy).length
  return {
    object: 'queue',
    kind: 'process',
    at_ms: Date.now(),
    runs: { waiting: admission.waiting, active: admission.running, oldest_ms: null },
    batch_runs: {
      waiting: going.reduce((sum, { counts }) => sum + counts.total - counts.completed - counts.failed, 0),
      active: going.length,
      oldest_ms: null,
    },
    lanes: [],
    workers: [
      {
        id: 'server',
        name: `${hostname()}:${process.pid}`,
        version: packageVersion,
        state: admission.isDraining ? 'leaving' : 'working',
        device: host?.device ?? profile.local.device,
        memory_bytes: readLocalSettings(profile.local, profile.local.device, thisMachine()).memoryBytes,
        concurrency: local.concurrency,
        lanes: 0,
        loaded,
        active: busy,
        runs: admission.running,
      },
    ],
    hosts: hosts.map(({ pid, rssBytes, ...rest }) => ({ pid: pid ?? null, rss_bytes: rssBytes, ...rest })),
    batches: going.map(({ id, owner, status, metadata, counts }) => ({
      id,
      name: metadata?.name ?? id,
      owner,
      state: status,
      total: counts.total,
      done: counts.completed,
      failed: counts.failed,
    })),
  }
}
