import { Queue } from 'bullmq'
import type { Backend, BackendCall, BackendProgress, CandidateState } from '../backends/backend.js'
import { cancelled, SwitchyardError } from '../errors.js'
import { stepKey } from '../executors/step-key.js'
import { err, ok, type Result } from '../result.js'
import type { Candidate } from '../tools/candidate.js'
import type { QueueConnection } from './connection.js'
import { type Lane, laneOf } from './lane.js'
import {
  type ControlMessage,
  parseMessage,
  queueVersion,
  type StepJob,
  stepMessageSchema,
} from './messages.js'
import type { ResultStore } from './result-store.js'
import { whileFull } from './when-full.js'
import type { WorkerWatch } from './worker-watch.js'

type Outcome = Result<Record<string, unknown>, SwitchyardError>

export interface QueueBackendOptions {
  /** The backend whose candidates it queues. Default: `local`. */
  id?: Candidate['backend']
  connection: QueueConnection
  results: ResultStore
  workers: WorkerWatch
  /** How often jobs that are waited for are looked after, in case Redis has lost one or a message, ms. Default: 10,000. */
  checkMs?: number
  /** Most bytes of a job's JSON. Default: 1 MB. */
  maxJobBytes?: number
}

/** A job that this process waits for. */
interface Pending {
  key: string
  lane: Lane
  job: StepJob
  settle(outcome: Outcome): void
}

/** Reason of an abort that hands work to another process: jobs in lanes stay, for whoever continues the run. */
export const handOver = (): SwitchyardError =>
  new SwitchyardError('CANCELLED', 'Handed to another process.', { details: { handOver: true } })

export const isHandOver = (reason: unknown): boolean =>
  reason instanceof SwitchyardError && reason.details.handOver === true

/**
 * A backend whose calls are jobs in lanes, computed by whichever worker serves the lane. The job's id is the step's key,
 * so that the same step of several runs is computed once, and everyone who waits for it hears of it.
 */
export function createQueueBackend(options: QueueBackendOptions): Backend {
  const { id = 'local', connection, results, workers, checkMs = 10_000, maxJobBytes = 1_000_000 } = options
  const { redis, hub, keys, namespace } = connection
  const queues = new Map<string, Queue>()
  const pending = new Set<Pending>()
  const withdrawing = new Set<Promise<void>>()

  function queueOf(lane: Lane): Queue {
    const known = queues.get(lane.name)
    if (known) return known
    const queue = new Queue(lane.name, {
      connection: redis,
      prefix: namespace,
      // Nobody reads BullMQ's own events here; its default of 10,000 a lane only takes memory.
      streams: { events: { maxLen: 10 } },
    })
    queue.on('error', () => undefined)
    queues.set(lane.name, queue)
    redis
      .hset(keys.lanes, lane.name, JSON.stringify({ id: lane.id, bytes: lane.bytes }))
      .catch(() => undefined)
    return queue
  }

  async function enqueue({ key, lane, job }: Pending): Promise<void> {
    await queueOf(lane).add(job.tool, job, {
      jobId: key,
      timestamp: Math.round(connection.now()),
      removeOnComplete: true,
      removeOnFail: true,
    })
    await redis.publish(keys.laneAdded, lane.name)
  }

  /** Settles what has ended unheard, and adds again what is neither finished nor there. */
  async function check(entries: Iterable<Pending>): Promise<void> {
    for (const entry of entries) {
      if (await redis.exists(`${namespace}:${entry.lane.name}:${entry.key}`)) continue
      const output = await results.get(entry.key)
      if (output) entry.settle(ok(output))
      else if (pending.has(entry)) await enqueue(entry)
    }
  }

  const looking = setInterval(() => void check([...pending]).catch(() => undefined), checkMs)
  looking.unref()
  const stopWatching = hub.onReconnect(() => void check([...pending]).catch(() => undefined))

  /** Takes the job back, unless another process waits for it too. */
  async function withdraw({ key, lane }: Pending): Promise<void> {
    const [, listeners] = await redis.pubsub('NUMSUB', keys.step(key))
    if (Number(listeners) > 0) return
    const removed = await queueOf(lane)
      .remove(key)
      .catch(() => 0)
    // A job that is being run can't be removed: its worker is told.
    const message: ControlMessage = { kind: 'cancel-step', key }
    if (removed === 0) await redis.publish(keys.control, JSON.stringify(message))
    else await redis.publish(keys.step(key), JSON.stringify({ kind: 'gone' }))
  }

  function hear(entry: Pending, text: string, onProgress: (progress: BackendProgress) => void): void {
    const message = parseMessage(stepMessageSchema, text)
    if (!message) return
    if (message.kind === 'progress') onProgress(message.progress)
    else if (message.kind === 'failed') entry.settle(err(SwitchyardError.fromInfo(message.error)))
    else if (message.kind === 'done' && message.output) entry.settle(ok(message.output))
    else void check([entry]).catch(() => undefined)
  }

  return {
    id,
    async call({ tool, candidate, input }: BackendCall, { signal, onProgress }): Promise<Outcome> {
      if (signal.aborted) return err(cancelled(signal))
      const key = stepKey({ tool: tool.id, candidate, input })
      const lane = laneOf(candidate)
      const job: StepJob = { version: queueVersion, tool: tool.id, input }
      const size = Buffer.byteLength(JSON.stringify(job))
      if (size > maxJobBytes) return err(tooLarge(tool.id, size, maxJobBytes))

      let settle: Pending['settle'] = () => {}
      const outcome = new Promise<Outcome>((resolve) => {
        settle = resolve
      })
      const waiting: Pending = { key, lane, job, settle }
      onProgress({ kind: 'queued' })
      const unsubscribe = await hub.subscribe(keys.step(key), (text) => hear(waiting, text, onProgress))
      pending.add(waiting)
      const onAbort = () => waiting.settle(err(cancelled(signal)))
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        if (!signal.aborted) {
          await whileFull(() => enqueue(waiting), signal)
          // It may have ended between the look into the cache and the first ear for its messages.
          const finished = await results.get(key)
          if (finished) waiting.settle(ok(finished))
        } else onAbort()
        return await outcome
      } finally {
        signal.removeEventListener('abort', onAbort)
        pending.delete(waiting)
        await unsubscribe()
        if (signal.aborted && !isHandOver(signal.reason)) {
          const withdrawal = withdraw(waiting).catch(() => undefined)
          withdrawing.add(withdrawal)
          await withdrawal
          withdrawing.delete(withdrawal)
        }
      }
    },
    state: (candidate): CandidateState => workers.stateOf(laneOf(candidate)),
    async close() {
      clearInterval(looking)
      stopWatching()
      for (const entry of [...pending]) entry.settle(err(cancelled()))
      await Promise.all(withdrawing)
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}

function tooLarge(tool: string, size: number, limit: number): SwitchyardError {
  return new SwitchyardError(
    'INVALID_REQUEST',
    `The input of ${tool} is ${size} bytes, a job takes at most ${limit}. Attach long texts as files.`,
    { details: { size, limit } },
  )
}
