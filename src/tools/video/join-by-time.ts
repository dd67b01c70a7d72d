import { trimSentenceEnd } from '../../core/trim-end.js'

/** Something that is seen or heard in a video, with its time in seconds. */
export interface TimelineEntry {
  start: number
  end: number
  kind: 'seen' | 'heard'
  text: string
}

/**
 * What is seen and what is heard, in the order of time; of one moment what is seen first. What is seen in several stretches
 * one after the other is one entry.
 */
export function joinByTime({
  moments,
  descriptions,
  speech,
}: {
  moments: readonly { start: number; end: number }[]
  descriptions: readonly string[]
  speech: readonly { start: number; end: number; text: string }[]
}): TimelineEntry[] {
  const seen: TimelineEntry[] = []
  for (const [at, { start, end }] of moments.entries()) {
    const text = trimSentenceEnd(descriptions[at] ?? '')
    const last = seen.at(-1)
    if (text === '') continue
    if (last?.text === text && last.end >= start) last.end = end
    else seen.push({ start, end, kind: 'seen', text })
  }
  const heard = speech.map(
    ({ start, end, text }): TimelineEntry => ({
      ...{ start, end, kind: 'heard', text: trimSentenceEnd(text) },
    }),
  )
  return [...seen, ...heard].sort((a, b) => a.start - b.start)
}
