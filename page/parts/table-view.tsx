import { useEffect, useState } from 'preact/hooks'
import type { Media } from '../../src/media/media.js'
import type { PlacedTable } from '../../src/tools/table/table.js'
import { useMediaPath } from '../state/media-path.js'
import { ScrollBox } from './scroll-box.js'
import { TableHead } from './table-head.js'

/** Larger tables are saved and looked at elsewhere. */
const mostBytes = 200_000
/** Rows that are shown from the begin of a table; those with marked cells are shown wherever they are. */
const mostRows = 50

/** A table to be looked at, once somebody wants to. */
export function TableView({ media, path }: { media: Media; path: string }) {
  const [isOpen, setOpen] = useState(false)
  if (media.bytes > mostBytes) return null
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Look at it</summary>
      {isOpen && <Rows media={media} path={path} />}
    </details>
  )
}

/** A table in which the cells with these contents are marked. */
export function MarkedTable({ media, cells }: { media: Media; cells: readonly string[] }) {
  const path = useMediaPath(media.digest)
  if (path === undefined || media.bytes > mostBytes) return <p dir="auto">{cells.join(', ')}</p>
  return <Rows media={media} path={path} cells={cells} />
}

function Rows({ media, path, cells = [] }: { media: Media; path: string; cells?: readonly string[] }) {
  const [table, setTable] = useState<PlacedTable>()
  const [problem, setProblem] = useState('')
  useEffect(() => {
    const controller = new AbortController()
    readTable(path, controller.signal).then(setTable, (error: Error) => {
      if (!controller.signal.aborted) setProblem(error.message)
    })
    return () => controller.abort()
  }, [path])
  if (!table) return problem === '' ? null : <p class="failure">{problem}</p>
  const isMarked = (cell: string) => cells.some((one) => one.trim() === cell.trim())
  const shown = table.rows.flatMap((row, at) => (at < mostRows || row.some(isMarked) ? [{ row, at }] : []))
  return (
    <ScrollBox label={media.name ?? 'The table'}>
      <table>
        <TableHead columns={['#', ...table.columns]} />
        <tbody>
          {shown.map(({ row, at }) => (
            <tr key={at}>
              <td class="soft">{table.lines[at]}</td>
              {row.map((cell, place) => (
                <td key={place} dir="auto">
                  {isMarked(cell) ? <mark>{cell}</mark> : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < table.rows.length && (
        <p class="soft">and {table.rows.length - shown.length} more rows</p>
      )}
    </ScrollBox>
  )
}

async function readTable(path: string, signal: AbortSignal): Promise<PlacedTable> {
  const reply = await fetch(path, { signal })
  if (!reply.ok) throw new Error('The table could not be read.')
  // What reads tables is loaded with the first one.
  const { parseTable } = await import('../../src/tools/table/table.js')
  return parseTable(await reply.text())
}
