import { type BatchProgress, doneOf, RateWindow } from '../../batch/progress.js'
import { answerOf, outcomeOf, type ResultLine } from '../../batch/result-line.js'
import { formatMs } from '../../core/format.js'
import { isRecord } from '../../core/json.js'
import { createBatchBar } from './batch-bar.js'
import { printable } from './printable.js'
import type { Terminal } from './terminal.js'

const plainEveryMs = 10_000
const shownFailures = 3

/** Progress on stderr: a bar on a terminal, a line now and then elsewhere. */
export function createBatchView({ interactive, err, errColor }: Terminal) {
  const failures: string[] = []
  const bar = interactive ? createBatchBar({ errColor }) : undefined
  let timer: NodeJS.Timeout | undefined
  let rates = new RateWindow(performance.now())
  let latest: BatchProgress = { total: 0, kept: 0, answered: 0, partly: 0, failed: 0, cacheHits: 0 }
  let before = 0

  const text = (): string => {
    const now = performance.now()
    const left = latest.total - doneOf(latest)
    return progressText(latest, { rate: rates.rate(now), etaMs: rates.etaMs(now, left) })
  }

  const start = (): void => {
    rates = new RateWindow(performance.now())
    before = doneOf(latest)
    if (!bar) {
      err(`${text()}\n`)
      timer = setInterval(() => err(`${text()}\n`), plainEveryMs).unref()
      return
    }
    bar.show(before, latest.total, text())
  }

  return {
    /** The first few jobs that failed, with why. */
    failures,
    show(progress: BatchProgress, line?: ResultLine): void {
      latest = progress
      if (!line) {
        start()
        return
      }
      rates.add(performance.now(), doneOf(progress) - before)
      const failure = failureText(line)
      if (failure && failures.length < shownFailures) failures.push(printable(failure))
      bar?.show(doneOf(progress), progress.total, text())
    },
    stop(): void {
      clearInterval(timer)
      bar?.stop()
    },
  }
}

/** Why a job failed, in one line; undefined when it didn't. */
function failureText(line: ResultLine): string | undefined {
  const { custom_id, response, error } = line
  if (outcomeOf(line) !== 'failed') return undefined
  // What is wrong with a line of the jobs file begins with where it is.
  if (error?.line !== undefined) return error.message
  const answer = answerOf(line)
  if (response && !answer) return `${custom_id}: ${messageOfReply(response.body)} (${response.status_code})`
  const reason = error ?? answer?.steps.find((step) => step.error)?.error
  const [said = ''] = answer?.answer.split('\n', 1) ?? []
  return `${custom_id}: ${reason ? `${reason.code} ${reason.message}` : said}`
}

/** What an endpoint of OpenAI's API says of a failure. */
function messageOfReply(body: object): string {
  const message = isRecord(body) && isRecord(body.error) ? body.error.message : undefined
  return typeof message === 'string' ? message : 'It failed.'
}

/** Where the batch stands, in one line. Cancelled jobs are those of a batch in the queue. */
export function progressText(
  progress: Omit<BatchProgress, 'kept'> & { cancelled?: number },
  { rate, etaMs }: { rate: number | undefined; etaMs: number | undefined },
): string {
  const { total, answered, failed, partly, cancelled = 0, cacheHits } = progress
  const done = answered + partly + failed + cancelled
  return [
    `${done}/${total} jobs`,
    ...(rate === undefined
      ? []
      : [rate >= 1 ? `${rate.toFixed(1)} a second` : `${(60 * rate).toFixed(1)} a minute`]),
    ...(etaMs === undefined || done >= total ? [] : [`${formatMs(etaMs)} left`]),
    `${failed} failed`,
    ...(partly > 0 ? [`${partly} in part`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
    `${cacheHits} steps remembered`,
  ].join(', ')
}
