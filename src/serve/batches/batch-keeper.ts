import { randomBytes } from 'node:crypto'
import { SwitchyardError } from '../../core/errors.js'
import { ApiError, badRequest, notFound } from '../http/api-error.js'
import type { BatchRetry, PlacedResult } from './batch-engine.js'
import { type BatchRecord, batchRecordSchema, hasEnded, windowMs as windowOf } from './batch-record.js'
import { type CarryOptions, carryBatch } from './carry-batch.js'
import { readKeptResults } from './kept-results.js'

/** What a client asks for. */
export interface NewServedBatch {
  endpoint: BatchRecord['endpoint']
  inputFileId: string
  completionWindow: string
  windowMs: number
  metadata: Record<string, string> | null
  origin: string
}

/** The batches of a server, each seen by its owner only. One server carries a batch; another goes on when that one is gone. */
export interface BatchKeeper {
  /** @throws ApiError where the input is not there */
  create(owner: string, asked: NewServedBatch): Promise<BatchRecord>
  /** @throws ApiError 404 */
  get(owner: string, id: string): Promise<BatchRecord>
  /** The newest first. */
  list(owner: string): Promise<BatchRecord[]>
  /** @throws ApiError 404 */
  cancel(owner: string, id: string): Promise<BatchRecord>
  /**
   * Answers again what failed of a batch that has ended.
   *
   * @throws ApiError 404; 409 while it goes on, and where what is needed for it is gone
   */
  retry(owner: string, id: string, which: BatchRetry): Promise<BatchRecord>
  /** The results so far, each with where to go on after it. */
  results(batch: BatchRecord, after?: string): AsyncIterable<PlacedResult>
  /** Those of all keys that have not ended. */
  going(): Promise<BatchRecord[]>
  /** Stops the work here. It goes on where a server of this place runs, or is started again. */
  close(): Promise<void>
}

export interface BatchKeeperOptions extends Pick<CarryOptions, 'services' | 'engine' | 'inputs' | 'onEnd'> {
  /** How often it looks for batches that nobody carries, milliseconds. Default: 2,000. */
  sweepMs?: number | undefined
  now?: (() => number) | undefined
}

/** Batches that nobody has to look after any more are kept so long. */
const keepMs = 90 * 86_400_000
/** Pause before work that failed in passing is tried again. */
const pauseMs = 10_000
/** Whose list the batches that go on are in. */
const everybody = 'all'

export function createBatchKeeper(options: BatchKeeperOptions): BatchKeeper {
  const { services, engine, inputs, sweepMs = 2_000, now = Date.now } = options
  const { records: place, files } = services
  const batches = place.open('batches', { keepMs })
  const cancels = place.open('batch-cancels', { keepMs, isListed: false })
  const open = place.open('open-batches')
  const seconds = () => Math.floor(now() / 1000)
  const carried = new Map<string, { done: Promise<void>; look: () => void }>()
  const restUntil = new Map<string, number>()
  const stopping = new AbortController()

  async function read(owner: string, id: string): Promise<BatchRecord | undefined> {
    const batch = batchRecordSchema.safeParse(await batches.get(owner, id)).data
    if (!batch || hasEnded(batch) || !(await cancels.get(owner, id))) return batch
    return { ...batch, status: 'cancelling', cancelling_at: batch.cancelling_at ?? seconds() }
  }

  async function find(owner: string, id: string): Promise<BatchRecord> {
    const batch = await read(owner, id)
    if (!batch) throw notFound('There is no such batch. GET /v1/batches lists those of your key.')
    return batch
  }

  function carry(owner: string, id: string): void {
    if (carried.has(id) || stopping.signal.aborted || (restUntil.get(id) ?? 0) > now()) return
    let look = () => {}
    const done = carryBatch(
      {
        ...options,
        now,
        read: () => read(owner, id),
        write: (batch) => batches.put(owner, id, batch),
        close: () => open.remove(everybody, id),
        onLook: (listener) => {
          look = listener
        },
        stopping: stopping.signal,
      },
      id,
    )
      .catch(() => void restUntil.set(id, now() + pauseMs))
      .finally(() => carried.delete(id))
    carried.set(id, { done, look: () => look() })
  }

  async function listOpen(): Promise<{ owner: string; id: string }[]> {
    return (await open.list(everybody)).flatMap(({ id, record }) => {
      const owner = typeof record === 'object' && record !== null && 'owner' in record ? record.owner : ''
      return typeof owner === 'string' ? [{ owner, id }] : []
    })
  }

  async function sweep(): Promise<void> {
    for (const { owner, id } of await listOpen()) carry(owner, id)
  }
  const look = () => void sweep().catch(() => undefined)
  const timer = setInterval(look, sweepMs)
  timer.unref()
  look()

  return {
    async create(owner, { endpoint, inputFileId, completionWindow, windowMs, metadata, origin }) {
      const { upload } = await files.get(owner, inputFileId).catch((error) => {
        if (!(error instanceof ApiError) || error.status !== 404) throw error
        throw badRequest('There is no such file. Upload it with POST /v1/files first.', 'input_file_id')
      })
      const created_at = seconds()
      const batch: BatchRecord = {
        id: `batch_${randomBytes(16).toString('hex')}`,
        owner,
        endpoint,
        input_file_id: inputFileId,
        input_digest: upload.digest,
        completion_window: completionWindow,
        metadata,
        origin,
        status: 'validating',
        created_at,
        expires_at: created_at + Math.round(windowMs / 1000),
        counts: { total: 0, completed: 0, failed: 0 },
      }
      await inputs.keep(batch)
      await batches.put(owner, batch.id, batch)
      await open.put(everybody, batch.id, { owner })
      carry(owner, batch.id)
      return batch
    },
    get: find,
    async list(owner) {
      const found = await Promise.all((await batches.list(owner)).map(({ id }) => read(owner, id)))
      return found
        .filter((batch) => batch !== undefined)
        .sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? -1 : 1))
    },
    async cancel(owner, id) {
      const batch = await find(owner, id)
      if (hasEnded(batch)) return batch
      await cancels.put(owner, id, { at: seconds() })
      carried.get(id)?.look()
      return find(owner, id)
    },
    async retry(owner, id, which) {
      // Whoever may not see it holds nothing of it.
      await find(owner, id)
      const held = await place.hold(`batch-${id}`)
      if (!held) throw tooSoon()
      try {
        const batch = await find(owner, id)
        if (!hasEnded(batch)) throw tooSoon()
        const { status: _, output_file_id: __, error_file_id: ___, errors: ____, ...kept } = batch
        const again = await engine
          .retry(batch, { which, ended: () => readKeptResults(services, batch) })
          .catch((error) => {
            throw error instanceof ApiError && error.status === 404 ? isGone() : error
          })
        const ended = {
          in_progress_at: undefined,
          completed_at: undefined,
          failed_at: undefined,
          expired_at: undefined,
        }
        const stopped = { cancelling_at: undefined, cancelled_at: undefined, finalizing_at: undefined }
        const expires_at = seconds() + Math.round(windowOf(batch.completion_window) / 1000)
        await cancels.remove(owner, id)
        await batches.put(owner, id, {
          ...kept,
          ...ended,
          ...stopped,
          ...again,
          expires_at,
          status: 'in_progress',
        } satisfies BatchRecord)
        await open.put(everybody, id, { owner })
      } finally {
        await held.release()
      }
      carry(owner, id)
      return find(owner, id)
    },
    results: (batch, after) =>
      hasEnded(batch) ? readKeptResults(services, batch, after) : engine.results(batch, after),
    async going() {
      const found = await Promise.all((await listOpen()).map(({ owner, id }) => read(owner, id)))
      return found.flatMap((batch) => (batch && !hasEnded(batch) ? [batch] : []))
    },
    async close() {
      clearInterval(timer)
      stopping.abort(new SwitchyardError('CANCELLED', 'The server stopped.'))
      await Promise.all([...carried.values()].map(({ done }) => done))
      await engine.close()
    },
  }
}

const tooSoon = (): ApiError =>
  new ApiError('This batch still goes on. What failed can be done again when it has ended.', {
    status: 409,
    code: 'batch_goes_on',
    retry: true,
  })

const isGone = (): ApiError =>
  new ApiError('The input or the results of this batch were deleted. Make a new one of what failed.', {
    status: 409,
    code: 'batch_forgotten',
  })
