/** A part of a text, as long as a paragraph. */
export interface Passage {
  text: string
  /** Of a recording: when it is said. */
  startSeconds?: number | undefined
  /** Of a recording: where in the text each of its segments begins, and when that is said. */
  segments?: { at: number; startSeconds: number }[] | undefined
}

const mostCharacters = 600

/** Cuts a text into passages: at empty lines, or between lines or words where those are too far apart. */
export function passagesOf(text: string): Passage[] {
  const passages: string[] = []
  for (const paragraph of text.split(/\n\s*\n/)) {
    let kept = ''
    for (const word of paragraph.split(/\s+/).filter(Boolean)) {
      if (kept.length + word.length >= mostCharacters && kept !== '') {
        passages.push(kept)
        kept = ''
      }
      kept = kept === '' ? word : `${kept} ${word}`
    }
    if (kept !== '') passages.push(kept)
  }
  return passages.map((passage) => ({ text: passage }))
}

/** Joins the segments of a transcript to passages. */
export function passagesOfSegments(segments: readonly { start: number; text: string }[]): Passage[] {
  const passages: { text: string; startSeconds: number; segments: { at: number; startSeconds: number }[] }[] =
    []
  for (const { start, text } of segments) {
    const said = text.trim()
    if (said === '') continue
    const last = passages.at(-1)
    if (last && last.text.length + said.length < mostCharacters) {
      last.segments.push({ at: last.text.length + 1, startSeconds: start })
      last.text = `${last.text} ${said}`
    } else passages.push({ text: said, startSeconds: start, segments: [{ at: 0, startSeconds: start }] })
  }
  return passages
}

/** Where the first of these words stands in a text; 0 where none does. */
export function placeOf(text: string, words: readonly string[]): number {
  const lower = text.toLowerCase()
  const places = words.flatMap((word) => {
    const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const at = lower.search(new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, 'u'))
    return at < 0 ? [] : [at]
  })
  return places.length > 0 ? Math.min(...places) : 0
}

/** So many characters of a text around a place in it, cut between words. */
export function excerptAround(text: string, at: number, most: number): string {
  if (text.length <= most) return text
  const wanted = Math.max(0, Math.min(at - Math.floor(most / 3), text.length - most))
  const start = wanted === 0 ? 0 : Math.min(at, text.indexOf(' ', wanted - 1) + 1 || wanted)
  const end =
    start + most >= text.length ? text.length : Math.max(at + 1, text.lastIndexOf(' ', start + most))
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}
