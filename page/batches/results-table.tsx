import { useEffect, useRef, useState } from 'preact/hooks'
import { ScrollBox } from '../parts/scroll-box.js'
import { type Batch, loadRows, type RowsAsked, type ShownRow } from '../state/batches.js'
import { tell } from '../state/chats.js'
import { ResultDialog } from './result-dialog.js'
import { ResultRow, rowHeight } from './result-row.js'

/** Rows beyond those in sight that are drawn all the same. */
const spare = 8

interface Loaded {
  rows: readonly ShownRow[]
  /** Where to go on; undefined at the first rows, null where there are no more. */
  next: string | null | undefined
}

/** Results as a table. Only rows in sight are drawn, and more are read when the end comes near, so that it may be of any length. */
export function ResultsTable({ batch, asked }: { batch: Batch; asked: RowsAsked }) {
  const { rows, next, isReading, more } = useRows(batch, asked)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(600)
  const [open, setOpen] = useState<ShownRow>()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => setHeight(box.current?.clientHeight ?? 600), [rows.length === 0])

  const first = Math.max(0, Math.floor(top / rowHeight) - spare)
  const end = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + spare)
  const isNearEnd = end >= rows.length - spare
  useEffect(() => {
    if (isNearEnd && rows.length > 0) more()
  }, [isNearEnd, rows.length])

  if (rows.length === 0) return <p class="soft">{isReading ? 'Loading …' : 'No results yet that fit.'}</p>
  return (
    <>
      <ScrollBox
        label="Results"
        class="results"
        boxRef={box}
        onScroll={(event) => {
          setTop(event.currentTarget.scrollTop)
          setHeight(event.currentTarget.clientHeight)
        }}
      >
        <table aria-rowcount={next === null ? rows.length + 1 : -1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">File</th>
              <th scope="col">Answer</th>
              <th scope="col" class="only-wide">
                Model
              </th>
              <th scope="col" class="only-wide">
                Time
              </th>
            </tr>
          </thead>
          <tbody>
            <Gap rows={first} />
            {rows.slice(first, end).map((row, at) => (
              <ResultRow key={row.id} row={row} place={first + at} onOpen={setOpen} />
            ))}
            <Gap rows={rows.length - end} />
          </tbody>
        </table>
      </ScrollBox>
      <p class="row soft">
        <span role="status">
          {rows.length} {next === null ? 'results' : 'results so far'}
        </span>
        {next !== null && (
          <button type="button" class="small" disabled={isReading} onClick={more}>
            Load more
          </button>
        )}
      </p>
      {open && <ResultDialog row={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

/** Stands for rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  if (rows === 0) return null
  return (
    <tr aria-hidden="true">
      <td colSpan={4} class="gap" style={{ height: `${rows * rowHeight}px` }} />
    </tr>
  )
}

/** The rows that are read so far. Those of a batch that goes on come as they end. */
function useRows(batch: Batch, asked: RowsAsked) {
  const [loaded, setLoaded] = useState<Loaded>({ rows: [], next: undefined })
  const [isReading, setReading] = useState(false)
  const reading = useRef<AbortController>()
  const latest = useRef(loaded)
  latest.current = loaded

  const read = async () => {
    if (reading.current || latest.current.next === null) return
    const controller = new AbortController()
    reading.current = controller
    setReading(true)
    try {
      const { rows, next: after } = latest.current
      const { data, next } = await loadRows(batch.id, asked, { after: after ?? undefined, signal: controller.signal })
      if (controller.signal.aborted) return
      latest.current = { rows: [...rows, ...data], next }
      setLoaded(latest.current)
      reading.current = undefined
      // A search may have looked through much and found nothing yet.
      if (data.length === 0 && next !== null) return read()
    } finally {
      reading.current = undefined
      if (!controller.signal.aborted) setReading(false)
    }
  }
  useEffect(() => () => reading.current?.abort(), [])

  const { completed, failed } = batch.request_counts
  const isGoing = batch.status === 'in_progress' || batch.status === 'cancelling'
  useEffect(() => {
    // The end of what has ended so far is not the end: it is read again from the first row while few are there.
    if (isGoing && latest.current.next === null && latest.current.rows.length < fewRows) latest.current = { rows: [], next: undefined }
    read().catch(tell)
  }, [completed + failed])
  return { ...loaded, isReading, more: () => void read().catch(tell) }
}

/** As many as come with one reply. */
const fewRows = 100
