import { randomUUID } from 'node:crypto'
import { decodeBase64Bytes } from '../../core/base64.js'
import { isRecord } from '../../core/json.js'
import { InlineFile } from './inline-file.js'

/** A JSON body whose long files are taken out. */
export interface LiftedBody {
  /** The body as text, with a mark in the place of each file. */
  text: string
  /** The value that the text says, with the files in the place of their marks. */
  restore(value: unknown): unknown
}

/** Texts that are at least this long, in bytes, are found; shorter ones are as quick to read as they are. */
const longBytes = 32_768
/** A long text covers the whole of one of these pieces, so that in each it takes one look for a quote. */
const pieceBytes = longBytes / 2

/** The names of fields that hold files. */
const fileFieldName = /"(?:url|image_url|video_url|file_data|data)"\s{0,4}:\s{0,4}$/
const longestName = 24
/** What stands before the base64 of a data URL. */
const dataUrlHead = /^data:[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]*;base64,/i
const longestHead = 200

const quote = 34
/** No body can have it: nobody is told. */
const mark = `file:${randomUUID()}:`

/**
 * Takes the long files out of a JSON body, each decoded from its bytes. Undefined where there is none. What is no base64
 * without escapes stays where it is.
 */
export function liftInlineFiles(body: Buffer): LiftedBody | undefined {
  const files: InlineFile[] = []
  const texts: string[] = []
  let copied = 0
  for (const { start, end } of longTexts(body)) {
    const file = readFile(body, start, end)
    if (!file) continue
    texts.push(body.toString('utf8', copied, start), `${mark}${files.length}`)
    copied = end
    files.push(file)
  }
  if (files.length === 0) return undefined
  const restore = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.startsWith(mark) ? files[Number(value.slice(mark.length))] : value
    if (Array.isArray(value)) return value.map(restore)
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, restore(inner)]))
  }
  return { text: `${texts.join('')}${body.toString('utf8', copied)}`, restore }
}

/** What is between two quotes that are far apart: a long text, or what stands between two texts. */
function* longTexts(body: Buffer): Generator<{ start: number; end: number }> {
  for (let at = 0; at + pieceBytes <= body.length; ) {
    const end = body.indexOf(quote, at)
    if (end === -1) return
    if (end - at >= pieceBytes) {
      const start = body.lastIndexOf(quote, at) + 1
      if (start > 0) yield { start, end }
      at = end + 1
    } else at += pieceBytes
  }
}

/** The file that a text is. What stands between texts is none: it begins like no base64 and no data URL. */
function readFile(body: Buffer, start: number, end: number): InlineFile | undefined {
  if (!fileFieldName.test(body.toString('latin1', Math.max(0, start - 1 - longestName), start - 1)))
    return undefined
  const head = dataUrlHead.exec(body.toString('latin1', start, start + longestHead))?.[0] ?? ''
  const bytes = decodeBase64Bytes(body, start + head.length, end)
  return bytes && new InlineFile(head, bytes)
}
