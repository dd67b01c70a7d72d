import { createReadStream } from 'node:fs'
import { type Parser, parse } from 'csv-parse'
import { CsvError, parse as parseSync } from 'csv-parse/sync'
import { acceptedFormats } from '../../config/accepted-formats.js'
import { parseJson } from '../../core/json.js'
import { unsupportedError } from '../source-errors.js'
import type { MediaDescription } from '../store/store.js'
import { hasControlBytes } from './sniff.js'

/** Parsing JSON blocks the event loop; larger texts stay plain text. */
const maxJsonBytes = 1_000_000
const sampleCharacters = 65_536

/**
 * Reads a text to its end and says whether it is JSON, a table (CSV with commas, semicolons, tabs or bars; a file called .csv may have
 * one column of numbers) or plain text.
 * `rows` counts every record, a heading included. `characters` are Unicode code points.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` where it turns out to be no text after all
 */
export async function probeText(
  path: string,
  { label, bytes }: { label: string; bytes: number },
): Promise<MediaDescription> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let characters = 0
  let whole = ''
  let table: TableCounter | undefined
  let sampled = false
  for await (const chunk of chunksOf(path)) {
    if (hasControlBytes(chunk)) throw notText(label, 'it has control characters further down')
    const text = decode(decoder, chunk, label)
    characters += codePoints(chunk) - (characters === 0 && startsWithMark(chunk) ? 1 : 0)
    if (bytes <= maxJsonBytes) whole += text
    if (!sampled) {
      sampled = true
      table = createTableCounter(text, {
        complete: bytes <= chunk.byteLength,
        isCsv: /\.[ct]sv$/i.test(label),
      })
    }
    await table?.write(text)
  }
  decode(decoder, undefined, label)

  if (bytes <= maxJsonBytes && isJson(whole))
    return { modality: 'text', mimeType: 'application/json', facts: { characters } }
  const size = await table?.finish()
  if (size) return { modality: 'table', mimeType: 'text/csv', facts: { characters, ...size } }
  return { modality: 'text', mimeType: 'text/plain', facts: { characters } }
}

function chunksOf(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: 65_536 })
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Uint8Array | undefined,
  label: string,
): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch {
    throw notText(label, 'it has bytes that are not UTF-8')
  }
}

function notText(label: string, reason: string) {
  return unsupportedError(`${label} begins as text, but ${reason}. Accepted are ${acceptedFormats}.`)
}

function codePoints(utf8: Uint8Array): number {
  let count = 0
  for (const byte of utf8) if ((byte & 0xc0) !== 0x80) count += 1
  return count
}

/** A byte order mark is no character of the text. */
const startsWithMark = (utf8: Uint8Array) => utf8[0] === 0xef && utf8[1] === 0xbb && utf8[2] === 0xbf

/** Objects and arrays only: a lone number or word is JSON by the letter, but means plain text. */
const isJson = (text: string): boolean => /^\s*[[{]/.test(text) && parseJson(text) !== undefined

interface TableCounter {
  write(text: string): Promise<void>
  /** Undefined when the text is no table. */
  finish(): Promise<{ rows: number; columns: number } | undefined>
}

/** A counter for the delimiter that makes a table of the text's beginning, if any does. */
function createTableCounter(
  start: string,
  { complete, isCsv }: { complete: boolean; isCsv: boolean },
): TableCounter | undefined {
  const sample = start.slice(0, sampleCharacters)
  const lines =
    complete && sample.length === start.length ? sample : sample.slice(0, sample.lastIndexOf('\n') + 1)
  const delimiter =
    ['\t', ';', ',', '|'].find((candidate) => isTable(lines, candidate)) ??
    (isCsv && isColumn(lines) ? ',' : undefined)
  if (!delimiter) return undefined

  let rows = 0
  let columns = 0
  let broken = false
  const parser: Parser = parse({ delimiter, bom: true, skip_empty_lines: true })
  parser.on('data', (record: string[]) => {
    rows += 1
    columns = record.length
  })
  const ended = new Promise<void>((resolve) => {
    parser.on('end', resolve)
    parser.on('error', () => {
      broken = true
      resolve()
    })
  })
  return {
    async write(text) {
      if (broken || parser.write(text)) return
      await Promise.race([new Promise<void>((resolve) => parser.once('drain', resolve)), ended])
    },
    async finish() {
      if (!broken) parser.end()
      await ended
      return broken ? undefined : { rows, columns }
    },
  }
}

/**
 * Two records or more, each with the same number of columns, at least two. Prose can have one comma in every line; it
 * puts a space after each, and a table that does so has a column of numbers.
 */
function isTable(text: string, delimiter: string): boolean {
  if (!text.includes(delimiter)) return false
  const records = parseRecords(text, delimiter)
  const [first, ...rest] = records
  if (!first || first.length < 2 || rest.length === 0) return false
  if (delimiter === '\t') return true
  const cells = records.flatMap((record) => record.slice(1))
  const spaced = cells.filter((cell) => /^\s/.test(cell) || cell === '').length
  if (spaced < cells.length / 2) return true
  return first.some((_, column) => rest.every((record) => isNumber(record[column] ?? '')))
}

/** One column of numbers under its name, which only a file that is called a table is taken for. */
function isColumn(text: string): boolean {
  const [name = '', ...cells] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  return cells.length > 0 && !isNumber(name) && !/[\t;,|]/.test(text) && cells.every(isNumber)
}

/** The sample may end inside quotes: what came before counts. Any other error makes it no table. */
function parseRecords(text: string, delimiter: string): string[][] {
  const records: string[][] = []
  const on_record = (record: string[]) => {
    records.push(record)
    return null
  }
  try {
    parseSync(text, { delimiter, bom: true, skip_empty_lines: true, on_record })
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') return []
  }
  return records
}

const isNumber = (cell: string) => cell.trim() !== '' && Number.isFinite(Number(cell))
