import { useSignal } from '@preact/signals'
import { useState } from 'preact/hooks'
import { formatSeconds, formatTime } from '../parts/format.js'
import { Icon } from '../parts/icon.js'
import {
  type Batch,
  cancelBatch,
  isOver,
  loadBatch,
  nameOf,
  type RowFilter,
  retryBatch,
  type ShownRow,
  saveResults,
} from '../state/batches.js'
import { tell } from '../state/chats.js'
import { usePolling } from '../state/poll.js'
import { BatchProgressBar } from './batch-progress-bar.js'
import { ResultDialog } from './result-dialog.js'
import { ResultsTable } from './results-table.js'

/** One batch: how far it is, its results, and what can be done with it. */
export function BatchPanel({ id }: { id: string }) {
  const [batch, setBatch] = useState<Batch>()
  /** Raised when it goes on again, so that it is looked at again. */
  const [round, setRound] = useState(0)
  usePolling(
    async (signal) => {
      const now = await loadBatch(id, signal)
      setBatch(now)
      return !isOver(now)
    },
    [id, round],
    tell,
  )
  if (!batch) return <p class="soft">Loading …</p>
  return (
    <article class="stack" aria-labelledby="batch-title">
      <a href="#/batches" class="row">
        <Icon name="previous" /> All batches
      </a>
      <h2 id="batch-title" dir="auto">
        {nameOf(batch)}
      </h2>
      {batch.metadata?.text && batch.metadata.text !== nameOf(batch) && (
        <p class="soft" dir="auto">
          {batch.metadata.text}
        </p>
      )}
      <div class="stack tight" role="status">
        <BatchProgressBar batch={batch} />
        <Pace batch={batch} />
      </div>
      {batch.errors?.data.map(({ message }) => (
        <p key={message} class="failure">
          {message}
        </p>
      ))}
      <Actions
        batch={batch}
        onChange={(changed) => {
          setBatch(changed)
          setRound(round + 1)
        }}
      />
      <Results batch={batch} round={round} />
    </article>
  )
}

/** When it was begun, and how long it will take if it goes on like this. */
function Pace({ batch }: { batch: Batch }) {
  const { in_progress_at, created_at, request_counts } = batch
  const { total, completed, failed } = request_counts
  const ended = completed + failed
  const seconds = Date.now() / 1000 - (in_progress_at ?? created_at)
  const left = batch.status === 'in_progress' && ended > 0 ? (seconds / ended) * (total - ended) : undefined
  return (
    <span class="soft">
      Begun {formatTime(created_at)}
      {left !== undefined && left > 0 && `, about ${formatSeconds(left)} to go`}
    </span>
  )
}

function Actions({ batch, onChange }: { batch: Batch; onChange: (batch: Batch) => void }) {
  const change = (changed: Promise<Batch>) => {
    changed.then(onChange).catch(tell)
  }
  const { total, completed, failed } = batch.request_counts
  return (
    <span class="row">
      {!isOver(batch) && (
        <button
          type="button"
          disabled={batch.status === 'cancelling'}
          onClick={() => change(cancelBatch(batch.id))}
        >
          <Icon name="stop" /> Stop
        </button>
      )}
      {isOver(batch) && failed > 0 && (
        <button type="button" class="strong" onClick={() => change(retryBatch(batch.id, 'failed'))}>
          <Icon name="again" /> Try again what failed
        </button>
      )}
      {total > 0 && completed + failed > 0 && (
        <>
          <button type="button" onClick={() => saveResults(batch, 'csv').catch(tell)}>
            <Icon name="save" /> Save as CSV
          </button>
          <button type="button" onClick={() => saveResults(batch, 'jsonl').catch(tell)}>
            <Icon name="save" /> Save as JSON lines
          </button>
        </>
      )}
    </span>
  )
}

const filters: readonly [RowFilter, string][] = [
  ['all', 'All'],
  ['done', 'With an answer'],
  ['partly', 'Answered in part'],
  ['failed', 'Failed'],
]
/** Time without a key before a search begins, milliseconds. */
const restMs = 250

function Results({ batch, round }: { batch: Batch; round: number }) {
  const filter = useSignal<RowFilter>('all')
  const query = useSignal('')
  const [open, setOpen] = useState<ShownRow>()
  const [timer, setTimer] = useState<ReturnType<typeof setTimeout>>()
  const search = (text: string) => {
    clearTimeout(timer)
    setTimer(
      setTimeout(() => {
        query.value = text
      }, restMs),
    )
  }
  return (
    <section class="stack" aria-labelledby="results-title">
      <h3 id="results-title">Results</h3>
      <div class="row">
        <label class="row">
          Show
          <select
            value={filter.value}
            onChange={(event) => {
              filter.value = filters.find(([value]) => value === event.currentTarget.value)?.[0] ?? 'all'
            }}
          >
            {filters.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label class="grow">
          <span class="hidden">Search in results</span>
          <input
            type="search"
            placeholder="Search in results"
            onInput={(event) => search(event.currentTarget.value)}
          />
        </label>
      </div>
      <ResultsTable
        key={`${filter.value} ${query.value} ${round} ${isOver(batch)}`}
        batch={batch}
        asked={{ filter: filter.value, query: query.value }}
        onOpen={setOpen}
      />
      {open && <ResultDialog row={open} onClose={() => setOpen(undefined)} />}
    </section>
  )
}
