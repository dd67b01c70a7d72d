import { randomUUID } from 'node:crypto'
import { traceBackend } from '../../agent/tracing.js'
import type { LaneConsumer } from '../bullmq/lane-consumer.js'
import { createLaneJobs } from '../bullmq/lane-jobs.js'
import { afterBatch } from '../lanes/batch-times.js'
import { chooseLane, type SchedulerSettings } from '../lanes/choose-lane.js'
import type { Lane } from '../lanes/lane.js'
import { afterAsking, afterCount, afterNews, afterScarcity, isOld } from '../lanes/lane-estimate.js'
import { hearOfLanes, type LaneNews } from '../lanes/lane-news.js'
import { createResultStore } from '../lanes/result-store.js'
import { lanesOf, type ServedLane } from '../lanes/served-lanes.js'
import { controlMessageSchema, parseMessage } from '../redis/messages.js'
import { HeldJobs } from './held-jobs.js'
import { type Announced, type Announcement, keepAnnounced } from './keep-announced.js'
import { doMicroBatch, type MicroBatchServices } from './micro-batch.js'
import { nobody } from './queue-observer.js'
import { RunningSteps } from './step-cost.js'
import { createTurns } from './turns.js'
import type { WorkerOptions } from './worker-options.js'

export type { WorkerOptions } from './worker-options.js'

/** Takes steps off lanes and has them computed on this machine. */
export interface QueueWorker {
  readonly id: string
  /** The lanes it serves. */
  readonly lanes: readonly Lane[]
  /** Takes no more jobs, finishes those it holds or hands them back, and takes its announcement back. Idempotent. */
  close(): Promise<void>
}

/**
 * Starts to serve lanes: those of the catalogue's candidates whose models fit `memoryBytes`.
 *
 * @example
 * ```js
 * import { createAgent } from 'switchyard-ai'
 * import { openQueue, startWorker } from 'switchyard-ai/queue'
 *
 * const connection = await openQueue({ url: 'redis://localhost:6379' })
 * const { parts } = await createAgent({ profile: 'demo' })
 * const { local, registry, catalog } = parts
 * const machine = { device: 'cpu', version: '1.0.0', memoryBytes: 2e9 }
 * const worker = await startWorker({ connection, backend: local, registry, catalog, ...machine })
 * process.once('SIGTERM', () => worker.close())
 * ```
 */
export async function startWorker(options: WorkerOptions): Promise<QueueWorker> {
  const worker = new Serving(options)
  await worker.start()
  return worker
}

/** A worker's options with their defaults. */
type ServingOptions = {
  [Name in Exclude<keyof WorkerOptions, 'serves' | 'results'>]-?: NonNullable<WorkerOptions[Name]>
}

class Serving implements QueueWorker {
  readonly id = randomUUID()
  readonly #options: ServingOptions
  readonly #settings: SchedulerSettings
  readonly #services: MicroBatchServices
  readonly #lanes: ReadonlyMap<string, ServedLane>
  readonly #held = new HeldJobs()
  /** Micro-batches to their end, and how many of them the device is still busy with. */
  readonly #batches = new Set<Promise<void>>()
  #computing = 0
  readonly #timers: NodeJS.Timeout[] = []
  #wake: NodeJS.Timeout | undefined
  #unsubscribe: (() => Promise<void>)[] = []
  #announcement: Announcement | undefined
  #closing: Promise<void> | undefined

  constructor({
    serves = () => true,
    results,
    concurrency = 1,
    maxBatch = 8,
    batchWaitMs = 0,
    ageingMs = 30_000,
    lockMs = 30_000,
    maxStrikes = 3,
    drainMs = 20_000,
    lookMs = 2_000,
    runs = () => 0,
    runsAtOnce = 0,
    observer = nobody,
    onError = () => {},
    ...rest
  }: WorkerOptions) {
    const timing = { batchWaitMs, ageingMs, lockMs, drainMs, lookMs }
    const bounds = { concurrency, maxBatch, maxStrikes, runsAtOnce }
    const options = { ...rest, ...timing, ...bounds, runs, observer, onError }
    const { connection, backend, registry, memoryBytes } = rest
    this.#options = options
    this.#settings = { memoryBytes, ageingMs, maxBatch, batchWaitMs }
    this.#lanes = lanesOf(options, serves)
    this.#services = {
      held: this.#held,
      turns: createTurns(),
      step: {
        connection,
        backend: traceBackend(backend),
        registry,
        maxStrikes,
        running: new RunningSteps(),
        results: createResultStore(connection, results),
        candidateOf: (tool, lane) => this.#lanes.get(lane)?.candidates.get(tool),
      },
      observer,
      onError: this.#report,
    }
  }

  get lanes(): readonly Lane[] {
    return [...this.#lanes.values()]
  }

  async start(): Promise<void> {
    const { connection, lockMs, lookMs } = this.#options
    const { hub, keys } = connection
    // Neither a list that can't be written nor a lane that can't be read keeps it from serving the others.
    this.#announcement = await keepAnnounced({
      connection,
      id: this.id,
      describe: () => this.#describe(),
      onError: this.#report,
    })
    this.#unsubscribe = [
      await hearOfLanes(connection, (news) => this.#hearOfLane(news)),
      await hub.subscribe(keys.control, (text) => this.#hear(text)),
    ]
    this.#every(Math.max(10, lockMs / 3), () => this.#held.renew())
    this.#every(lookMs, () => this.#look([...this.#lanes.keys()]))
    await this.#look([...this.#lanes.keys()]).catch(this.#report)
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain()
    return this.#closing
  }

  async #drain(): Promise<void> {
    const { drainMs } = this.#options
    clearTimeout(this.#wake)
    await Promise.all(this.#unsubscribe.map((stop) => stop().catch(() => undefined)))
    void this.#announcement?.renew()
    this.#held.leave()
    const patience = setTimeout(() => this.#held.handOver(), drainMs)
    while (this.#batches.size > 0) await Promise.all(this.#batches)
    clearTimeout(patience)
    for (const timer of this.#timers) clearInterval(timer)
    const consumers = [...this.#lanes.values()].flatMap(({ consumer }) => consumer ?? [])
    await Promise.all(consumers.map(async (consumer) => (await consumer).close()))
    await this.#announcement?.withdraw()
  }

  #every(ms: number, work: () => Promise<void>): void {
    this.#timers.push(setInterval(() => this.#try(work), ms))
  }

  #try(work: () => Promise<unknown>): void {
    work().catch(this.#report)
  }

  readonly #report = (thrown: unknown): void =>
    this.#options.onError(thrown instanceof Error ? thrown : new Error(String(thrown)))

  /** Counts what waits in lanes, and takes what may be taken. */
  async #look(names: readonly string[]): Promise<void> {
    const { connection, ageingMs } = this.#options
    const jobs = createLaneJobs(connection)
    const toldByLane = new Map([...this.#lanes.values()].map(({ name, told }) => [name, told]))
    const [counts] = await Promise.all([jobs.count(names, this.#report), jobs.letAgedIn(names, { ageingMs })])
    for (const [name, count] of counts) {
      const lane = this.#lanes.get(name)
      if (!lane) continue
      Object.assign(lane, afterCount(lane, count, toldByLane.get(name) ?? lane.told, connection.now()))
      // Also for jobs that other processes hold: should those die, their jobs must be found.
      if (count.waiting + count.active > 0 && !this.#closing) await this.#consumer(lane).catch(this.#report)
    }
    this.#pump()
  }

  #hearOfLane(news: LaneNews): void {
    const lane = this.#lanes.get(news.lane)
    if (!lane) return
    Object.assign(lane, afterNews(lane, news, this.#options.connection.now()))
    this.#goOn()
  }

  /** Takes what may be taken; where there is a choice, by counts that are not old. */
  #goOn(): void {
    if (this.#computing >= this.#options.concurrency) return
    const now = this.#options.connection.now()
    const waiting = [...this.#lanes.values()].filter((lane) => lane.waiting > 0)
    const old = waiting.filter((lane) => isOld(lane, now))
    if (waiting.length < 2 || old.length === 0) this.#pump()
    else this.#try(() => this.#look(old.map(({ name }) => name)))
  }

  #pump(): void {
    clearTimeout(this.#wake)
    const { connection, concurrency } = this.#options
    while (!this.#closing && this.#computing < concurrency) {
      const now = connection.now()
      const lanes = [...this.#lanes.values()]
      // What was never loaded here may take as long as what took longest.
      const longestMs = Math.max(...lanes.map(({ coldMs }) => coldMs))
      const views = lanes.map((lane) => ({
        ...lane,
        coldMs: lane.coldMs || longestMs,
        loaded: this.#isLoaded(lane),
        waitedMs: Math.max(0, now - Math.max(lane.oldestAtMs, lane.servedAtMs)),
      }))
      const choice = chooseLane(views, this.#settings)
      if (choice.kind === 'wait') this.#wake = setTimeout(() => this.#goOn(), choice.ms)
      if (choice.kind !== 'serve') return
      const lane = this.#lanes.get(choice.lane)
      if (!lane) return
      Object.assign(lane, afterAsking(lane, choice.jobs))
      lane.running += 1
      lane.servedAtMs = now
      const wasLoaded = this.#isLoaded(lane)
      this.#computing += 1
      const batch = this.#serve(lane, choice.jobs, (jobs) => {
        this.#computing -= 1
        lane.running -= 1
        if (jobs > 0) Object.assign(lane, afterBatch(lane, { ms: connection.now() - now, wasLoaded }))
        if (!this.#closing) this.#goOn()
      }).then(() => {
        this.#batches.delete(batch)
      })
      this.#batches.add(batch)
    }
  }

  #isLoaded({ candidates }: ServedLane): boolean {
    const { registry, backend } = this.#options
    const [[id, candidate] = []] = candidates
    const tool = id === undefined ? undefined : registry.get(id)
    return (
      tool !== undefined && candidate !== undefined && backend.state(candidate, tool).readiness === 'loaded'
    )
  }

  /**
   * Takes one micro-batch and does it. `onComputed` hears, once, when the device is done with it and how many jobs it had:
   * the next one need not wait until Redis has taken the results. Never rejects.
   */
  async #serve(lane: ServedLane, count: number, onComputed: (jobs: number) => void): Promise<void> {
    const { told } = lane
    let [jobs, released] = [0, false]
    const release = () => {
      if (!released) onComputed(jobs)
      released = true
    }
    try {
      const consumer = await this.#consumer(lane)
      const taken = await consumer.take(count)
      if (taken.length < count) Object.assign(lane, afterScarcity(lane, told))
      // While the device computes.
      const isLookedAt = isOld(lane, this.#options.connection.now())
      const looked = isLookedAt ? this.#look([lane.name]).catch(this.#report) : undefined
      if (taken.length > 0) {
        jobs = taken.length
        this.#options.observer.batch(lane.id, jobs)
        await doMicroBatch(taken, { lane, consumer, onComputed: release }, this.#services)
      }
      await looked
    } catch (thrown) {
      this.#report(thrown)
      // Not at once again: the next round of looks counts anew.
      Object.assign(lane, afterScarcity(lane, lane.told))
      jobs = 0
    }
    release()
  }

  #consumer(lane: ServedLane): Promise<LaneConsumer> {
    const { connection, lockMs, onError } = this.#options
    lane.consumer ??= createLaneJobs(connection)
      .openConsumer({
        lane: lane.name,
        lockMs,
        workerId: this.id,
        onStalled: () => this.#try(() => this.#look([lane.name])),
        onError,
      })
      .catch((error) => {
        delete lane.consumer
        throw error
      })
    return lane.consumer
  }

  #hear(text: string): void {
    const message = parseMessage(controlMessageSchema, text)
    if (message?.kind === 'cancel-step') this.#held.cancel(message.key)
  }

  #describe(): Announced {
    const { version, device, memoryBytes, concurrency, maxBatch, runs, runsAtOnce } = this.#options
    const lanes = [...this.#lanes.values()]
    return {
      version,
      device,
      memoryBytes,
      concurrency,
      maxBatch,
      lanes: lanes.map(({ name }) => name),
      loaded: lanes.filter((lane) => this.#isLoaded(lane)).map(({ name }) => name),
      active: this.#held.size,
      runs: runs(),
      runsAtOnce,
      draining: this.#closing !== undefined,
    }
  }
}
