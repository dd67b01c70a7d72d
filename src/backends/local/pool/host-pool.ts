import { cancelledError, SwitchyardError } from '../../../core/errors.js'
import { err, ok } from '../../../core/result.js'
import type { Configuration, HostReply } from '../protocol.js'
import { type HostExit, type HostProcess, type StartHost, startHost } from './host-process.js'
import { type Assignment, assign, type LoadedModel } from './pool-core.js'
import { brokenByCrashes, hostCrashed } from './pool-errors.js'
import type { CallOutcome, PoolBatch, PoolCall, PoolJob } from './pool-job.js'

/** What a host is doing, for people and tests. */
export interface HostStatus {
  pid: number | undefined
  device: string
  /** Names of the models it holds. */
  models: string[]
  /** Resident memory after its last batch. */
  rssBytes: number
  busy: boolean
}

export interface HostPoolOptions {
  /** Host processes at most. Each starts with its first call. */
  hosts: number
  configuration: Configuration
  /** Budget for the models of all hosts together. */
  memoryBytes: number
  /** A host with more resident memory than this ends when it has nothing to do. */
  recycleBytes: number
  /** How long a batch may go on that is no longer awaited. Default: 2000. */
  cancelGraceMs?: number | undefined
  /** How long hosts may take to end by themselves. Default: 1000. */
  closeGraceMs?: number | undefined
  start?: StartHost | undefined
}

export interface HostPool {
  /** Runs a call as soon as a host is free for it. Never rejects. */
  submit(
    call: PoolCall,
    options: {
      signal: AbortSignal
      onProgress: PoolJob['onProgress']
      onText?: PoolJob['onText'] | undefined
    },
  ): Promise<CallOutcome>
  /** Whether a host holds the model, ready to run. */
  isLoaded(modelKey: string): boolean
  /** Running hosts. */
  status(): HostStatus[]
  /** Cancels all calls and ends all hosts. Idempotent. */
  close(): Promise<void>
}

interface Held extends LoadedModel {
  name: string
}

interface Slot {
  id: number
  process?: HostProcess | undefined
  batch?: PoolBatch | undefined
  /** It was told to end, and takes no more calls. */
  ending?: Promise<void> | undefined
  models: Map<string, Held>
  rssBytes: number
}

const loadCrashesUntilBroken = 3

export function createHostPool({
  hosts,
  configuration,
  memoryBytes,
  recycleBytes,
  cancelGraceMs = 2000,
  closeGraceMs = 1000,
  start = startHost,
}: HostPoolOptions): HostPool {
  const slots = Array.from({ length: hosts }, (_, id): Slot => ({ id, models: new Map(), rssBytes: 0 }))
  const waiting = new Map<number, PoolJob>()
  /** Crashes in a row while the model was loading, and while it was running. */
  const loadCrashes = new Map<string, number>()
  const runCrashes = new Set<string>()
  let sequence = 0
  let pumping = false
  let closing: Promise<void> | undefined

  /** Once for all calls of one turn of the event loop, so that those made together can share a batch. */
  function pump(): void {
    if (pumping || closing) return
    pumping = true
    setImmediate(() => {
      pumping = false
      if (!closing) dispatch()
    })
  }

  function dispatch(): void {
    const views = slots.map(({ id, process, batch, ending, models }) => ({
      id,
      busy: batch !== undefined || ending !== undefined,
      started: process !== undefined,
      models: [...models.values()],
    }))
    const calls = [...waiting.values()].map((job) => ({
      id: job.id,
      model: job.model.key,
      lane: job.lane,
      bytes: job.modelBytes,
      // After a crash of a model its calls run apart, so that the one that caused it takes no others along.
      maxBatch: runCrashes.has(job.model.key) ? 1 : job.maxBatch,
      passedOver: job.passedOver,
    }))
    const { assignments, passedOver } = assign(views, calls, { memoryBytes })
    for (const assignment of assignments) begin(assignment)
    for (const id of passedOver) {
      const job = waiting.get(id)
      if (job) job.passedOver += 1
    }
  }

  function begin({ host: id, calls, evict, bytes }: Assignment): void {
    const slot = slots[id]
    const jobs = calls.flatMap((call) => waiting.get(call) ?? [])
    const [first] = jobs
    if (!slot || !first) return
    for (const job of jobs) {
      waiting.delete(job.id)
      job.onProgress({ kind: 'started' })
    }
    for (const { host, model } of evict) {
      slots[host]?.models.delete(model)
      if (host !== id) slots[host]?.process?.send({ type: 'unload', models: [model] })
    }
    const { model, tool, options } = first
    sequence += 1
    const batch: PoolBatch = { id: sequence, jobs, model, loading: false }
    slot.batch = batch
    slot.models.set(model.key, { key: model.key, name: model.name, bytes, usedAt: sequence })
    const process = slot.process ?? startIn(slot)
    process.hold(true)
    process.send({
      type: 'run',
      batch: batch.id,
      tool,
      model,
      options: { ...options },
      inputs: jobs.map(({ input }) => input),
      unload: evict.filter(({ host }) => host === id).map(({ model: key }) => key),
    })
  }

  function startIn(slot: Slot): HostProcess {
    const process = start({
      configuration,
      onReply: (reply) => onReply(slot, reply),
      onExit: (exit) => onExit(slot, process, exit),
    })
    slot.process = process
    return process
  }

  function onReply(slot: Slot, reply: HostReply): void {
    const { batch } = slot
    if (!batch || batch.id !== reply.batch) return
    switch (reply.type) {
      case 'loading':
        batch.loading = true
        for (const { onProgress } of batch.jobs) onProgress({ kind: 'load', model: batch.model.name })
        return
      case 'loaded':
        batch.loading = false
        loadCrashes.delete(batch.model.key)
        for (const { onProgress } of batch.jobs) onProgress({ kind: 'loaded', model: batch.model.name })
        return
      case 'progress':
        batch.jobs[reply.index]?.onProgress({ kind: 'inference', fraction: reply.fraction })
        return
      case 'text':
        batch.jobs[reply.index]?.onText(reply.text)
        return
      case 'result':
        finish(slot, batch, reply)
    }
  }

  function finish(slot: Slot, batch: PoolBatch, result: Extract<HostReply, { type: 'result' }>): void {
    release(slot)
    slot.rssBytes = result.rssBytes
    runCrashes.delete(batch.model.key)
    if (result.loadFailed) slot.models.delete(batch.model.key)
    for (const [at, job] of batch.jobs.entries()) {
      const outcome = result.outcomes[at]
      if (outcome?.ok) job.settle(ok(outcome.value))
      else if (outcome) job.settle(err(SwitchyardError.fromInfo(outcome.error)))
      else job.settle(err(new SwitchyardError('INTERNAL', 'A host gave no result for a call.')))
    }
    slot.process?.hold(false)
    // transformers.js remembers what it read of a model, so a host in which one failed would not see it repaired.
    if (result.loadFailed || result.rssBytes > recycleBytes) end(slot)
    pump()
  }

  function onExit(slot: Slot, process: HostProcess, exit: HostExit): void {
    if (slot.process !== process) return
    const { batch } = slot
    release(slot)
    delete slot.process
    delete slot.ending
    slot.models.clear()
    slot.rssBytes = 0
    if (batch?.jobs.some(({ settled }) => !settled())) {
      const error = crashError(batch, exit)
      for (const job of batch.jobs) job.settle(err(error))
    }
    pump()
  }

  function crashError({ model, loading }: PoolBatch, exit: HostExit): SwitchyardError {
    if (!loading) {
      runCrashes.add(model.key)
      return hostCrashed(model, exit, 'running')
    }
    const crashes = (loadCrashes.get(model.key) ?? 0) + 1
    loadCrashes.set(model.key, crashes)
    return crashes >= loadCrashesUntilBroken
      ? brokenByCrashes(model, exit, crashes)
      : hostCrashed(model, exit, 'loading')
  }

  function release(slot: Slot): void {
    clearTimeout(slot.batch?.abandoned)
    delete slot.batch
  }

  function end(slot: Slot): void {
    if (slot.process) slot.ending ??= slot.process.stop(closeGraceMs)
  }

  function cancel(job: PoolJob): void {
    waiting.delete(job.id)
    const slot = slots.find(({ batch }) => batch?.jobs.includes(job))
    const batch = slot?.batch
    if (!batch) return
    const { process } = slot
    process?.send({ type: 'cancel', batch: batch.id, index: batch.jobs.indexOf(job) })
    if (batch.jobs.every(({ settled }) => settled()))
      batch.abandoned ??= setTimeout(() => process?.kill(), cancelGraceMs)
  }

  return {
    submit(call, { signal, onProgress, onText = () => {} }) {
      return new Promise((resolve) => {
        if (closing) return resolve(err(closed()))
        if (signal.aborted) return resolve(err(cancelledError(signal)))
        let isSettled = false
        const onAbort = () => {
          job.settle(err(cancelledError(signal)))
          cancel(job)
        }
        sequence += 1
        const job: PoolJob = {
          ...call,
          id: sequence,
          lane: JSON.stringify([call.model.key, call.tool, call.options]),
          passedOver: 0,
          onProgress: (progress) => {
            if (!isSettled) onProgress(progress)
          },
          onText: (text) => {
            if (!isSettled) onText(text)
          },
          settled: () => isSettled,
          settle(outcome) {
            if (isSettled) return
            isSettled = true
            signal.removeEventListener('abort', onAbort)
            resolve(outcome)
          },
        }
        signal.addEventListener('abort', onAbort, { once: true })
        waiting.set(job.id, job)
        job.onProgress({ kind: 'queued' })
        pump()
      })
    },
    isLoaded: (key) =>
      slots.some(({ batch, models }) => models.has(key) && !(batch?.loading && batch.model.key === key)),
    status: () =>
      slots.flatMap(({ process, batch, models, rssBytes }) =>
        process
          ? {
              pid: process.pid,
              device: configuration.device,
              models: [...models.values()].map(({ name }) => name),
              rssBytes,
              busy: batch !== undefined,
            }
          : [],
      ),
    close() {
      closing ??= (async () => {
        const jobs = [...waiting.values(), ...slots.flatMap(({ batch }) => batch?.jobs ?? [])]
        waiting.clear()
        for (const job of jobs) job.settle(err(closed()))
        await Promise.all(slots.map(({ process }) => process?.stop(closeGraceMs)))
      })()
      return closing
    },
  }
}

function closed(): SwitchyardError {
  return new SwitchyardError('CANCELLED', 'The local backend was closed.')
}
