import { useState } from 'preact/hooks'
import type { QueueBody } from '../../src/serve/native/queue-body.js'
import { formatBytes, formatMs } from '../parts/format.js'
import { ScrollBox } from '../parts/scroll-box.js'
import { TableHead } from '../parts/table-head.js'
import { call } from '../state/api.js'
import { usePolling } from '../state/poll.js'

/** What waits and what works on it, as it is now. */
export function QueueView() {
  const [queue, setQueue] = useState<QueueBody>()
  const [problem, setProblem] = useState('')
  usePolling(
    async (signal) => {
      setQueue(await call<QueueBody>('v1/queue', { signal }))
      setProblem('')
      return true
    },
    [],
    (error) => setProblem(error instanceof Error ? error.message : String(error)),
  )
  return (
    <main class="batch-view" id="content" tabIndex={-1}>
      {problem !== '' && (
        <p class="failure" role="alert">
          {problem}
        </p>
      )}
      {queue && <Queue queue={queue} />}
    </main>
  )
}

function Queue({ queue }: { queue: QueueBody }) {
  const { kind, runs, batch_runs, lanes, workers, hosts, batches } = queue
  return (
    <>
      <p class="soft">
        {kind === 'redis'
          ? 'The queue in Redis, and the workers that serve it.'
          : 'There is no queue: this server does the work itself.'}
      </p>
      <Rows
        name="Requests"
        head={['What', 'Waiting', 'Running', 'Oldest']}
        rows={[
          ['Requests that somebody waits for', runs.waiting, runs.active, formatAge(runs.oldest_ms)],
          [
            kind === 'redis' ? 'Jobs of batches in their turn' : 'Jobs of batches, and batches that go on',
            batch_runs.waiting,
            batch_runs.active,
            formatAge(batch_runs.oldest_ms),
          ],
        ]}
      />
      {kind === 'redis' && (
        <Rows
          name="Lanes: the steps of one model each"
          none="No lane has steps or workers."
          head={['Model', 'Waiting', 'Running', 'Done', 'Failed', 'Oldest', 'Workers', 'Loaded']}
          rows={lanes.map(({ id, waiting, active, done, failed, oldest_ms, workers: serving, loaded }) => [
            id,
            waiting,
            active,
            done,
            failed,
            formatAge(oldest_ms),
            serving,
            loaded,
          ])}
        />
      )}
      <Rows
        name="Workers"
        none="No worker. Start one with: switchyard worker --redis URL"
        head={['Worker', 'State', 'Device', 'Memory for models', 'Steps', 'Runs', 'Models in memory']}
        rows={workers.map(({ name, state, device, memory_bytes, active, runs: driven, loaded }) => [
          name,
          state,
          device,
          formatBytes(memory_bytes),
          active,
          driven,
          loaded.join(', ') || 'none',
        ])}
      />
      {kind === 'process' && (
        <Rows
          name="Processes that hold models"
          none="None runs yet: the first step starts one."
          head={['Process', 'State', 'Device', 'Memory', 'Models']}
          rows={hosts.map(({ pid, busy, device, rss_bytes, models }) => [
            pid ?? '',
            busy ? 'works' : 'waits',
            device,
            formatBytes(rss_bytes),
            models.join(', ') || 'none',
          ])}
        />
      )}
      <Rows
        name="Batches"
        none="No batch."
        head={['Batch', 'Of', 'State', 'Jobs', 'Answered', 'Failed']}
        rows={batches.map(({ name, owner, state, total, done, failed }) => [
          name,
          owner,
          state,
          total,
          done,
          failed,
        ])}
      />
    </>
  )
}

const formatAge = (ms: number | null): string => (ms === null ? '' : formatMs(ms))

/** A table; in place of none a sentence. */
function Rows({
  name,
  head,
  rows,
  none,
}: {
  name: string
  head: readonly string[]
  rows: readonly (readonly (string | number)[])[]
  none?: string
}) {
  return (
    <section class="stack tight" aria-label={name}>
      <h2>{name}</h2>
      {rows.length === 0 && none !== undefined ? (
        <p class="soft">{none}</p>
      ) : (
        <ScrollBox label={name}>
          <table>
            <TableHead columns={head} />
            <tbody>
              {rows.map((row, at) => (
                <tr key={at}>
                  {row.map((cell, place) => (
                    <td key={place} dir="auto">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  )
}
