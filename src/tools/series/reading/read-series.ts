import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { messageOf, SwitchyardError } from '../../../core/errors.js'
import { readDelimited } from '../../table/table.js'
import { type ColumnKind, Intake, type SeriesTable } from './intake.js'

/** A table with series in it: the text of a CSV file, or where one is. */
export type SeriesSource =
  | { text: string }
  | {
      path: string
      bytes: number
      /** Whether its first column names the sheet of a workbook. */
      hasSheets: boolean
    }

/** Rows by which a column is judged. */
const sampleRows = 1000
const headBytes = 65_536
/** Most numbers that are read of a table: some 160 MB. */
const mostNumbers = 20_000_000
export interface SeriesReading {
  most?: number | undefined
  onProgress?: ((fraction: number) => void) | undefined
}

/**
 * Reads numbers out of a table in one pass, keeping only the columns that are asked for, the first column of times, and the first
 * column of words that come again and again.
 *
 * @param options.onProgress called with the share of a file that is read, 0 to 1
 * @param options.most numbers that are read at most, that is rows times columns with that of the times. Default: some 160 MB
 * @param choose the places of the columns to keep, given what all columns are
 * @throws SwitchyardError `INVALID_REQUEST` when it is no table or holds too much, and what `choose` throws
 */
export async function readSeries(
  source: SeriesSource,
  choose: (columns: readonly ColumnKind[]) => readonly number[],
  { most = mostNumbers, onProgress = () => {} }: SeriesReading = {},
): Promise<SeriesTable> {
  const head = await headOf(source)
  // The last line of a file may be cut off.
  const delimiter = (readDelimited(head) ?? readDelimited(head.trimEnd().replace(/\n.*$/, '')))?.delimiter
  if (delimiter === undefined) throw noTable()
  const sample: string[][] = []
  let intake: Intake | undefined
  const hasSheets = 'path' in source && source.hasSheets
  const isEmpty = (record: readonly string[]) =>
    record.every((cell, at) => cell === '' || (hasSheets && at === 0))
  const take = (record: string[]): null => {
    if (isEmpty(record)) return null
    if (intake) intake.add(record)
    else if (sample.push(record) > sampleRows) begin()
    return null
  }
  const begin = () => {
    const begun = new Intake(sample, { delimiter, choose, most, hasSheets })
    for (const row of begun.firstRows) begun.add(row)
    intake = begun
  }
  const parser = parse({
    delimiter,
    bom: true,
    skip_empty_lines: true,
    trim: true,
    relax_column_count: true,
    on_record: take,
  })
  try {
    parser.resume()
    await pipeline('path' in source ? fileOf(source, onProgress) : Readable.from([source.text]), parser)
  } catch (cause) {
    if (cause instanceof SwitchyardError) throw cause
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The table can't be read: ${messageOf(cause)}. Correct the file.`,
      { cause },
    )
  }
  if (!intake) begin()
  if (!intake || intake.rows === 0) throw noTable()
  return intake.table()
}

const noTable = () =>
  new SwitchyardError(
    'INVALID_REQUEST',
    'The table is not CSV with a header line, at least one row and equally many cells in each. Correct the file.',
  )

/** The first lines, whole ones alone. */
async function headOf(source: SeriesSource): Promise<string> {
  const head = 'text' in source ? source.text.slice(0, headBytes) : await firstBytes(source.path)
  return head.length < headBytes ? head : head.slice(0, head.lastIndexOf('\n') + 1)
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead).toString('latin1')
  } finally {
    await file.close()
  }
}

function fileOf(
  { path, bytes }: Extract<SeriesSource, { path: string }>,
  onProgress: (fraction: number) => void,
): Readable {
  const file = createReadStream(path)
  file.on('data', () => onProgress(Math.min(1, file.bytesRead / bytes)))
  return file
}
