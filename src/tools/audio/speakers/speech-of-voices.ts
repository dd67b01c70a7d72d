import type { Span } from '../speech/find-speech.js'
import type { Voice } from './voice.js'

/** Shorter quiet within what is said is none, seconds. */
const shortestQuiet = 0.1

/** Where anybody speaks: spans that are ordered and do not touch. Pure. */
export function speechOfVoices(voices: readonly Voice[]): Span[] {
  const spans: Span[] = []
  for (const { start, end } of [...voices].sort((a, b) => a.start - b.start)) {
    const last = spans.at(-1)
    if (last && start - last.end < shortestQuiet) last.end = Math.max(last.end, end)
    else spans.push({ start, end })
  }
  return spans
}
