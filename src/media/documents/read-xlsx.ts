import readWorkbook from 'read-excel-file/node'
import { unsupportedError } from '../source-errors.js'
import { assertFew, checkedArchive } from './check-archive.js'
import type { DocumentContent } from './document-content.js'
import { placeCells } from './place-cells.js'
import { filledSheet, workbookTable } from './workbook-table.js'

const mostBytes = 50_000_000
/** What is read in seconds: the time that the library takes grows faster than their number. */
const mostCells = 200_000
const advice = 'Save the rows that matter as a workbook of their own, or export the sheet as CSV.'

/**
 * The cells of a workbook as CSV: the values that were stored, formulas are not worked out. Several sheets become one table,
 * whose first column names the sheet. Empty rows and columns keep their places and don't count.
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
  const filled = sheets.flatMap(
    ({ sheet, data }) =>
      filledSheet(
        sheet,
        data.map((row) => row.map(cellText)),
      ) ?? [],
  )
  if (filled.length === 0) throw unsupportedError(`${label} is an Excel workbook without a filled cell.`)
  const { text, ...size } = workbookTable(filled)
  return { modality: 'table', text, facts: { sheets: filled.map(({ name }) => name), ...size } }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString().replace(/T00:00:00\.000Z$/, '')
  return String(cell).trim()
}
