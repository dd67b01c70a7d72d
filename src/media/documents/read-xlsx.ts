import readWorkbook from 'read-excel-file/node'
import { unsupportedError } from '../source-errors.js'
import { assertFew, checkedArchive } from './check-archive.js'
import type { DocumentContent } from './document-content.js'
import { placeCells } from './place-cells.js'

const mostBytes = 50_000_000
/** What is read in seconds: the time that the library takes grows faster than their number. */
const mostCells = 200_000
const advice = 'Save the rows that matter as a workbook of their own, or export the sheet as CSV.'

interface FilledSheet {
  sheet: string
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

/**
 * The cells of a workbook as CSV: the values that were stored, formulas are not worked out. Several sheets become one table,
 * whose first column names the sheet.
 */
export async function readXlsx(path: string, label: string): Promise<DocumentContent> {
  const archive = await checkedArchive(path, label, { mostBytes, advice })
  const cells = {
    part: /^xl\/worksheets\/.*\.xml$/i,
    tag: /<(?:\w+:)?c[ />]/g,
    noun: 'cells',
    most: mostCells,
  }
  assertFew(archive, label, { ...cells, advice })
  assertFew(archive, label, { ...cells, tag: /<(?:\w+:)?row[ />]/g, noun: 'rows', advice })
  const sheets = await readWorkbook(Buffer.from(placeCells(archive)))
  const filled = sheets.flatMap(({ sheet, data }): FilledSheet[] => {
    const cells = data.map((row) => row.map(cellText)).filter((row) => row.some((cell) => cell !== ''))
    const [head, ...rows] = withoutEmptyColumns(cells)
    return head ? [{ sheet, head, rows }] : []
  })
  const [first] = filled
  if (!first) throw unsupportedError(`${label} is an Excel workbook without a filled cell.`)
  const lines = filled.length === 1 ? [first.head, ...first.rows] : joined(filled)
  return {
    modality: 'table',
    text: lines.map((cells) => cells.map(quoted).join(',')).join('\n'),
    facts: {
      sheets: filled.map(({ sheet }) => sheet),
      rows: Math.max(0, lines.length - 1),
      columns: lines[0]?.length ?? 1,
    },
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString().replace(/T00:00:00\.000Z$/, '')
  return String(cell).trim()
}

function withoutEmptyColumns(rows: readonly (readonly string[])[]): string[][] {
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0)
  const used = Array.from({ length: width }, (_, at) => at).filter((at) => rows.some((row) => row[at]))
  return rows.map((row) => used.map((at) => row[at] ?? ''))
}

/** The rows of all sheets under the names of all columns, each with its sheet. */
function joined(sheets: readonly FilledSheet[]): string[][] {
  const columns = [...new Set(sheets.flatMap(({ head }) => head))]
  const rows = sheets.flatMap(({ sheet, head, rows: own }) => {
    const places = columns.map((name) => head.indexOf(name))
    return own.map((row) => [sheet, ...places.map((at) => row[at] ?? '')])
  })
  return [['sheet', ...columns], ...rows]
}

const quoted = (cell: string) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
