import { randomUUID } from 'node:crypto'
import { ReplyError } from 'ioredis'
import { LRUCache } from 'lru-cache'
import { traceHeaders } from '../../agent/tracing.js'
import type { Backend, BackendCall, BackendProgress, CandidateState } from '../../backends/backend.js'
import type { Candidate } from '../../config/candidate.js'
import { cancelledError, SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { isFull } from '../../core/redis-full.js'
import { err, ok, type Result } from '../../core/result.js'
import { stepKey } from '../../executors/step-key.js'
import { createLaneJobs } from '../bullmq/lane-jobs.js'
import { coalesce } from '../redis/coalesce.js'
import type { QueueConnection } from '../redis/connection.js'
import { type ControlMessage, queueVersion, type StepJob, type StepMessage } from '../redis/messages.js'
import { whileFull } from '../redis/while-full.js'
import type { Priority } from '../runs/priority.js'
import type { WorkerWatch } from '../worker/worker-watch.js'
import { type Lane, laneOf } from './lane.js'
import { tellWorkers } from './lane-news.js'
import type { ResultStore } from './result-store.js'
import { hearNews, joinWaiters, leaveWaiters, tellWaiters } from './step-waiters.js'

type Outcome = Result<Record<string, unknown>, SwitchyardError>

export interface QueueBackendOptions {
  /** The backend whose candidates it queues. Default: `local`. */
  id?: Candidate['backend'] | undefined
  connection: QueueConnection
  results: ResultStore
  workers: WorkerWatch
  /** Which steps go first in lanes. Default: `interactive`. */
  priority?: Priority | undefined
  /** How often jobs that are waited for are looked after, in case Redis has lost one or a message, ms. Default: 10,000. */
  checkMs?: number | undefined
  /** Most bytes of a job's JSON. Default: 1 MB. */
  maxJobBytes?: number | undefined
}

/** A call that waits for its job. */
interface Pending {
  key: string
  lane: Lane
  tool: string
  /** The job's JSON. */
  data: string
  onProgress(progress: BackendProgress): void
  settle(outcome: Outcome): void
}

/** A backend that also says which results it has had from the queue, where the worker has stored them. */
export interface QueueBackend extends Backend {
  /** The output of a step that is finished. Of one that isn't, this process hears from now on: it is about to call it. */
  find(key: string): Promise<Record<string, unknown> | undefined>
  /** Whether the queue's result store has this step's output, as far as this process has just heard. */
  hasStored(key: string): boolean
}

/** Reason of an abort that hands work to another process: jobs in lanes stay, for the process that continues the run. */
export const handOver = (): SwitchyardError =>
  new SwitchyardError('CANCELLED', 'Handed to another process.', { details: { handOver: true } })

export const isHandOver = (reason: unknown): boolean =>
  reason instanceof SwitchyardError && reason.details.handOver === true

/**
 * A backend whose calls are jobs in lanes, computed by whichever worker serves the lane. The job's id is the step's key,
 * so that the same step of several runs is computed once, and all waiting processes hear of it. Calls made at the
 * same time travel together.
 */
export function createQueueBackend(options: QueueBackendOptions): QueueBackend {
  const { id = 'local', connection, results, workers, checkMs = 10_000, maxJobBytes = 1_000_000 } = options
  const { priority = 'interactive' } = options
  const { redis, hub, keys } = connection
  const jobs = createLaneJobs(connection)
  const waiter = randomUUID()
  const knownLanes = new Set<string>()
  const pending = new Map<string, Set<Pending>>()
  const withdrawing = new Set<Promise<void>>()
  const stored = new LRUCache<string, true>({ max: 1_000 })
  /** Steps that were just looked for, and that nothing was heard of since. */
  const joined = new LRUCache<string, true>({ max: 1_000 })
  let hearing: Promise<() => Promise<void>> | undefined

  const isPending = (entry: Pending) => pending.get(entry.key)?.has(entry) ?? false
  const allPending = () => [...pending.values()].flatMap((entries) => [...entries])

  function hearMine(): Promise<unknown> {
    hearing ??= hearNews(connection, waiter, (key, message) => {
      joined.delete(key)
      for (const entry of pending.get(key) ?? []) hear(entry, message)
    }).catch((error) => {
      hearing = undefined
      throw error
    })
    return hearing
  }

  /** Has the lane listed for people. */
  function list(lane: Lane): void {
    if (knownLanes.has(lane.name)) return
    knownLanes.add(lane.name)
    whileFull(() =>
      redis.hset(keys.lanes, lane.name, JSON.stringify({ id: lane.id, bytes: lane.bytes })),
    ).catch(() => undefined)
  }

  /** Has Redis tell this process of the steps, and adds those that are not finished. */
  const submit = coalesce(async (entries: readonly Pending[]) => {
    await hearMine()
    const known = new Set(entries.filter(({ key }) => joined.delete(key)))
    await whileFull(async () => {
      const others = entries.filter((entry) => !known.has(entry) && isPending(entry))
      const left = others.length > 0 ? await unfinished(others) : []
      await enqueue([...known, ...left].filter(isPending))
    })
    return entries
  })

  /** Has Redis tell this process of steps, and returns the outputs of those that are finished. */
  async function join(steps: readonly string[]): Promise<(Record<string, unknown> | undefined)[]> {
    const found = await joinWaiters(connection, waiter, steps)
    return results.readAll(found)
  }

  const find = coalesce(async (steps: readonly string[]) => {
    await hearMine()
    // From here on: what is heard before the answer has come must count.
    for (const key of steps) joined.set(key, true)
    try {
      const outputs = await join(steps)
      for (const [at, key] of steps.entries()) if (outputs[at]) joined.delete(key)
      return outputs
    } catch (error) {
      for (const key of steps) joined.delete(key)
      if (!isFull(error)) throw error
      // Only looks: to join, there is time once there is room.
      return Promise.all(steps.map((key) => results.get(key)))
    }
  })

  /** Settles what is finished, and returns the rest. */
  async function unfinished(entries: readonly Pending[]): Promise<Pending[]> {
    const outputs = await join(entries.map(({ key }) => key))
    return entries.filter((entry, at) => {
      const output = outputs[at]
      if (output) entry.settle(ok(output))
      return !output && isPending(entry)
    })
  }

  /** Rejects when Redis is full; other failures are those of the entries. */
  async function enqueue(entries: readonly Pending[]): Promise<void> {
    const lanes = new Map<string, [Pending, ...Pending[]]>()
    for (const entry of entries) {
      const others = lanes.get(entry.lane.name)
      if (others) others.push(entry)
      else lanes.set(entry.lane.name, [entry])
    }
    const timestamp = Math.round(connection.now())
    const add = async (some: [Pending, ...Pending[]]) => {
      const [{ lane }] = some
      try {
        list(lane)
        await jobs.add(lane.name, some, { timestamp, priority })
      } catch (error) {
        if (isFull(error)) throw error
        // Of a connection that was lost on the way nobody knows how much arrived: `check` adds what did not.
        const lost = !(error instanceof ReplyError) && redis.status !== 'end'
        if (!lost) for (const { settle } of some) settle(err(toSwitchyardError(error)))
      }
      const count = some.length
      const raised = some.map(({ key }) => key)
      await Promise.all([
        // Where a batch had them in the lane already, they were not added again.
        ...(priority === 'interactive' ? [jobs.raise(lane.name, raised)] : []),
        tellWorkers(connection, {
          lane: lane.name,
          jobs: count,
          interactive: priority === 'interactive' ? count : 0,
        }),
      ])
    }
    await Promise.all([...lanes.values()].map(add))
  }

  /** Settles what has ended unheard, and adds again what is neither finished nor there. */
  const check = coalesce(async (entries: readonly Pending[]) => {
    // In this order: what ends in between is finished.
    const there = await jobs.find(entries.map(({ lane, key }) => ({ lane: lane.name, key })))
    const left = await unfinished(entries)
    const lost = new Set(entries.filter((_, at) => !there[at]))
    const again = left.filter((entry) => lost.has(entry))
    for (const { onProgress } of again) onProgress({ kind: 'queued' })
    await enqueue(again)
    return entries
  })
  const checkAll = () => {
    for (const entry of allPending()) check(entry).catch(() => undefined)
  }

  const looking = setInterval(checkAll, checkMs)
  looking.unref()
  const stopWatching = hub.onReconnect(() => {
    joined.clear()
    checkAll()
  })

  /** Takes the job back, unless another process waits for it too. */
  async function withdraw({ key, lane }: Pending): Promise<void> {
    if (pending.has(key)) return
    joined.delete(key)
    if (await leaveWaiters(connection, waiter, key)) return
    const removed = await jobs.remove(lane.name, key)
    // A job that is being run can't be removed: its worker is told.
    const message: ControlMessage = { kind: 'cancel-step', key }
    if (!removed) await redis.publish(keys.control, JSON.stringify(message))
    else await tellWaiters(connection, key, { kind: 'gone' })
  }

  function hear(entry: Pending, message: StepMessage): void {
    if (message.kind === 'progress') entry.onProgress(message.progress)
    else if (message.kind === 'failed') entry.settle(err(SwitchyardError.fromInfo(message.error)))
    else if (message.kind === 'done' && message.output) entry.settle(ok(message.output))
    else check(entry).catch(() => undefined)
  }

  return {
    id,
    async call(call: BackendCall, { signal, onProgress }): Promise<Outcome> {
      if (signal.aborted) return err(cancelledError(signal))
      const { tool, candidate, input, key = stepKey({ tool: tool.id, candidate, input }) } = call
      const lane = laneOf(candidate)
      const trace = traceHeaders()
      const job: StepJob = { version: queueVersion, tool: tool.id, input, trace }
      const data = JSON.stringify(job)
      const size = Buffer.byteLength(data)
      if (size > maxJobBytes) return err(tooLarge(tool.id, size, maxJobBytes))

      let settle: Pending['settle'] = () => {}
      const outcome = new Promise<Outcome>((resolve) => {
        settle = resolve
      })
      const waiting: Pending = { key, lane, tool: tool.id, data, onProgress, settle }
      const others = pending.get(key) ?? new Set()
      pending.set(key, others.add(waiting))
      const onAbort = () => settle(err(cancelledError(signal)))
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        onProgress({ kind: 'queued' })
        // A call that is stopped, or has its result, waits for no room in Redis.
        submit(waiting).catch((error) => settle(err(toSwitchyardError(error))))
        const end = await outcome
        if (end.ok) stored.set(key, true)
        return end
      } finally {
        signal.removeEventListener('abort', onAbort)
        others.delete(waiting)
        if (others.size === 0 && pending.get(key) === others) pending.delete(key)
        if (signal.aborted && !isHandOver(signal.reason)) {
          const withdrawal = withdraw(waiting).catch(() => undefined)
          withdrawing.add(withdrawal)
          await withdrawal
          withdrawing.delete(withdrawal)
        }
      }
    },
    find,
    hasStored: (key) => stored.has(key),
    state: (candidate): CandidateState => workers.stateOf(laneOf(candidate)),
    async close() {
      clearInterval(looking)
      stopWatching()
      for (const { settle } of allPending()) settle(err(cancelledError()))
      await Promise.all(withdrawing)
      await (await hearing?.catch(() => undefined))?.().catch(() => undefined)
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
