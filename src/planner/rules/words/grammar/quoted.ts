/** A text in quotation marks or between fences. */
export interface Quoted {
  /** What stands between the marks. */
  inside: string
  start: number
  /** The place behind the closing mark. */
  end: number
  isCode: boolean
}

/** Marks that open a quoted text, and those of which the next closes it. */
const quotes: readonly [open: string, close: string][] = [
  ['"', '"'],
  ['“', '”'],
  ['”', '”'],
  ['„', '“”'],
  ['«', '»'],
  ['「', '」'],
  ['『', '』'],
  ['‘', '’'],
  ["'", "'"],
]
const fence = '```'

/**
 * The quoted text that begins at a place of a text; undefined where none does.
 *
 * @param unclosed marks that nothing closes further on, noted so that each is looked for once
 */
export function quotedAt(text: string, start: number, unclosed: Set<string>): Quoted | undefined {
  if (text.startsWith(fence, start) && !unclosed.has(fence)) {
    const end = text.indexOf(fence, start + 3)
    if (end > 0) return { inside: text.slice(start + 3, end), start, end: end + 3, isCode: true }
    unclosed.add(fence)
  }
  const mark = text[start] ?? ''
  for (const [open, close] of quotes) {
    if (mark !== open || unclosed.has(open)) continue
    const isSingle = open === "'" || open === '‘'
    if (isSingle && /[\p{L}\p{N}]/u.test(text[start - 1] ?? ' ')) return undefined
    let end = nextOf(text, close, start + 1)
    if (isSingle)
      while (end > 0 && /[\p{L}\p{N}]/u.test(text[end + 1] ?? ' ')) end = text.indexOf(close, end + 1)
    if (end > start + 1) return { inside: text.slice(start + 1, end), start, end: end + 1, isCode: false }
    if (end < 0) unclosed.add(open)
  }
  return undefined
}

function nextOf(text: string, close: string, from: number): number {
  if (close.length === 1) return text.indexOf(close, from)
  lowMarkCloses.lastIndex = from
  return lowMarkCloses.exec(text)?.index ?? -1
}
const lowMarkCloses = /[“”]/g

/** Where a quoted text may begin. */
const openings = /```|["“”„«「『‘']/g

/** All quoted texts, in their order. */
export function quotedIn(text: string): Quoted[] {
  const found: Quoted[] = []
  const unclosed = new Set<string>()
  let end = 0
  for (const { index } of text.matchAll(openings)) {
    const quoted = index < end ? undefined : quotedAt(text, index, unclosed)
    if (!quoted) continue
    found.push(quoted)
    end = quoted.end
  }
  return found
}

/** Whether all that a text quotes stands in another as it is. */
export const keepsQuoted = (before: string, after: string): boolean =>
  quotedIn(before).every(({ inside }) => after.includes(inside))

/** More than a name or a label: what stands in such marks is no part of what is asked. */
const isPassage = (inside: string): boolean =>
  !/\.\w{2,5}$/.test(inside.trim()) && (inside.length > 16 || inside.trim().split(/\s+/).length > 2)

/** Characters that no language has: each stands for one passage, as often as the passage has characters. */
const firstMask = 0xe000
const [masks, masked] = [/[\ue000-\uf8ff]/, /[\ue000-\uf8ff]+/g]
const mostMasked = 500

/**
 * A text with its quoted passages made unreadable, at their length, for what looks for words that ask. `restore` puts them
 * back into what became of it.
 */
export function maskPassages(text: string): { text: string; restore: (of: string) => string } {
  const passages = masks.test(text)
    ? []
    : quotedIn(text)
        .filter(({ inside }) => isPassage(inside))
        .slice(0, mostMasked)
  if (passages.length === 0) return { text, restore: (of) => of }
  let at = 0
  const parts = passages.map(({ inside, start }, place) => {
    const from = text.indexOf(inside, start)
    const part = text.slice(at, from) + String.fromCharCode(firstMask + place).repeat(inside.length)
    at = from + inside.length
    return part
  })
  return {
    text: parts.join('') + text.slice(at),
    restore: (of) =>
      of.replace(masked, (run) =>
        [...new Set(run)].map((mask) => passages[mask.charCodeAt(0) - firstMask]?.inside ?? mask).join(''),
      ),
  }
}

/** What becomes of a text by work that sees none of its quoted passages. */
export function outsidePassages(text: string, work: (masked: string) => string): string {
  const masked = maskPassages(text)
  return masked.restore(work(masked.text))
}
