import { createReadStream } from 'node:fs'
import { TextDecoder } from 'node:util'
import { nameBySignature } from '../probe/signatures.js'
import { hasControlBytes } from '../probe/sniff.js'
import { headBytes } from '../read-head.js'
import { unsupportedError } from '../source-errors.js'
import { detectEncoding } from './detect-encoding.js'
import { createEscapeFilter } from './escape-filter.js'

export interface RewriteOptions {
  /** What to call the file in errors. */
  label: string
  signal?: AbortSignal | undefined
}

const escapeByte = 0x1b

/**
 * The UTF-8 of a text file that is written in another encoding, has escape sequences for colours, or begins with Excel's
 * `sep=` line, without these. `head` is what `readHead` reads of it. Undefined for a file that can be read as it is, and for what is no text at all.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` for text whose encoding isn't sure
 */
export async function rewriteText(
  path: string,
  head: Buffer,
  options: RewriteOptions,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const wide = wideEncoding(head)
  if (wide) return rewrite(path, wide, options)
  if (hasControlBytes(withoutEscapes(head))) return undefined
  const found = await lookThrough(path, options)
  if (found === 'plain') return startsWithSeparator(head) ? rewrite(path, 'utf-8', options) : undefined
  if (found === 'escapes') return rewrite(path, 'utf-8', options)
  return rewriteOther(path, { head, sample: found }, options)
}

async function rewriteOther(
  path: string,
  { head, sample }: { head: Buffer; sample: Uint8Array },
  options: RewriteOptions,
) {
  // Damaged UTF-8 is no other encoding, nor is the beginning of a picture.
  if (isMostlyUtf8(sample)) return undefined
  const { fileTypeFromFile } = await import('file-type')
  if (await fileTypeFromFile(path).catch(() => undefined)) return undefined
  if (nameBySignature(head)) return undefined
  const guess = await detectEncoding(sample)
  if (guess?.isSure) return rewrite(path, guess.encoding, options)
  throw notUtf8(options.label, guess?.encoding)
}

function notUtf8(label: string, encoding: string | undefined) {
  const perhaps = encoding ? `; it may be ${encoding}` : ''
  return unsupportedError(
    `${label} looks like text, but is not UTF-8, and what else it is is not certain${perhaps}. Save it as UTF-8 and attach it again.`,
  )
}

/** UTF-16, by its mark or by its zeros. */
function wideEncoding(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return head[2] === 0 && head[3] === 0 ? undefined : 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  let [even, odd] = [0, 0]
  for (let at = 0; at < head.length; at++) {
    if (head[at] !== 0) continue
    if (at % 2 === 0) even += 1
    else odd += 1
    if (even > 0 && odd > 0) return undefined
  }
  // Nearly all Latin letters, or it is not sure.
  if (head.length < 8 || even + odd < head.length * 0.4) return undefined
  if (hasControlBytes(head.filter((byte) => byte !== 0))) return undefined
  return even === 0 ? 'utf-16le' : 'utf-16be'
}

/** Whether all of a file is UTF-8, with escapes or without; or, where it is not, a sample of it from where it is not. */
async function lookThrough(
  path: string,
  { signal }: RewriteOptions,
): Promise<'plain' | 'escapes' | Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let hasEscapes = false
  for await (const chunk of chunksOf(path, signal)) {
    hasEscapes ||= chunk.includes(escapeByte)
    try {
      decoder.decode(chunk, { stream: true })
    } catch {
      return chunk
    }
  }
  return hasEscapes ? 'escapes' : 'plain'
}

async function* rewrite(
  path: string,
  encoding: string,
  { label, signal }: RewriteOptions,
): AsyncGenerator<Uint8Array> {
  // Node's own decoder takes Windows-1252 for Latin-1.
  const { default: iconv } = await import('iconv-lite')
  const decoder = iconv.getDecoder(encoding)
  const escapes = createEscapeFilter()
  let isFirst = true
  for await (const chunk of chunksOf(path, signal)) {
    const text = decoder.write(chunk)
    if (encoding !== 'utf-8' && text.includes('\ufffd')) throw notUtf8(label, encoding)
    yield Buffer.from(escapes.filter(isFirst ? text.replace(separatorLine, '') : text, false))
    isFirst = false
  }
  yield Buffer.from(escapes.filter(decoder.end() ?? '', true))
}

/** Excel's way to name the delimiter. It is no row. */
const separatorLine = /^\uFEFF?"?sep=[,;|:\t]"?\r?\n/i

const startsWithSeparator = (head: Buffer) => separatorLine.test(head.toString('utf8', 0, 20))

/** Whether most of what is no ASCII is valid: then it is UTF-8 with some bytes damaged. */
function isMostlyUtf8(sample: Uint8Array): boolean {
  let good = 0
  let bad = 0
  for (const character of new TextDecoder('utf-8').decode(sample)) {
    if (character === '\ufffd') bad += 1
    else if (character > '\u007f') good += 1
  }
  return good > bad
}

const withoutEscapes = (head: Buffer): Buffer =>
  head.includes(escapeByte)
    ? Buffer.from(createEscapeFilter().filter(head.toString('latin1'), false), 'latin1')
    : head

function chunksOf(path: string, signal: AbortSignal | undefined): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: headBytes, signal })
}
