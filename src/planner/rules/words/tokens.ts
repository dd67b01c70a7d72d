import { cued } from '../../../core/patterns/cued.js'
import type { Media } from '../../../media/media.js'
import { addressAt } from '../../../tools/table/cell-addresses.js'
import { quotedAt } from './grammar/quoted.js'
import { stemOf } from './stem.js'

/** A piece of a request: a word, a mark, or a text that stands in quotation marks and asks for nothing. */
export interface Token {
  kind: 'word' | 'number' | 'mark' | 'quoted' | 'code' | 'file'
  /** As written; of quoted text and code what stands between the marks. */
  text: string
  /** For comparing words: what its forms have in common. */
  stem: string
  start: number
  end: number
  /** For a file that is attached: its reference name, `image1`. */
  reference?: string | undefined
}

/** Characters of a request that are read for what they ask; wishes don't get longer, only the texts that come with them. */
export const mostRead = 6000

const word = /\p{L}(?:[\p{L}\p{M}\p{N}]|['’](?=\p{L}))*/uy
/** `what's`, `don't`: two words. */
const contraction = cued(
  "'|’",
  /^(.*(?=n['’]t$)|what|where|who|that|it|there|here|how|he|she|which(?=['’]s$))(n['’]t|['’]s)$/i,
)
const irregular: ReadonlyMap<string, string> = new Map([
  ['ca', 'can'],
  ['wo', 'will'],
])
/** `3D`, `3-d`: one word. */
const dimensions = /[23]-?d(?![\p{L}\p{N}])/iuy
const number = /\d+(?:[.,]\d+)*/y
const file = /[\p{L}\p{N}_-][\p{L}\p{N}_./-]{0,120}\.[a-z][a-z0-9]{1,4}(?![\p{L}\p{N}])/iuy
const reference = /\$?(?:image|audio|video|mesh|text|table)_?\d{1,3}(?!\w)/iy
const space = /\s+/y

/**
 * Cuts a request into tokens. Every character is looked at a fixed number of times: a mark that nothing closes is looked
 * for once. Reads `mostRead` characters outside of quoted texts and code at most.
 */
export function tokenize(text: string, media: Readonly<Record<string, Media>> = {}): Token[] {
  const names = attachedNames(media)
  const hasDot = text.includes('.')
  const tokens: Token[] = []
  const unclosed = new Set<string>()
  let at = 0
  let read = 0
  const push = (
    kind: Token['kind'],
    end: number,
    more: { text?: string; reference?: string | undefined } = {},
  ) => {
    const token = more.text ?? text.slice(at, end)
    const stem = kind === 'word' ? stemOf(token) : token
    tokens.push({ kind, text: token, stem, start: at, end, reference: more.reference })
    at = end
  }
  const pushWord = (letters: string) => {
    const [, base, rest] = contraction.exec(letters) ?? []
    if (base === undefined || rest === undefined) return push('word', at + letters.length)
    push('word', at + base.length, { text: irregular.get(base.toLowerCase()) ?? base })
    push('word', at + rest.length, { text: /^n/i.test(rest) ? 'not' : 'is' })
  }
  const matchAt = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  while (at < text.length && read < mostRead) {
    const before = at
    const blank = matchAt(space)
    if (blank) {
      if (blank.includes('\n')) push('mark', at + blank.length, { text: '\n' })
      else at += blank.length
      read += Math.min(blank.length, 10)
      continue
    }
    const cells = addressAt(text, at)
    if (cells) {
      push('word', at + cells.length)
      read += cells.length
      continue
    }
    const quoted = quotedAt(text, at, unclosed)
    if (quoted) {
      const { inside, end, isCode } = quoted
      const attached = names.get(inside.trim().toLowerCase())
      if (attached) push('file', end, { text: inside.trim(), reference: attached })
      else if (!isCode && isFileName(inside)) push('file', end, { text: inside.trim() })
      else push(isCode ? 'code' : 'quoted', end, { text: inside.trim() })
      read += 1
      continue
    }
    const attached = attachedAt(text, at, names)
    if (attached) push('file', at + attached.length, { reference: attached.reference })
    else {
      const own = matchAt(reference)
      const named = own ?? (hasDot ? matchAt(file) : undefined)
      if (own) {
        const name = own.replace(/[$_]/g, '').toLowerCase()
        push('file', at + own.length, { reference: name, text: name })
      } else if (named && isFileName(named)) push('file', at + named.length)
      else {
        const hasDigit = /\d/.test(text[at] ?? '')
        const dimensioned = hasDigit ? matchAt(dimensions) : undefined
        const digits = hasDigit ? matchAt(number) : undefined
        const letters = digits ? undefined : matchAt(word)
        if (dimensioned) push('word', at + dimensioned.length, { text: dimensioned.replace('-', '') })
        else if (digits) push('number', at + digits.length)
        else if (letters) pushWord(letters)
        else if (text[at] === '-' && isLetter(text[at - 1]) && isLetter(text[at + 1])) at += 1
        else push('mark', at + 1)
      }
    }
    read += at - before
  }
  return tokens
}

const isLetter = (character: string | undefined): boolean =>
  character !== undefined && /\p{L}/u.test(character)

const kinds =
  /\.(?:jpe?g|png|gif|webp|bmp|tiff?|avif|heic|svg|wav|mp3|flac|ogg|opus|m4a|aac|webm|mp4|mov|mkv|avi|txt|md|pdf|docx?|csv|tsv|xlsx?|json|html?)$/i
const isFileName = (text: string): boolean =>
  text.length < 130 && kinds.test(text.trim()) && !/[\n,;]/.test(text)

/** What people may call the attached files: by name, by name without extension where that is no common word. */
function attachedNames(media: Readonly<Record<string, Media>>): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const short = new Map<string, string[]>()
  for (const [reference, { name }] of Object.entries(media)) {
    if (!name) continue
    names.set(name.toLowerCase(), reference)
    const base = name.toLowerCase().replace(/\.[a-z0-9]{1,5}$/, '')
    if (/[\d_-]/.test(base) && base.length > 1 && !/^\d+$/.test(base))
      short.set(base, [...(short.get(base) ?? []), reference])
  }
  for (const [base, [reference, ...others]] of short)
    if (reference && others.length === 0 && !names.has(base)) names.set(base, reference)
  return names
}

function attachedAt(
  text: string,
  at: number,
  names: ReadonlyMap<string, string>,
): { length: number; reference: string } | undefined {
  if (/[\p{L}\p{N}_]/u.test(text[at - 1] ?? ' ')) return undefined
  let best: { length: number; reference: string } | undefined
  for (const [name, reference] of names) {
    if (name.length <= (best?.length ?? 0)) continue
    if (text.slice(at, at + name.length).toLowerCase() !== name) continue
    if (!/[\p{L}\p{N}_]/u.test(text[at + name.length] ?? ' ')) best = { length: name.length, reference }
  }
  return best
}
