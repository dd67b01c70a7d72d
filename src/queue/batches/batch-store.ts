import { z } from 'zod'
import { SwitchyardError } from '../../core/errors.js'
import type { QueueConnection } from '../redis/connection.js'
import { scriptFile } from '../redis/redis-script.js'
import type { Priority } from '../runs/priority.js'
import {
  attemptOf,
  type JobAttempt,
  type JobOutcome,
  letterOf,
  type Order,
  orderSchema,
  outcomeSchema,
  parseStatus,
  runIdOf,
  toBillionths,
} from './batch.js'
import { type BatchStatus, endedOf, isAtRest } from './batch-status.js'
import { isUnfit, type Page, packJson, unpackPage } from './page.js'

export interface NewBatch {
  id: string
  name: string
  submitter: string
  priority: Priority
  deadlineAtMs?: number | undefined
  /** US dollars. */
  maxCostUsd?: number | undefined
  /** How long its data is kept after its end. */
  keepMs: number
}

/** A job that has ended, as the stream of results has it. */
export interface ResultEntry {
  /** Its place in the stream. */
  entry: string
  job: number
  attempt: number
  outcome: JobOutcome
  /** No job at all: another attempt can't help. */
  unfit: boolean
  /** Packed result line; absent for jobs that never began. */
  line?: Buffer | undefined
  /** Why a job that never began was ended. */
  why?: 'cancelled' | 'deadline' | undefined
}

/** Batches in Redis. What may be done at once by several processes is one script each. */
export interface BatchStore {
  /** False when there is one of this id already. */
  create(batch: NewBatch): Promise<boolean>
  status(id: string): Promise<BatchStatus | undefined>
  /** The same, with the rate of the last results. */
  statusWithRate(id: string): Promise<BatchStatus | undefined>
  /** Ids, the newest first. */
  list(): Promise<string[]>
  /** Takes batches whose data is gone off the list. */
  unlist(ids: readonly string[]): Promise<void>
  /** Appends a page, unless it is there; how many jobs the batch has then. */
  append(id: string, page: Page): Promise<number | 'gone' | 'closed'>
  seal(id: string): Promise<void>
  claim(priority: Priority, limits: { window: number; most: number }): Promise<JobAttempt[]>
  begin(attempt: JobAttempt): Promise<Order>
  /** Ends an attempt and forgets its run's state. False when it doesn't count: then nothing is changed. */
  end(
    attempt: JobAttempt,
    end: { outcome: JobOutcome; line: unknown; cacheHits: number; costUsd?: number | undefined },
  ): Promise<boolean>
  /** Jobs that the queue has held for longer than this. */
  held(priority: Priority, forMs: number): Promise<JobAttempt[]>
  /** What to do with a job that the queue should hold and doesn't. */
  lost(attempt: JobAttempt): Promise<Order>
  stop(id: string, why: 'cancelled' | 'deadline'): Promise<'stopped' | 'ended' | 'gone'>
  /** Ends jobs of a stopped batch that wait. How many. */
  endWaiting(id: string, most: number): Promise<number>
  /** Batches that are being stopped, and those whose deadline is over and that are not stopped yet. */
  ending(): Promise<{ stopping: string[]; overdue: string[] }>
  /** Has ended jobs done again. How many; `ending` when the batch is just being stopped. */
  retry(
    id: string,
    entries: readonly ResultEntry[],
    options: { deadlineAtMs: number | undefined },
  ): Promise<number | 'ending'>
  /**
   * Lets the batch spend so many US dollars from now on; undefined: as many as the last time, where it has a budget.
   * `deadline`: a new one, or none; left out, it stays.
   */
  grant(
    id: string,
    options: { usd: number | undefined; deadline?: { atMs: number | undefined } | undefined },
  ): Promise<void>
  /** Results after an entry, in the order in which jobs ended. */
  results(
    id: string,
    after: string,
    limits: { most: number; until?: string | undefined },
  ): Promise<ResultEntry[]>
  /** The newest entry of the results. */
  lastResult(id: string): Promise<string | undefined>
  /** The page that has a job. */
  pageOf(id: string, job: number): Promise<Page | undefined>
}

const run = {
  create: scriptFile('batches/create'),
  append: scriptFile('batches/append'),
  seal: scriptFile('batches/seal'),
  claim: scriptFile('batches/claim'),
  begin: scriptFile('batches/begin'),
  end: scriptFile('batches/end'),
  stop: scriptFile('batches/stop'),
  endWaiting: scriptFile('batches/end-waiting'),
  retry: scriptFile('batches/retry'),
  grant: scriptFile('batches/grant'),
  lost: scriptFile('batches/lost'),
  held: scriptFile('batches/held'),
}

const count = z.number()
const entrySchema = z.object({
  job: z.coerce.number(),
  attempt: z.coerce.number(),
  state: z.enum(['A', 'P', 'F', 'X', 'C']),
  line: z.instanceof(Buffer).exactOptional(),
  why: z.enum(['cancelled', 'deadline']).exactOptional(),
})

/** Results that the rate is taken from. */
const recent = 50

export function createBatchStore(connection: QueueConnection): BatchStore {
  const { redis, keys } = connection
  const base = [keys.batch]
  const now = () => Math.round(connection.now())
  const keyOf = (kind: string, id: string) => `${keys.batch}-${kind}:${id}`

  async function rateOf(id: string): Promise<number | undefined> {
    const entries = await redis.xrevrange(keyOf('results', id), '+', '-', 'COUNT', recent)
    const oldest = Number(entries.at(-1)?.[0].split('-')[0])
    const seconds = (connection.now() - oldest) / 1000
    return entries.length > 1 && seconds > 0 ? entries.length / seconds : undefined
  }

  const store: BatchStore = {
    async create({ id, name, submitter, priority, deadlineAtMs = 0, maxCostUsd, keepMs }) {
      const limit = maxCostUsd === undefined ? -1 : toBillionths(maxCostUsd)
      const fields = ['name', name, 'submitter', submitter, 'priority', priority, 'keepMs', keepMs]
      fields.push('limit', limit, 'grant', limit)
      return (await run.create(redis, [id, now(), deadlineAtMs, ...fields], base)) === 1
    },
    status: async (id) => parseStatus(id, await redis.hgetall(`${keys.batch}:${id}`)),
    async statusWithRate(id) {
      const status = await store.status(id)
      if (!status || isAtRest(status)) return status
      const rate = await rateOf(id)
      if (rate === undefined) return status
      return { ...status, rate, etaMs: Math.round((1000 * (status.total - endedOf(status))) / rate) }
    },
    list: () => redis.zrange(`${keys.batch}-all`, '+inf', '-inf', 'BYSCORE', 'REV'),
    async unlist(ids) {
      if (ids.length > 0) await redis.zrem(`${keys.batch}-all`, ...ids)
    },
    async append(id, page) {
      const states = page.jobs.map((job) => (isUnfit(job) ? 'X\u0001' : 'w\u0001')).join('')
      const total = count.parse(await run.append(redis, [id, page.first, await packJson(page), states], base))
      return total === -1 ? 'gone' : total === -2 ? 'closed' : total
    },
    async seal(id) {
      await run.seal(redis, [id, now()], base)
    },
    async claim(priority, { window, most }) {
      const flat = z
        .array(z.union([z.string(), z.number()]))
        .parse(await run.claim(redis, [priority, window, most, now()], base))
      return Array.from({ length: flat.length / 3 }, (_, n) => ({
        batchId: String(flat[3 * n]),
        job: Number(flat[3 * n + 1]),
        attempt: Number(flat[3 * n + 2]),
      }))
    },
    begin: async ({ batchId, job, attempt }) =>
      orderSchema.parse(await run.begin(redis, [batchId, job, attempt], base)),
    async end(attempt, { outcome, line, cacheHits, costUsd = 0 }) {
      const runId = runIdOf(attempt)
      const own = [keys.run(runId), keys.runSteps(runId), keys.runCancelled(runId)]
      const { batchId, job, attempt: number } = attempt
      const args = [batchId, job, number, letterOf(outcome), now(), cacheHits, await packJson(line)]
      args.push(toBillionths(costUsd))
      return (await run.end(redis, args, [...base, ...own])) === 1
    },
    async held(priority, forMs) {
      const members = z.array(z.string()).parse(await run.held(redis, [priority, now() - forMs], base))
      return members.flatMap((member) => attemptOf(member) ?? [])
    },
    lost: async ({ batchId, job, attempt }) =>
      orderSchema.parse(await run.lost(redis, [batchId, job, attempt, now()], base)),
    async stop(id, why) {
      const stopped = await run.stop(redis, [id, why, now()], base)
      return stopped === 1 ? 'stopped' : stopped === 0 ? 'ended' : 'gone'
    },
    async grant(id, { usd, deadline }) {
      const until = deadline ? (deadline.atMs ?? 0) : ''
      await run.grant(redis, [id, usd === undefined ? '' : toBillionths(usd), until], base)
    },
    endWaiting: async (id, most) => count.parse(await run.endWaiting(redis, [id, most, now()], base)),
    async ending() {
      const [stopping, overdue] = await Promise.all([
        redis.smembers(`${keys.batch}-ending`),
        redis.zrange(`${keys.batch}-deadlines`, '-inf', `${now()}`, 'BYSCORE'),
      ])
      return { stopping, overdue }
    },
    async retry(id, entries, { deadlineAtMs = 0 }) {
      const triples = entries.flatMap(({ entry, job, attempt }) => [entry, job, attempt])
      const again = count.parse(await run.retry(redis, [id, deadlineAtMs, now(), ...triples], base))
      return again === -1 ? 'ending' : again
    },
    async results(id, after, { most, until = '+' }) {
      const found = await redis.xrangeBuffer(
        keyOf('results', id),
        after === '-' ? '-' : `(${after}`,
        until,
        'COUNT',
        most,
      )
      return found.map(([entry, fields]) => ({ entry: entry.toString(), ...readEntry(fields) }))
    },
    async lastResult(id) {
      const [newest] = await redis.xrevrange(keyOf('results', id), '+', '-', 'COUNT', 1)
      return newest?.[0]
    },
    async pageOf(id, job) {
      const [packed] = await redis.zrangeBuffer(
        keyOf('pages', id),
        job,
        '-inf',
        'BYSCORE',
        'REV',
        'LIMIT',
        0,
        1,
      )
      return packed && unpackPage(packed)
    },
  }
  return store
}

export type PageReader = (attempt: Pick<JobAttempt, 'batchId' | 'job'>) => Promise<Page['jobs'][number]>

/** Looks jobs up in their pages and keeps the last few pages: jobs come in their order, or nearly so. */
export function createPageReader(
  store: Pick<BatchStore, 'pageOf'>,
  { most = 4 }: { most?: number | undefined } = {},
): PageReader {
  const pages: { batchId: string; page: Page }[] = []
  return async ({ batchId, job }) => {
    const find = () =>
      pages.find(
        (known) =>
          known.batchId === batchId &&
          job >= known.page.first &&
          job < known.page.first + known.page.jobs.length,
      )
    let known = find()
    if (!known) {
      const page = await store.pageOf(batchId, job)
      if (page) pages.unshift({ batchId, page })
      pages.length = Math.min(pages.length, most)
      known = find()
    }
    const found = known?.page.jobs[job - known.page.first]
    if (found) return found
    throw new SwitchyardError('INTERNAL', `Job ${job} of batch ${batchId} is not in Redis any more.`)
  }
}

function readEntry(fields: readonly Buffer[]): Omit<ResultEntry, 'entry'> {
  const named: Record<string, Buffer | string> = {}
  for (let place = 0; place + 1 < fields.length; place += 2) {
    const name = String(fields[place])
    const value = fields[place + 1] ?? Buffer.alloc(0)
    named[name] = name === 'line' ? value : value.toString()
  }
  const { state, ...entry } = entrySchema.parse(named)
  return { ...entry, outcome: outcomeSchema.parse(state), unfit: state === 'X' }
}
