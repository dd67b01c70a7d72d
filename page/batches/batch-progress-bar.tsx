import { type Batch, isOver, nameOf } from '../state/batches.js'

/** How far a batch is, as a bar and in words. */
export function BatchProgressBar({ batch }: { batch: Batch }) {
  const { total, completed, failed } = batch.request_counts
  return (
    <>
      {!isOver(batch) && (
        <progress
          aria-label={`Progress of ${nameOf(batch)}`}
          {...(total > 0 && { value: completed + failed, max: total })}
        />
      )}
      <span>{describeProgress(batch)}</span>
    </>
  )
}

function describeProgress({ status, request_counts: { total, completed, failed } }: Batch): string {
  const wrong = failed > 0 ? `, ${failed} failed` : ''
  if (status === 'validating') return 'It begins.'
  if (status === 'in_progress') return `${completed} of ${total} answered${wrong}`
  if (status === 'finalizing') return 'The results are being written.'
  return `${words[status]}: ${completed} of ${total} answered${wrong}`
}

const words: Readonly<Record<Exclude<Batch['status'], 'validating' | 'in_progress' | 'finalizing'>, string>> =
  {
    completed: 'Done',
    failed: 'Ended early',
    expired: 'Out of time',
    cancelling: 'Being stopped',
    cancelled: 'Stopped',
  }
