import { createHash } from 'node:crypto'
import { err, type Result } from '../core/result.js'
import { type BrokenLine, brokenLine, type Job } from './job-line.js'
import type { Outcome, PastResult } from './result-line.js'

/** A digest that stands for a job's id or a broken line: 16 characters, however long the id. */
type Key = string

const digest = (kind: string, text: string): Key =>
  createHash('sha256').update(`${kind}\0${text}`).digest().toString('latin1', 0, 16)
const jobKey = (customId: string): Key => digest('job', customId)
const brokenKey = (line: number, message: string): Key => digest('line', `${line}\0${message}`)

/** What a results file already holds. Keeps a digest and an outcome a line. */
export class PastResults {
  readonly #jobs = new Map<Key, Outcome>()
  readonly #broken = new Set<Key>()

  /** Lines of the same job: the last counts. */
  add({ customId, outcome, broken }: PastResult): void {
    if (broken) this.#broken.add(brokenKey(broken.line, broken.message))
    else if (customId !== null) this.#jobs.set(jobKey(customId), outcome)
  }

  outcomeOf(entry: Result<Job, BrokenLine>): Outcome | undefined {
    if (entry.ok) return this.#jobs.get(jobKey(entry.value.customId))
    return this.#broken.has(brokenKey(entry.error.line, entry.error.error.message)) ? 'failed' : undefined
  }

  brokenKeys(): Set<Key> {
    return new Set(this.#broken)
  }
}

/** Finds ids that are used twice: the first line that has an id owns it, however often the lines are gone through. */
export class JobIds {
  readonly #owners = new Map<Key, number>()

  /** The line as it is, or as a broken one when its id is another line's. */
  check(line: number, entry: Result<Job, BrokenLine>): Result<Job, BrokenLine> {
    const customId = entry.ok ? entry.value.customId : entry.error.customId
    if (customId === undefined) return entry
    const key = jobKey(customId)
    const owner = this.#owners.get(key) ?? line
    if (owner === line) {
      this.#owners.set(key, line)
      return entry
    }
    // Without an id of its own, so that a look-up by id finds the first line's result.
    return err(brokenLine(line, `custom_id ${JSON.stringify(customId)} is taken by line ${owner}`))
  }
}

const shownProblems = 10

/** Compares a jobs file with the results there are, line by line: what is done, what is to do, what must go. */
export class Survey {
  readonly #past: PastResults
  readonly #retryFailed: boolean
  readonly #retried = new Set<Key>()
  /** Broken lines in the results that the jobs file no longer has, because it was mended. */
  readonly #mended: Set<Key>
  /** Jobs of the file, broken lines included. */
  total = 0
  broken = 0
  /** The first few broken lines, in words. */
  readonly problems: string[] = []
  /** Results that stay, by outcome. */
  readonly kept: Record<Outcome, number> = { answered: 0, partly: 0, failed: 0 }

  constructor(past: PastResults, { retryFailed = false }: { retryFailed?: boolean | undefined } = {}) {
    this.#past = past
    this.#retryFailed = retryFailed
    this.#mended = past.brokenKeys()
  }

  add(entry: Result<Job, BrokenLine>): void {
    this.total += 1
    if (!entry.ok) {
      this.broken += 1
      this.#mended.delete(brokenKey(entry.error.line, entry.error.error.message))
      if (this.problems.length < shownProblems) this.problems.push(entry.error.error.message)
    }
    const outcome = this.#past.outcomeOf(entry)
    if (!outcome) return
    // A broken line has no second chance: as it stands, it would fail the same way.
    if (entry.ok && this.#retryFailed && outcome !== 'answered')
      this.#retried.add(jobKey(entry.value.customId))
    else this.kept[outcome] += 1
  }

  get mustRewrite(): boolean {
    return this.#retried.size > 0 || this.#mended.size > 0
  }

  /** Whether a line of the results stays as it is. */
  keeps({ customId, broken }: PastResult): boolean {
    if (broken) return !this.#mended.has(brokenKey(broken.line, broken.message))
    return customId === null || !this.#retried.has(jobKey(customId))
  }

  isToDo(entry: Result<Job, BrokenLine>): boolean {
    return (
      this.#past.outcomeOf(entry) === undefined ||
      (entry.ok && this.#retried.has(jobKey(entry.value.customId)))
    )
  }
}
