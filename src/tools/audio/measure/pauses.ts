import type { Span } from '../speech/find-speech.js'

/** The quiet between stretches of speech, in their order; what is before the first and after the last is none. */
export function pausesBetween(speech: readonly Span[], leastSeconds = 0): Span[] {
  return speech.flatMap((span, at) => {
    const before = speech[at - 1]
    const pause = before && { start: before.end, end: span.start }
    return pause && pause.end - pause.start >= leastSeconds && pause.end > pause.start ? [pause] : []
  })
}

export const secondsOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { start, end }) => sum + end - start, 0)
