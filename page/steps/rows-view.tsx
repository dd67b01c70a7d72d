import { ScrollBox } from '../parts/scroll-box.js'
import { TableHead } from '../parts/table-head.js'
import type { FlatRow } from './output-shapes.js'

/** Most rows that are shown. */
const mostRows = 500

/** Rows of a table, such as labels with their scores. */
export function RowsView({ name, rows }: { name: string; rows: readonly FlatRow[] }) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return (
    <ScrollBox label={name}>
      <table>
        <caption>{name}</caption>
        <TableHead columns={columns} />
        <tbody>
          {rows.slice(0, mostRows).map((row, at) => (
            <tr key={at}>
              {columns.map((column) => (
                <td key={column} dir="auto">
                  {formatCell(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostRows && <p class="soft">and {rows.length - mostRows} more rows</p>}
    </ScrollBox>
  )
}

const formatCell = (value: FlatRow[string] | undefined): string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(3) : String(value ?? '')
