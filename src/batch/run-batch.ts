import { realpath, stat } from 'node:fs/promises'
import type { Profile } from '../config/profile.js'
import { cancelledError, SwitchyardError } from '../core/errors.js'
import type { MediaStore } from '../media/store/store.js'
import { type Budget, createBudget } from '../spending/budget.js'
import { type AnsweringJobs, answerJobs, type Entry } from './answer-jobs.js'
import { resultsError } from './disk-error.js'
import type { AnswerCall, CallUrl } from './endpoint-call.js'
import { type BatchProgress, doneOf } from './progress.js'
import { readJobs } from './read-jobs.js'
import { mendResults, readResults } from './read-results.js'
import type { ResultLine } from './result-line.js'
import { openResultsWriter, type ResultsWriter } from './results-writer.js'
import { Survey } from './resume.js'
import { createSaveMade, type SaveMade } from './save-made.js'
import { holdResultsFile } from './single-writer.js'

/** What a batch needs of an agent. */
export interface BatchAgent extends AnsweringJobs {
  readonly parts: {
    readonly executor: { readonly concurrency: number }
    /** Absent where somebody else's profile counts: the workers' behind a queue. */
    readonly profile?: Pick<Profile, 'budget'> | undefined
    /** Where what jobs make is; needed for `mediaOut`. */
    readonly store?: Pick<MediaStore, 'path'> | undefined
  }
}

/** Options of `runBatch`. */
export interface BatchOptions {
  /** Answers the jobs. The caller's: it is not closed. */
  agent: BatchAgent
  /** Path of the jobs, a file in the shape of the OpenAI batch format. Relative media in it start at its folder. */
  jobs: string
  /** Path of the results. What it holds already is not done again. */
  out: string
  /** A folder for the files that jobs make; result lines then say where they are. @default they stay in the media store */
  mediaOut?: string | undefined
  /**
   * Answers lines of OpenAI's own format, which are requests of its endpoints: `openCallAnswerer` of `switchyard-ai/serve`.
   * @default nobody does, and such lines fail
   */
  answerCall?: AnswerCall | undefined
  /** The one endpoint whose requests are taken. @default all of them, and Switchyard's own jobs */
  endpoint?: CallUrl | undefined
  /** Most jobs at once. @default as many as the agent's executor runs steps */
  concurrency?: number | undefined
  /** Refuse a jobs file with broken lines before anything runs, instead of reporting them in the results. @default false */
  strict?: boolean | undefined
  /** Do again what failed or was answered in part. @default false */
  retryFailed?: boolean | undefined
  /**
   * What this start of the batch may spend, US dollars by estimated prices; then no more jobs start.
   * @default the profile's `budget.perBatch`
   */
  maxCostUsd?: number | undefined
  /** Starts nothing more, cancels what runs and resolves with what is done; before the first job, it rejects with `CANCELLED`. */
  signal?: AbortSignal | undefined
  /** Called once before the first job, without a line, and after each one, with what was written. What it throws ends the batch. */
  onProgress?: ((progress: Readonly<BatchProgress>, line?: ResultLine) => void) | undefined
}

/** How a batch ended, with the counts of its jobs. */
export interface BatchSummary extends BatchProgress {
  /** `spent`: the budget was used up. Started again, it does the rest. */
  status: 'done' | 'interrupted' | 'spent'
  /** Estimated US dollars that this start has spent; absent without a budget. */
  costUsd?: number | undefined
  /** Path of the results. */
  out: string
  /** How long this start of the batch took, milliseconds. */
  durationMs: number
}

/**
 * Answers a file of jobs and appends a line for each to a file of results, as they finish. Started again with the same
 * files it does what is missing. It holds `concurrency` jobs and a digest of each id in memory, however long the files.
 *
 * @throws SwitchyardError `INVALID_REQUEST` for files that can't be used, for broken lines with `strict`, and for an agent
 * that was closed before; `STORE_FULL` when a disk takes no more, `CANCELLED` when the agent is closed meanwhile. What was
 * finished is in the results then, too
 *
 * @example
 * ```js
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { createAgent, runBatch } from 'switchyard-ai'
 *
 * const agent = await createAgent({ profile: 'demo' })
 * const out = join(tmpdir(), 'results-of-the-samples.jsonl')
 * const { answered, total } = await runBatch({ agent, jobs: 'samples/jobs.jsonl', out })
 * console.log(answered, 'of', total)
 * await agent.close()
 * ```
 */
export async function runBatch({
  agent,
  jobs,
  out,
  mediaOut,
  answerCall,
  endpoint,
  concurrency = agent.parts.executor.concurrency,
  strict = false,
  retryFailed = false,
  maxCostUsd = agent.parts.profile?.budget.perBatch,
  signal = new AbortController().signal,
  onProgress = () => {},
}: BatchOptions): Promise<BatchSummary> {
  const startedAt = performance.now()
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `concurrency is a whole number from 1 on, not ${concurrency}.`,
    )
  const budget = maxCostUsd === undefined ? undefined : batchBudget(agent, maxCostUsd)
  await refuseSameFile(jobs, out)
  const saveMade = mediaOut === undefined ? undefined : await savingTo(mediaOut, agent)
  const release = await holdResultsFile(out)
  try {
    const { survey, writer } = await prepare({ jobs, out, endpoint, strict, retryFailed, signal })
    const progress: BatchProgress = {
      total: survey.total,
      kept: survey.kept.answered + survey.kept.partly + survey.kept.failed,
      ...survey.kept,
      cacheHits: 0,
    }
    const entries = toDo(jobs, { endpoint, survey })
    const ended = await answerJobs({
      agent,
      answerCall,
      budget,
      saveMade,
      entries,
      concurrency,
      writer,
      progress,
      onProgress,
      signal,
    })
    const left = doneOf(progress) < progress.total
    return {
      status: left && signal.aborted ? 'interrupted' : left && ended.spent ? 'spent' : 'done',
      ...progress,
      costUsd: budget?.spentUsd,
      out,
      durationMs: Math.round(performance.now() - startedAt),
    }
  } finally {
    await release()
  }
}

async function savingTo(folder: string, { parts: { store } }: BatchAgent): Promise<SaveMade> {
  if (store) return createSaveMade({ folder, store })
  throw new SwitchyardError(
    'INVALID_REQUEST',
    'mediaOut needs an agent with a media store: without one there are no files to save.',
  )
}

function batchBudget({ parts }: BatchAgent, limitUsd: number): Budget {
  if (!parts.profile)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      'A budget for a whole batch needs one process that answers it. Leave out --max-cost and budget.perBatch, or --redis; budget.perRun of the workers holds for each job. `switchyard batch submit --max-cost` keeps one on the queue.',
    )
  const { allowUnknownPrice } = parts.profile.budget
  return createBudget({ scope: 'batch', limitUsd, allowUnknownPrice })
}

/** Reads both files, decides what is to do, and only then touches the results. */
async function prepare({
  jobs,
  out,
  endpoint,
  strict,
  retryFailed,
  signal,
}: {
  jobs: string
  out: string
  endpoint: CallUrl | undefined
  strict: boolean
  retryFailed: boolean
  signal: AbortSignal
}): Promise<{ survey: Survey; writer: ResultsWriter }> {
  const orRefuse = (cause: unknown): never => {
    throw resultsError(out, cause)
  }
  const { past, tail } = await readResults(out, { signal }).catch(orRefuse)
  const survey = new Survey(past, { retryFailed })
  for await (const entry of readJobs(jobs, { endpoint })) {
    if (signal.aborted) throw cancelledError(signal)
    survey.add(entry)
  }
  if (strict && survey.broken > 0) throw brokenJobs(jobs, survey)
  // By its true name, so that a link to the file stays one.
  const path = await realpath(out).catch(() => out)
  const keeps = survey.mustRewrite ? survey.keeps.bind(survey) : undefined
  await mendResults(path, { tail, keeps }).catch(orRefuse)
  return { survey, writer: await openResultsWriter(path).catch(orRefuse) }
}

async function* toDo(
  jobs: string,
  { endpoint, survey }: { endpoint: CallUrl | undefined; survey: Survey },
): AsyncGenerator<Entry> {
  for await (const entry of readJobs(jobs, { endpoint })) if (survey.isToDo(entry)) yield entry
}

/** Results appended to the jobs would spoil both. */
async function refuseSameFile(jobs: string, out: string): Promise<void> {
  const [one, other] = await Promise.all([jobs, out].map((path) => stat(path).catch(() => undefined)))
  if (one && other && one.dev === other.dev && one.ino === other.ino)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${out} holds the jobs. Name another file for the results with --out.`,
    )
}

function brokenJobs(path: string, { broken, total, problems }: Survey): SwitchyardError {
  const more = broken > problems.length ? `\n... and ${broken - problems.length} more` : ''
  return new SwitchyardError(
    'INVALID_REQUEST',
    `${broken} of ${total} lines of ${path} can't be run, so nothing was:\n${problems.join('\n')}${more}`,
    { details: { broken, total, problems } },
  )
}
