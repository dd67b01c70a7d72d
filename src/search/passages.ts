/** A part of a text, as long as a paragraph. */
export interface Passage {
  text: string
  /** Of a recording: when it is said. */
  startSeconds?: number | undefined
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
  const passages: Passage[] = []
  for (const { start, text } of segments) {
    const last = passages.at(-1)
    if (last && last.text.length + text.length < mostCharacters) last.text = `${last.text} ${text.trim()}`
    else passages.push({ text: text.trim(), startSeconds: start })
  }
  return passages.filter(({ text }) => text !== '')
}
