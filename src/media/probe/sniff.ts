import { acceptedFormats } from '../../config/accepted-formats.js'
import type { Modality } from '../media.js'
import { readHead } from '../read-head.js'
import { unsupportedError } from '../source-errors.js'
import { nameBySignature } from './signatures.js'

/** What the first bytes say a file is. `text` still has to be read to its end. */
export type Sniffed =
  | { kind: 'text' }
  | { kind: 'binary'; format: BinaryFormat; modality: Exclude<Modality, 'text' | 'table'>; mimeType: string }

export type BinaryFormat =
  | 'png'
  | 'jpeg'
  | 'webp'
  | 'gif'
  | 'avif'
  | 'tiff'
  | 'wav'
  | 'mp3'
  | 'flac'
  | 'ogg'
  | 'opus'
  | 'm4a'
  | 'aac'
  | 'mp4'
  | 'mov'
  | 'webm'
  | 'matroska'

type Binary = Extract<Sniffed, { kind: 'binary' }>
const binary = (modality: Binary['modality'], format: BinaryFormat, mimeType: string): Binary => ({
  kind: 'binary',
  format,
  modality,
  mimeType,
})

/** By the extension that file-type gives for the content found. */
const accepted: ReadonlyMap<string, Binary> = new Map([
  ['png', binary('image', 'png', 'image/png')],
  ['apng', binary('image', 'png', 'image/png')],
  ['jpg', binary('image', 'jpeg', 'image/jpeg')],
  ['webp', binary('image', 'webp', 'image/webp')],
  ['gif', binary('image', 'gif', 'image/gif')],
  ['avif', binary('image', 'avif', 'image/avif')],
  ['tif', binary('image', 'tiff', 'image/tiff')],
  ['wav', binary('audio', 'wav', 'audio/wav')],
  ['mp3', binary('audio', 'mp3', 'audio/mpeg')],
  ['flac', binary('audio', 'flac', 'audio/flac')],
  ['ogg', binary('audio', 'ogg', 'audio/ogg')],
  ['oga', binary('audio', 'ogg', 'audio/ogg')],
  ['opus', binary('audio', 'opus', 'audio/ogg')],
  ['m4a', binary('audio', 'm4a', 'audio/mp4')],
  ['m4b', binary('audio', 'm4a', 'audio/mp4')],
  ['aac', binary('audio', 'aac', 'audio/aac')],
  ['mp4', binary('video', 'mp4', 'video/mp4')],
  ['m4v', binary('video', 'mp4', 'video/mp4')],
  ['3gp', binary('video', 'mp4', 'video/mp4')],
  ['mov', binary('video', 'mov', 'video/quicktime')],
  ['webm', binary('video', 'webm', 'video/webm')],
  ['mkv', binary('video', 'matroska', 'video/matroska')],
])

/** Extensions that files of kinds that can be taken in usually have. Decides nothing about a file that is named. */
export const knownExtensions: ReadonlySet<string> = new Set([
  ...accepted.keys(),
  ...['jpeg', 'tiff', 'wave', 'txt', 'md', 'csv', 'tsv', 'json', 'jsonl', 'log', 'srt', 'vtt'],
  ...['pdf', 'docx', 'xlsx', 'pptx', 'html', 'htm'],
])

/** Those of pictures. */
export const pictureExtensions: ReadonlySet<string> = new Set([
  ...[...accepted].filter(([, { modality }]) => modality === 'image').map(([extension]) => extension),
  ...['jpeg', 'tiff'],
])

/** Those of recordings, texts and documents: what can be read as words. */
export const wordyExtensions: ReadonlySet<string> = new Set([
  ...[...accepted].filter(([, { modality }]) => modality === 'audio').map(([extension]) => extension),
  ...['wave', 'txt', 'md', 'csv', 'tsv', 'srt', 'vtt', 'pdf', 'docx', 'xlsx', 'pptx', 'html', 'htm'],
])

/** The extension of a file with such content, without the dot; undefined for content of no known kind. */
export function extensionOf(mimeType: string): string | undefined {
  const texts: Readonly<Record<string, string>> = { 'text/plain': 'txt', 'text/csv': 'csv' }
  if (Object.hasOwn(texts, mimeType)) return texts[mimeType]
  return [...accepted].find(([, known]) => known.mimeType === mimeType)?.[0]
}

/** Formats people often try, and what to do instead. */
const advice: ReadonlyMap<string, string> = new Map([
  ['heic', 'an HEIC picture; export it as JPEG'],
  ['pdf', 'a PDF document'],
  ['zip', 'a ZIP archive; unpack it and attach the files inside'],
  ['bmp', 'a BMP picture; save it as PNG'],
  ['ico', 'an icon (ICO); save it as PNG'],
  ['jp2', 'a JPEG 2000 picture; save it as PNG'],
  ['aif', 'an AIFF recording; convert it, for example with: ffmpeg -i INPUT output.flac'],
  ['avi', 'an AVI video; convert it, for example with: ffmpeg -i INPUT output.mp4'],
  ['spx', 'a Speex recording; convert it, for example with: ffmpeg -i INPUT output.flac'],
  ['jxl', 'a JPEG XL picture; save it as PNG or JPEG'],
  ['odt', 'an OpenDocument text; save it as DOCX'],
  ['ods', 'an OpenDocument spreadsheet; save it as XLSX'],
  ['odp', 'an OpenDocument presentation; save it as PPTX'],
  ['epub', 'an EPUB book; save it as PDF or HTML'],
])

/**
 * Tells what a file is from its content; names and headers have no say.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` naming what it is and what is accepted
 */
export async function sniff(path: string, label: string): Promise<Sniffed> {
  const head = await readHead(path)
  // Text first: "BMW", "GIFTS" and the like begin as pictures do, but no picture is free of control bytes.
  if (looksLikeText(head)) {
    const document = textDocument(head)
    if (document) throw refused(label, document)
    return { kind: 'text' }
  }
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    if (head.includes(0)) throw refused(label, 'UTF-32 text; save it as UTF-8')
  }
  // WAV files of more than 4 GB by form.
  if (/^(RF64|BW64)....WAVE/s.test(head.toString('latin1', 0, 12))) return binary('audio', 'wav', 'audio/wav')
  const { fileTypeFromFile } = await import('file-type')
  const found = await fileTypeFromFile(path).catch(() => undefined)
  // It looks further into a TIFF than one that was cut short goes.
  if (!found && /^(?:49492[ab]00|4d4d002[ab])/.test(head.toString('hex', 0, 4)))
    return binary('image', 'tiff', 'image/tiff')
  if (!found)
    throw refused(
      label,
      nameBySignature(head) ?? 'of no known kind: no known file signature, and not UTF-8 text',
    )
  const known = accepted.get(found.ext)
  if (known) return known
  throw refused(label, advice.get(found.ext) ?? `a ${found.ext.toUpperCase()} file (${found.mime})`)
}

function refused(label: string, what: string) {
  return unsupportedError(`${label} is ${what}. Accepted are ${acceptedFormats}.`)
}

/** Valid UTF-8 (the last character may be cut) without control characters other than white space. */
function looksLikeText(head: Uint8Array): boolean {
  if (hasControlBytes(head)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

export function hasControlBytes(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte < 0x20 ? byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d : byte === 0x7f)
      return true
  }
  return false
}

/** Documents that are text on the outside: never rendered, as they may refer to other files and hosts. */
function textDocument(head: Buffer): string | undefined {
  const start = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (start.startsWith('%PDF-')) return advice.get('pdf')
  if (start.startsWith('%!PS')) return 'a PostScript document; attach its pages as pictures'
  if (start.startsWith('{\\rtf')) return 'an RTF document; save it as plain text'
  const withoutProlog = start.replace(
    /^(?:<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^[>]*(?:\[[\s\S]*?\]\s*)?>|\s+)*/i,
    '',
  )
  if (/^<(?:[\w.-]+:)?svg[\s>/]/i.test(withoutProlog))
    return 'an SVG drawing, which is never rendered as it may refer to other files; export it as PNG'
  return undefined
}
