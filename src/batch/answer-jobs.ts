import { randomUUID } from 'node:crypto'
import { isAgentClosed } from '../agent/agent-closed.js'
import type { Request, RunOptions } from '../agent/options.js'
import type { Run, RunResult } from '../agent/run.js'
import { SwitchyardError, toSwitchyardError } from '../core/errors.js'
import { isRecord } from '../core/json.js'
import type { Result } from '../core/result.js'
import type { Budget } from '../spending/budget.js'
import { isBatchOverBudget } from '../spending/spending.js'
import { type AnswerCall, type CallReply, costOfReply, type EndpointCall } from './endpoint-call.js'
import type { BrokenLine, Job } from './job-line.js'
import type { BatchProgress } from './progress.js'
import {
  answerLine,
  brokenResultLine,
  failureLine,
  outcomeOf,
  type ResultLine,
  replyLine,
} from './result-line.js'
import type { ResultsWriter } from './results-writer.js'
import type { SaveMade } from './save-made.js'

/** A line of the jobs file. */
export type Entry = Result<Job, BrokenLine>

/** Options of one job of a batch. */
export interface JobOptions extends RunOptions {
  /** Which job of the batch asks. */
  customId: string
}

/** What answers requests: an agent, workers behind a queue, or a test's double. */
export interface AnsweringJobs {
  run(request: Request, options: JobOptions): Pick<Run, 'id' | 'result' | 'cancel'>
}

export interface AnswerJobsOptions {
  agent: AnsweringJobs
  /** Answers requests of OpenAI's endpoints. Default: nobody does, and they fail. */
  answerCall?: AnswerCall | undefined
  /** What all jobs together may spend. When it is used up, no more start. */
  budget?: Budget | undefined
  entries: AsyncGenerator<Entry>
  /** Most jobs at once. */
  concurrency: number
  /** Closed at the end, whatever that is. */
  writer: Pick<ResultsWriter, 'append' | 'close'>
  /** Saves what a job made, before its line is written. */
  saveMade?: SaveMade | undefined
  /** Counted up as jobs finish. */
  progress: BatchProgress
  /** Called before the first job, without a line, and after each one. */
  onProgress: (progress: Readonly<BatchProgress>, line?: ResultLine) => void
  signal: AbortSignal
}

/**
 * Answers jobs, so many at a time, and writes each result as it comes. Once the signal aborts nothing more starts, what
 * runs is cancelled and not written. Throws what stops the whole batch: a jobs file that can't be read any more, a full
 * disk, an agent that was closed.
 *
 * @returns `spent`: whether it ended because the budget was used up; what could not be paid for is not written
 */
export async function answerJobs({
  entries,
  concurrency,
  writer,
  signal,
  ...options
}: AnswerJobsOptions): Promise<{ spent: boolean }> {
  const { progress, onProgress } = options
  const lanes = new Lanes({ ...options, writer })
  const stop = () => lanes.stop()
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    onProgress({ ...progress })
    await lanes.work(entries, concurrency)
    return { spent: lanes.spent }
  } finally {
    signal.removeEventListener('abort', stop)
    await writer.close()
  }
}

/** Own code and not p-map: on a failure it waits for what runs, once that is cancelled, and it keeps no list of results. */
type LaneOptions = Pick<
  AnswerJobsOptions,
  'agent' | 'answerCall' | 'budget' | 'writer' | 'saveMade' | 'progress' | 'onProgress'
>

class Lanes {
  readonly #options: LaneOptions
  readonly #running = new Set<Pick<Run, 'cancel'>>()
  #stopped = false
  /** The budget was used up: what runs may end, nothing more starts. */
  spent = false
  #failure: SwitchyardError | undefined

  constructor(options: LaneOptions) {
    this.#options = options
  }

  /** Each lane takes an entry when it has finished the one before: what isn't worked on isn't read. */
  async work(entries: AsyncGenerator<Entry>, concurrency: number): Promise<void> {
    await Promise.all(Array.from({ length: concurrency }, () => this.#lane(entries)))
    await entries.return(undefined)
    if (this.#failure) throw this.#failure
  }

  stop(): void {
    this.#stopped = true
    for (const run of this.#running) run.cancel()
  }

  async #lane(entries: AsyncGenerator<Entry>): Promise<void> {
    try {
      while (!this.#stopped && !this.spent) {
        const next = await entries.next()
        if (next.done || this.#stopped || this.spent) return
        const line = next.value.ok ? await this.#take(next.value.value) : brokenResultLine(next.value.error)
        if (line) await this.#finish(line)
      }
    } catch (thrown) {
      this.#failure ??= toSwitchyardError(thrown)
      this.stop()
    }
  }

  #take(job: Job): Promise<ResultLine | undefined> {
    return job.call ? this.#answerCall(job.customId, job.call) : this.#answer(job)
  }

  /** The reply of an endpoint; undefined when it was cancelled, so that it is asked for another time. */
  async #answerCall(customId: string, call: EndpointCall): Promise<ResultLine | undefined> {
    const { answerCall, budget } = this.#options
    const id = randomUUID()
    if (!answerCall) return failureLine(customId, id, nobodyAnswers().toInfo())
    if (budget && budget.spentUsd >= budget.limitUsd) return this.#endSpent()
    const controller = new AbortController()
    const run = { cancel: () => controller.abort() }
    this.#running.add(run)
    try {
      const reply = await answerCall(call, { signal: controller.signal })
      if (controller.signal.aborted) return undefined
      // Every job after this one would fail the same way, and none of them for a fault of its own.
      if (reply.status === storeIsFull) throw resumable(storeFull(reply))
      budget?.hold(0).settle(costOfReply(reply))
      return replyLine(customId, id, reply)
    } catch (thrown) {
      if (controller.signal.aborted) return undefined
      throw thrown
    } finally {
      this.#running.delete(run)
    }
  }

  /** The job's result; undefined when it was cancelled, so that it is done another time. */
  async #answer({ customId, call: _, ...request }: Job): Promise<ResultLine | undefined> {
    const { agent, budget, progress } = this.#options
    const run = agent.run(request, { customId, budget, guess: false })
    this.#running.add(run)
    try {
      const result = await run.result
      if (this.#stopped && wasCutShort(result)) return undefined
      if (lackedBatchMoney(result)) return this.#endSpent()
      progress.cacheHits += result.steps.filter(({ cacheHit }) => cacheHit).length
      return answerLine(customId, result)
    } catch (thrown) {
      const error = toSwitchyardError(thrown)
      if (this.#stopped && error.code === 'CANCELLED') return undefined
      // Every job after this one would fail the same way, and none of them for a fault of its own.
      if (error.code === 'STORE_FULL' || isAgentClosed(error)) throw resumable(error)
      if (isBatchOverBudget(error)) return this.#endSpent()
      return failureLine(customId, run.id, error.toInfo())
    } finally {
      this.#running.delete(run)
    }
  }

  #endSpent(): undefined {
    this.spent = true
  }

  async #finish(answered: ResultLine): Promise<void> {
    const { writer, progress, onProgress, saveMade } = this.#options
    const line = saveMade ? await saveMade(answered) : answered
    await writer.append(line)
    progress[outcomeOf(line)] += 1
    onProgress({ ...progress }, line)
  }
}

/** Whether a step could not be paid for out of the batch's budget: with more money, the job has another result. */
const lackedBatchMoney = ({ steps }: RunResult): boolean =>
  steps.some(({ error, calls }) => [error, ...calls.map((call) => call.error)].some(isBatchOverBudget))

const wasCutShort = ({ steps }: RunResult): boolean => steps.some(({ status }) => status === 'cancelled')

/** HTTP's 507: the disk of the media store takes no more. */
const storeIsFull = 507

const storeFull = ({ body }: CallReply): SwitchyardError =>
  new SwitchyardError('STORE_FULL', messageIn(body) ?? 'The media store takes no more.')

function messageIn(body: unknown): string | undefined {
  const message = isRecord(body) && isRecord(body.error) ? body.error.message : undefined
  return typeof message === 'string' ? message : undefined
}

export const nobodyAnswers = (): SwitchyardError =>
  new SwitchyardError(
    'INVALID_REQUEST',
    "Nobody here answers requests of OpenAI's endpoints. `switchyard batch run` and `switchyard worker` do; a program of yours gives `answerCall`.",
  )

const resumable = (error: SwitchyardError): SwitchyardError =>
  new SwitchyardError(
    error.code,
    `${error.message} The batch stopped there; start the same command again to go on.`,
    { cause: error, details: error.details },
  )
