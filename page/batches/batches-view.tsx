import { formatTime } from '../parts/format.js'
import { type Batch, batches, loadBatches, nameOf } from '../state/batches.js'
import { tell } from '../state/chats.js'
import { place } from '../state/place.js'
import { usePolling } from '../state/poll.js'
import { BatchForm } from './batch-form.js'
import { BatchPanel } from './batch-panel.js'
import { BatchProgressBar } from './batch-progress-bar.js'

/** Many files with one request: new ones, those of this key, and one that is open. */
export function BatchesView() {
  const { value } = place
  const open = value.view === 'batches' ? value.batch : undefined
  return (
    <main class="batch-view" id="content" tabIndex={-1}>
      {open === undefined ? (
        <>
          <BatchForm />
          <BatchList />
        </>
      ) : (
        <BatchPanel key={open} id={open} />
      )}
    </main>
  )
}

function BatchList() {
  usePolling(
    async (signal) => {
      await loadBatches(signal)
      return true
    },
    [],
    tell,
  )
  const { value: all } = batches
  return (
    <section class="stack" aria-labelledby="batch-list-title">
      <h2 id="batch-list-title">Your batches</h2>
      {all?.length === 0 && <p class="soft">None yet.</p>}
      <ul class="batch-list">
        {all?.map((batch) => (
          <BatchItem key={batch.id} batch={batch} />
        ))}
      </ul>
    </section>
  )
}

function BatchItem({ batch }: { batch: Batch }) {
  return (
    <li class="batch">
      <a href={`#/batches/${batch.id}`} dir="auto">
        {nameOf(batch)}
      </a>
      <span class="soft">{formatTime(batch.created_at)}</span>
      <BatchProgressBar batch={batch} />
    </li>
  )
}
