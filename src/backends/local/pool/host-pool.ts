import { cancelledError, SwitchyardError } from '../../../core/errors.js'
import { err, ok } from '../../../core/result.js'
import type { Configuration, HostReply } from '../protocol.js'
import { createCrashRecord } from './crash-record.js'
import { type HostExit, type HostProcess, type StartHost, startHost } from './host-process.js'
import { busyViewOf, type HostSlot, type HostStatus, statusOf, viewOf } from './host-slot.js'
import { type Assignment, assign, giveAhead, type WaitingCall } from './pool-core.js'
import { type CallOutcome, createJob, type PoolBatch, type PoolCall, type PoolJob } from './pool-job.js'

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

export function createHostPool({
  hosts,
  configuration,
  memoryBytes,
  recycleBytes,
  cancelGraceMs = 2000,
  closeGraceMs = 1000,
  start = startHost,
}: HostPoolOptions): HostPool {
  const slots = Array.from({ length: hosts }, (_, id): HostSlot => ({ id, models: new Map(), rssBytes: 0 }))
  const waiting = new Map<number, PoolJob>()
  const crashes = createCrashRecord()
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
    const calls = waitingCalls()
    const { assignments, passedOver } = assign(slots.map(viewOf), calls, { memoryBytes })
    for (const assignment of assignments) begin(assignment)
    for (const id of passedOver) {
      const job = waiting.get(id)
      if (job) job.passedOver += 1
    }
    giveBusyHosts(calls.filter(({ id }) => waiting.has(id)))
  }

  function waitingCalls(): WaitingCall[] {
    return [...waiting.values()].map((job) => {
      const isSuspect = crashes.isSuspect(job.model.key)
      return {
        ...{ id: job.id, model: job.model.key, lane: job.lane, bytes: job.modelBytes },
        maxBatch: isSuspect ? 1 : job.maxBatch,
        early: job.early && !isSuspect,
        passedOver: job.passedOver,
      }
    })
  }

  function giveBusyHosts(calls: readonly WaitingCall[]): void {
    const views = slots.flatMap((slot) => busyViewOf(slot) ?? [])
    for (const { host, calls: given } of giveAhead(views, calls)) {
      const slot = slots[host]
      const jobs = take(given)
      const [first] = jobs
      if (!slot || !first) continue
      slot.next = batchOf(jobs, first)
      send(slot, slot.next, [])
    }
  }

  function begin({ host: id, calls, evict, bytes }: Assignment): void {
    const slot = slots[id]
    const jobs = take(calls)
    const [first] = jobs
    if (!slot || !first) return
    for (const { host, model } of evict) {
      slots[host]?.models.delete(model)
      if (host !== id) slots[host]?.process?.send({ type: 'unload', models: [model] })
    }
    const { model } = first
    const batch = batchOf(jobs, first)
    const isLoaded = slot.models.get(model.key)?.isLoaded ?? false
    slot.models.set(model.key, { key: model.key, name: model.name, bytes, usedAt: batch.id, isLoaded })
    run(slot, batch)
    send(
      slot,
      batch,
      evict.filter(({ host }) => host === id).map(({ model: key }) => key),
    )
  }

  function take(calls: readonly number[]): PoolJob[] {
    const jobs = calls.flatMap((call) => waiting.get(call) ?? [])
    for (const { id } of jobs) waiting.delete(id)
    return jobs
  }

  function batchOf(jobs: readonly PoolJob[], { model }: PoolJob): PoolBatch {
    sequence += 1
    return { id: sequence, jobs, model, loading: false }
  }

  function run(slot: HostSlot, batch: PoolBatch): void {
    slot.batch = batch
    for (const job of batch.jobs) job.onProgress({ kind: 'started' })
  }

  function send(slot: HostSlot, { id, jobs, model }: PoolBatch, unload: string[]): void {
    const [first] = jobs
    if (!first) return
    const process = slot.process ?? startIn(slot)
    process.hold(true)
    process.send({
      ...{ type: 'run', batch: id, tool: first.tool, model, unload },
      options: { ...first.options },
      inputs: jobs.map(({ input }) => input),
    })
  }

  function startIn(slot: HostSlot): HostProcess {
    const process = start({
      configuration,
      onReply: (reply) => onReply(slot, reply),
      onExit: (exit) => onExit(slot, process, exit),
    })
    slot.process = process
    return process
  }

  function onReply(slot: HostSlot, reply: HostReply): void {
    const { batch } = slot
    if (!batch || batch.id !== reply.batch) return
    switch (reply.type) {
      case 'loading':
        batch.loading = true
        for (const { onProgress } of batch.jobs) onProgress({ kind: 'load', model: batch.model.name })
        return
      case 'loaded':
        batch.loading = false
        crashes.loaded(batch.model.key)
        markLoaded(slot, batch.model.key)
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

  function finish(slot: HostSlot, batch: PoolBatch, result: Extract<HostReply, { type: 'result' }>): void {
    release(slot)
    slot.rssBytes = result.rssBytes
    crashes.ran(batch.model.key)
    if (result.loadFailed) slot.models.delete(batch.model.key)
    for (const [at, job] of batch.jobs.entries()) {
      const outcome = result.outcomes[at]
      if (outcome?.ok) job.settle(ok(outcome.value))
      else if (outcome) job.settle(err(SwitchyardError.fromInfo(outcome.error)))
      else job.settle(err(new SwitchyardError('INTERNAL', 'A host gave no result for a call.')))
    }
    // transformers.js remembers what it read of a model, so a host in which one failed would not see it repaired.
    if (result.loadFailed || result.rssBytes > recycleBytes) end(slot)
    else if (slot.next) runNext(slot, slot.next)
    // One that ends is held by its end: what it has in hand may take longer than the process would live without it.
    if (!slot.ending) slot.process?.hold(slot.batch !== undefined)
    pump()
  }

  /** The host has begun it by itself. */
  function runNext(slot: HostSlot, next: PoolBatch): void {
    delete slot.next
    const held = slot.models.get(next.model.key)
    if (held) held.usedAt = next.id
    run(slot, next)
    abandon(slot)
  }

  function onExit(slot: HostSlot, process: HostProcess, exit: HostExit): void {
    if (slot.process !== process) return
    const { batch } = slot
    release(slot)
    takeBack(slot)
    delete slot.process
    delete slot.ending
    slot.models.clear()
    slot.rssBytes = 0
    if (batch?.jobs.some(({ settled }) => !settled())) {
      const error = crashes.blame(batch, exit)
      for (const job of batch.jobs) job.settle(err(error))
    }
    pump()
  }

  function release(slot: HostSlot): void {
    clearTimeout(slot.batch?.abandoned)
    delete slot.batch
  }

  /** What a host got ahead and won't run waits for another one, before what came later. */
  function takeBack(slot: HostSlot): void {
    const back = slot.next?.jobs.filter(({ settled }) => !settled()) ?? []
    delete slot.next
    const inOrder = [...back, ...waiting.values()].sort((one, other) => one.id - other.id)
    waiting.clear()
    for (const job of inOrder) waiting.set(job.id, job)
  }

  function markLoaded(slot: HostSlot, model: string): void {
    const held = slot.models.get(model)
    if (held) held.isLoaded = true
  }

  function end(slot: HostSlot): void {
    takeBack(slot)
    if (slot.process) slot.ending ??= slot.process.stop(closeGraceMs)
  }

  function cancel(job: PoolJob): void {
    waiting.delete(job.id)
    for (const slot of slots) {
      const batch = [slot.batch, slot.next].find((one) => one?.jobs.includes(job))
      if (!batch) continue
      slot.process?.send({ type: 'cancel', batch: batch.id, index: batch.jobs.indexOf(job) })
      abandon(slot)
    }
  }

  /** A host that goes on with what nobody awaits is given some time. */
  function abandon({ batch, process }: HostSlot): void {
    if (batch?.jobs.every(({ settled }) => settled()))
      batch.abandoned ??= setTimeout(() => process?.kill(), cancelGraceMs)
  }

  return {
    submit(call, { signal, onProgress, onText = () => {} }) {
      return new Promise((resolve) => {
        if (closing) return resolve(err(closed()))
        if (signal.aborted) return resolve(err(cancelledError(signal)))
        sequence += 1
        const job = createJob(call, {
          id: sequence,
          signal,
          onProgress,
          onText,
          onAbort: cancel,
          onSettled: resolve,
        })
        waiting.set(job.id, job)
        job.onProgress({ kind: 'queued' })
        pump()
      })
    },
    isLoaded: (key) =>
      slots.some(({ batch, models }) => models.has(key) && !(batch?.loading && batch.model.key === key)),
    status: () => slots.flatMap((slot) => statusOf(slot, configuration.device) ?? []),
    close() {
      closing ??= (async () => {
        const jobs = [
          ...waiting.values(),
          ...slots.flatMap(({ batch, next }) => [...(batch?.jobs ?? []), ...(next?.jobs ?? [])]),
        ]
        waiting.clear()
        for (const job of jobs) job.settle(err(closed()))
        for (const slot of slots) end(slot)
        await Promise.all(slots.map(({ ending }) => ending))
      })()
      return closing
    },
  }
}

function closed(): SwitchyardError {
  return new SwitchyardError('CANCELLED', 'The local backend was closed.')
}
