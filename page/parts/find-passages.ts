/** A piece of a text: a passage that is marked, what stands around one, or a place where something was left out. */
export type TextPiece = { kind: 'marked' | 'plain'; text: string } | { kind: 'gap' }

/** Longer texts are shown around their passages only. */
const mostWhole = 3000
/** Characters that are shown before and after a passage. */
const around = 400
/** Most places that are marked. */
const mostMarks = 50
/** Passages that are looked for, and how long they may be. */
const mostPassages = 50
const longest = 2000

/**
 * A text in pieces with its passages marked, wherever their words stand there one after the other. White space and case make no
 * difference. Undefined where none is found, or where one is nearly all of the text.
 */
export function findPassages(text: string, passages: readonly string[]): TextPiece[] | undefined {
  const found = passages
    .slice(0, mostPassages)
    .flatMap((passage) => placesOf(passage, text))
    .sort((one, other) => one.start - other.start || other.end - one.end)
  const marks = joined(found).slice(0, mostMarks)
  if (marks.length === 0 || marks.some(({ start, end }) => end - start > 0.8 * text.length)) return undefined
  const shown =
    text.length <= mostWhole
      ? [{ start: 0, end: text.length }]
      : joined(marks.map(({ start, end }) => widened({ start, end }, text)))
  return shown.flatMap((part, at) => {
    const before = shown[at - 1]?.end ?? 0
    const gap: TextPiece[] = part.start > before ? [{ kind: 'gap' }] : []
    const last: TextPiece[] = at === shown.length - 1 && part.end < text.length ? [{ kind: 'gap' }] : []
    return [...gap, ...piecesOf(part, marks, text), ...last]
  })
}

interface Range {
  start: number
  end: number
}

/** Words of scripts that are written without spaces end anywhere. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

function placesOf(passage: string, text: string): Range[] {
  const words = passage.trim().slice(0, longest).split(/\s+/)
  if (words[0] === '') return []
  const escaped = words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const before = unspaced.test(words[0] ?? '') ? '' : '(?<![\\p{L}\\p{N}])'
  const after = unspaced.test(words.at(-1) ?? '') ? '' : '(?![\\p{L}\\p{N}])'
  const pattern = new RegExp(`${before}${escaped.join('\\s+')}${after}`, 'giu')
  return [...text.matchAll(pattern)].map(({ 0: match, index }) => ({
    start: index,
    end: index + match.length,
  }))
}

/** Ranges in their order, those that overlap as one. */
function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = []
  for (const range of ranges) {
    const last = result.at(-1)
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end)
    else result.push({ ...range })
  }
  return result
}

/** What is shown of a passage's surroundings: whole words. */
function widened({ start, end }: Range, text: string): Range {
  const from = Math.max(0, start - around)
  const to = Math.min(text.length, end + around)
  const head = from === 0 ? 0 : (/\s/.exec(text.slice(from, start))?.index ?? 0)
  const tail = to === text.length ? 0 : (/\s/.exec([...text.slice(end, to)].reverse().join(''))?.index ?? 0)
  return { start: from + head, end: to - tail }
}

function piecesOf({ start, end }: Range, marks: readonly Range[], text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let at = start
  for (const mark of marks.filter((one) => one.start >= start && one.end <= end)) {
    if (mark.start > at) pieces.push({ kind: 'plain', text: text.slice(at, mark.start) })
    pieces.push({ kind: 'marked', text: text.slice(mark.start, mark.end) })
    at = mark.end
  }
  return at < end ? [...pieces, { kind: 'plain', text: text.slice(at, end) }] : pieces
}
