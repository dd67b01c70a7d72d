import { formatMs } from '../../core/format.js'
import { type BatchStatus, endedOf } from '../../queue/batches/batch-status.js'
import { formatUsd } from '../../spending/price.js'
import { createBatchBar } from './batch-bar.js'
import { progressText } from './batch-view.js'
import { columns, type Terminal } from './terminal.js'

const plainEveryMs = 10_000

/** Follows a batch of the queue on stderr: a bar on a terminal, a line now and then elsewhere. */
export function createBatchStatusView({ interactive, err, errColor }: Terminal) {
  const bar = interactive ? createBatchBar({ errColor }) : undefined
  let saidAt = Number.NEGATIVE_INFINITY

  return {
    show(status: BatchStatus): void {
      const text = progressText(status, { rate: status.rate, etaMs: status.etaMs })
      if (!bar) {
        if (performance.now() - saidAt < plainEveryMs) return
        saidAt = performance.now()
        err(`${text}\n`)
        return
      }
      bar.show(endedOf(status), status.total, text)
    },
    stop: (): void => bar?.stop(),
  }
}

/** A batch for people, in a few lines. */
export function renderStatus(status: BatchStatus, nowMs: number): string {
  const { id, name, submitter, priority, state, createdAtMs, endedAtMs, deadlineAtMs } = status
  const {
    total,
    waiting,
    active,
    answered,
    partly,
    failed,
    cancelled,
    cacheHits,
    rate,
    etaMs,
    costUsd,
    maxCostUsd,
  } = status
  const rows: [string, string][] = [
    ['batch', `${id}  ${name}, by ${submitter}${priority === 'interactive' ? ', interactive' : ''}`],
    [
      'state',
      endedAtMs === undefined
        ? `${state}, for ${formatMs(nowMs - createdAtMs)}`
        : `${state}, after ${formatMs(endedAtMs - createdAtMs)}`,
    ],
    ...(deadlineAtMs !== undefined && endedAtMs === undefined
      ? [
          ['deadline', deadlineAtMs > nowMs ? `in ${formatMs(deadlineAtMs - nowMs)}` : 'over'] as [
            string,
            string,
          ],
        ]
      : []),
    [
      'jobs',
      `${total}: ${waiting} waiting, ${active} active, ${answered} answered, ${partly} in part, ${failed} failed, ${cancelled} cancelled`,
    ],
    ['steps', `${cacheHits} remembered`],
    ...(costUsd === 0 && maxCostUsd === undefined
      ? []
      : [
          [
            'cost',
            `about ${formatUsd(costUsd)}${maxCostUsd === undefined ? '' : ` of ${formatUsd(maxCostUsd)}`}`,
          ] as [string, string],
        ]),
    ...(rate === undefined || etaMs === undefined
      ? []
      : [['rate', `${rate.toFixed(1)} jobs a second, ${formatMs(etaMs)} left`] as [string, string]]),
  ]
  return columns(rows)
}

/** Batches for people, one a line. */
export function renderBatches(batches: readonly BatchStatus[]): string {
  if (batches.length === 0)
    return 'No batches. Submit one with `switchyard batch submit jobs.jsonl --redis URL`.'
  return columns([
    ['BATCH', 'NAME', 'SUBMITTER', 'STATE', 'JOBS', 'ANSWERED', 'IN PART', 'FAILED', 'CANCELLED'],
    ...batches.map((status) => [
      status.id,
      status.name,
      status.submitter,
      status.state,
      `${endedOf(status)}/${status.total}`,
      ...[status.answered, status.partly, status.failed, status.cancelled].map(String),
    ]),
  ])
}
