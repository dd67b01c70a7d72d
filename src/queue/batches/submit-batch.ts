import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import { basename, dirname, resolve } from 'node:path'
import pMap from 'p-map'
import stringify from 'safe-stable-stringify'
import type { Entry } from '../../batch/answer-jobs.js'
import type { CallUrl, EndpointCall } from '../../batch/endpoint-call.js'
import type { Job } from '../../batch/job-line.js'
import { jobsError, readJobs } from '../../batch/read-jobs.js'
import { dayMs } from '../../core/clock.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import type { Ingest } from '../../media/ingest.js'
import type { QueueConnection } from '../redis/connection.js'
import type { Priority } from '../runs/priority.js'
import type { BatchStore } from './batch-store.js'
import type { BatchJob } from './page.js'

/** Options of `submitBatch`. */
export interface SubmitBatchOptions {
  /** Path of the jobs, a file in the shape of the OpenAI batch format. Relative media in it start at its folder. */
  jobs: string
  /** Takes media into the store that the workers share: `agent.parts.ingest`. */
  ingest: Pick<Ingest, 'ingest'>
  /** Names the batch: what is submitted under the same id goes on from what is there. @default made of the jobs and the name */
  id?: string | undefined
  /** The one endpoint whose requests are taken. @default all of them, and Switchyard's own jobs */
  endpoint?: CallUrl | undefined
  /**
   * Makes a request of OpenAI's API ready for other machines: takes in the files that it holds.
   * @default it stays as it is
   */
  prepareCall?: ((call: EndpointCall) => Promise<EndpointCall>) | undefined
  /** Names the batch for people. The same jobs under another name are another batch. @default the file's name */
  name?: string | undefined
  /** Whose batch it is: the queue takes jobs of submitters in turn. @default the user and host */
  submitter?: string | undefined
  /** `interactive` to go before batches, beside runs that somebody waits for. @default `batch` */
  priority?: Priority | undefined
  /** How long it may take from now, milliseconds; what is not answered then fails with `DEADLINE_EXCEEDED`. @default no limit */
  deadlineMs?: number | undefined
  /**
   * What it may cost, US dollars, as the answers' estimates add up: once they come to that, no more jobs start, until
   * `retryBatch` gives it money again. What drivers had begun by then still costs.
   * @default no limit
   */
  maxCostUsd?: number | undefined
  /** How long its data is kept after its end, milliseconds. @default 7 days */
  keepMs?: number | undefined
  /** Stops the upload. What is uploaded stays and is answered; submitting the same again goes on from there. */
  signal?: AbortSignal | undefined
  /** Is called with the id before the first job, and after each page. */
  onProgress?: ((progress: { id: string; uploaded: number }) => void) | undefined
}

/** A batch that Redis has, complete. */
export interface SubmittedBatch {
  /** Names it in `batchStatus`, `batchResults`, `cancelBatch` and `retryBatch`. */
  id: string
  /** Jobs in it, lines that are no jobs included. */
  total: number
  /** Whether it was there, complete, before. */
  before: boolean
}

const weekMs = 7 * dayMs
/** A page has at most so many jobs, and no more once they take so many characters. */
const pageJobs = 100
const pageCharacters = 1_000_000
/** Most characters of a job in JSON. */
const maxJob = 1_000_000
/** Media that are taken in at once. */
const ingestsAtOnce = 8

/**
 * Uploads a file of jobs, a page at a time. The batch is named after its content, so that the same command finds what it
 * has uploaded before, also one that runs at the same time; Redis takes each page once.
 */
export async function submitBatch(
  { connection, store }: { connection: QueueConnection; store: BatchStore },
  options: SubmitBatchOptions,
): Promise<SubmittedBatch> {
  const { jobs, priority = 'batch', keepMs = weekMs, onProgress = () => {} } = options
  const { signal = new AbortController().signal } = options
  const name = checkName('name', options.name ?? basename(jobs))
  const submitter = checkName('submitter', options.submitter ?? whoSubmits())
  const deadlineMs = options.deadlineMs === undefined ? undefined : checkTime('deadline', options.deadlineMs)
  const id = options.id ?? (await idOf({ jobs, name, submitter }, signal))
  await store.create({
    id,
    name,
    submitter,
    priority,
    keepMs: checkTime('keep', keepMs),
    maxCostUsd: checkUsd(options.maxCostUsd),
    deadlineAtMs: deadlineMs === undefined ? undefined : Math.round(connection.now()) + deadlineMs,
  })
  const known = await store.status(id)
  let uploaded = known?.total ?? 0
  const before = known !== undefined && known.state !== 'uploading'
  onProgress({ id, uploaded })
  if (before) return { id, total: uploaded, before }

  for await (const entries of pagesOf({ ...options, uploaded: () => uploaded, signal })) {
    const ready = await pMap(entries, (entry) => prepare(entry, options, signal), {
      concurrency: ingestsAtOnce,
    })
    // Another process may have uploaded some of these in the meantime.
    for (let skip = 0; skip < ready.length; ) {
      const first = uploaded + skip
      const total = await store.append(id, { first, jobs: ready.slice(skip) })
      if (total === 'gone' || total === 'closed' || total < first) throw stopped(id, first)
      skip = total - uploaded
      if (skip >= ready.length) uploaded = total
    }
    onProgress({ id, uploaded })
  }
  await store.seal(id)
  return { id, total: uploaded, before }
}

/** Jobs that are not uploaded yet, in pages; those before are read past. */
async function* pagesOf({
  jobs,
  endpoint,
  uploaded,
  signal,
}: Pick<SubmitBatchOptions, 'jobs' | 'endpoint'> & {
  uploaded: () => number
  signal: AbortSignal
}): AsyncGenerator<Entry[]> {
  let page: Entry[] = []
  let characters = 0
  let place = 0
  for await (const entry of readJobs(jobs, { endpoint })) {
    if (signal.aborted) throw cancelledError(signal)
    place += 1
    if (place <= uploaded()) continue
    page.push(entry)
    if (entry.ok) characters += sizeOf(entry.value)
    if (page.length < pageJobs && characters < pageCharacters) continue
    yield page
    page = []
    characters = 0
  }
  if (page.length > 0) yield page
}

const sizeOf = ({ text, media, call }: Job): number =>
  text.length + media.join('').length + (call ? JSON.stringify(call).length : 0)

async function prepare(
  entry: Entry,
  { ingest, prepareCall = async (call) => call }: Pick<SubmitBatchOptions, 'ingest' | 'prepareCall'>,
  signal: AbortSignal,
): Promise<BatchJob> {
  if (!entry.ok) {
    const { line, customId, error } = entry.error
    return { line, error, customId }
  }
  const { customId, text, media: sources, plan, call: sent }: Job = entry.value
  const media = []
  for (const source of sources) {
    const taken = await ingest.ingest(source, { signal })
    if (taken.ok) media.push(taken.value)
    else if (signal.aborted) throw cancelledError(signal)
    // Every job after this one would fail the same way, and none of them for a fault of its own.
    else if (taken.error.code === 'STORE_FULL') throw resumable(taken.error)
    else return { customId, error: taken.error.toInfo() }
  }
  const call = sent && (await prepareCall(sent))
  const job = { customId, text, media, plan, call }
  const size = JSON.stringify(job).length
  if (size <= maxJob) return job
  const error = new SwitchyardError(
    'INVALID_REQUEST',
    `The job takes ${size} characters, the queue takes at most ${maxJob}. Attach long texts as files.`,
  )
  return { customId, error: error.toInfo() }
}

async function idOf(
  { jobs, name, submitter }: { jobs: string; name: string; submitter: string },
  signal: AbortSignal,
): Promise<string> {
  const content = createHash('sha256')
  try {
    for await (const chunk of createReadStream(jobs, { signal })) content.update(chunk)
  } catch (cause) {
    throw signal.aborted ? cancelledError(signal) : jobsError(jobs, cause)
  }
  // Where relative media start.
  const folder = await realpath(dirname(resolve(jobs)))
  const identity = stringify({ name, submitter, folder, content: content.digest('hex') })
  return `b${createHash('sha256').update(`${identity}`).digest('hex').slice(0, 15)}`
}

function whoSubmits(): string {
  let user = 'somebody'
  try {
    user = userInfo().username
  } catch {
    // A user without a name, as in some containers.
  }
  return `${user}@${hostname()}`
}

function checkName(what: string, text: string): string {
  if (/^[^\p{Cc}]{1,128}$/u.test(text)) return text
  throw new SwitchyardError('INVALID_REQUEST', `The ${what} of a batch has 1 to 128 characters, in one line.`)
}

export function checkTime(what: string, ms: number): number {
  if (Number.isFinite(ms) && ms >= 1) return Math.round(ms)
  throw new SwitchyardError('INVALID_REQUEST', `${what} is a time in milliseconds, above 0, not ${ms}.`)
}

/** The books hold amounts up to this exactly. */
const mostUsd = 1_000_000

export function checkUsd(usd: number | undefined): number | undefined {
  if (usd === undefined || (usd >= 0 && usd <= mostUsd)) return usd
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `A batch may cost 0 to ${mostUsd} US dollars, not ${usd}. Leave the limit out for none.`,
  )
}

const stopped = (id: string, uploaded: number): SwitchyardError =>
  new SwitchyardError(
    'INVALID_REQUEST',
    `Batch ${id} was stopped during its upload: ${uploaded} jobs are in it, the others are not. Submit them under another --name.`,
  )

const resumable = (error: SwitchyardError): SwitchyardError =>
  new SwitchyardError(
    error.code,
    `${error.message} The upload stopped there; start the same command again to go on.`,
    { cause: error, details: error.details },
  )
