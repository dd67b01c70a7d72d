import { useEffect, useRef, useState } from 'preact/hooks'
import { ScrollBox } from '../parts/scroll-box.js'
import { type Batch, loadRows, type RowsAsked, type ShownRow } from '../state/batches.js'
import { tell } from '../state/chats.js'
import { ResultRow, rowHeight } from './result-row.js'

/** Rows beyond those in sight that are drawn all the same. */
const spare = 8

interface Loaded {
  rows: readonly ShownRow[]
  /** Where to go on; undefined at the first rows. */
  next: string | undefined
  hasMore: boolean
}

/** Results as a table. Only rows in sight are drawn, and more are read when the end comes near, so that it may be of any length. */
export function ResultsTable({
  batch,
  asked,
  onOpen,
}: {
  batch: Batch
  asked: RowsAsked
  onOpen: (row: ShownRow) => void
}) {
  const { rows, hasMore, isReading, more } = useRows(batch, asked)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(600)
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
        <table aria-rowcount={hasMore ? -1 : rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" class="file">
                File
              </th>
              <th scope="col">Answer</th>
              <th scope="col" class="only-wide model">
                Model
              </th>
              <th scope="col" class="only-wide time">
                Time
              </th>
            </tr>
          </thead>
          <tbody>
            <Gap rows={first} />
            {rows.slice(first, end).map((row, at) => (
              <ResultRow key={row.id} row={row} place={first + at} onOpen={onOpen} />
            ))}
            <Gap rows={rows.length - end} />
          </tbody>
        </table>
      </ScrollBox>
      <p class="row soft">
        <span role="status">
          {rows.length} {hasMore ? 'results so far' : 'results'}
        </span>
        {hasMore && (
          <button type="button" class="small" disabled={isReading} onClick={more}>
            Load more
          </button>
        )}
      </p>
    </>
  )
}

/** Stands for rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  if (rows === 0) return null
  return (
    <tr>
      <td colSpan={4} class="gap" style={{ height: `${rows * rowHeight}px` }} />
    </tr>
  )
}

/** The rows that are read so far. Those of a batch that goes on come as they end. */
function useRows(batch: Batch, asked: RowsAsked) {
  const [loaded, setLoaded] = useState<Loaded>({ rows: [], next: undefined, hasMore: true })
  const [isReading, setReading] = useState(false)
  const [reader] = useState(() => createReader(batch.id, asked, { onRows: setLoaded, onReading: setReading }))
  useEffect(() => reader.stop, [reader])
  const { completed, failed } = batch.request_counts
  // More have ended since. Until the first ones are seen to their end, they are read on their own.
  useEffect(reader.readNew, [completed + failed])
  return { ...loaded, isReading, more: reader.readMore }
}

/** Reads rows page by page, one page at a time. */
function createReader(
  id: string,
  asked: RowsAsked,
  { onRows, onReading }: { onRows: (loaded: Loaded) => void; onReading: (isReading: boolean) => void },
) {
  const controller = new AbortController()
  const { signal } = controller
  let loaded: Loaded = { rows: [], next: undefined, hasMore: true }
  let isReading = false

  async function read(): Promise<void> {
    if (isReading) return
    isReading = true
    onReading(true)
    try {
      do {
        const { data, next, has_more } = await loadRows(id, asked, { after: loaded.next, signal })
        loaded = { rows: [...loaded.rows, ...data], next: next ?? undefined, hasMore: has_more }
        onRows(loaded)
        // A search may have looked through much and found nothing yet.
        if (data.length > 0) break
      } while (loaded.hasMore)
    } catch (error) {
      if (!signal.aborted) tell(error)
    } finally {
      isReading = false
      if (!signal.aborted) onReading(false)
    }
  }
  return {
    readMore() {
      if (loaded.hasMore) void read()
    },
    readNew() {
      if (!loaded.hasMore || loaded.rows.length === 0) void read()
    },
    stop: () => controller.abort(),
  }
}
