import type { Span } from '../speech/find-speech.js'
import type { Voice } from './voice.js'

/** A run of one class of a segmentation model, seconds from the begin of its window. */
export interface ClassRun extends Span {
  id: number
}

/** Which speakers speak in each class of a powerset of three with two at once (Plaquet and Bredin, 2023). */
const speakersOf: readonly (readonly number[])[] = [[], [0], [1], [2], [0, 1], [0, 2], [1, 2]]
/** Shorter stretches are slips between two classes, seconds. */
const shortest = 0.1

/** The voices in one window of a segmentation model, of which the part from `part.start` to `part.end` counts. Pure. */
export function voicesInWindow(
  runs: readonly ClassRun[],
  { window, offset, part }: { window: number; offset: number; part: Span },
): Voice[] {
  return [0, 1, 2].flatMap((speaker) => {
    const spans: Span[] = []
    for (const { id, start, end } of runs) {
      const from = Math.max(part.start, offset + start)
      const to = Math.min(part.end, offset + end)
      if (!speakersOf[id]?.includes(speaker) || to <= from) continue
      const last = spans.at(-1)
      if (last && from - last.end < 1e-6) last.end = to
      else spans.push({ start: from, end: to })
    }
    return spans
      .filter(({ start, end }) => end - start >= shortest)
      .map((span) => ({ ...span, window, speaker }))
  })
}

/**
 * The windows that a recording is heard in, each with the part of it that counts: its middle half, for which the model has heard
 * what comes before and after; the first and the last count to the edges. Pure.
 */
export function windowsOver(totalSeconds: number, windowSeconds: number): { window: Span; part: Span }[] {
  const step = windowSeconds / 2
  const count = Math.max(1, Math.ceil((totalSeconds - windowSeconds) / step - 1e-9) + 1)
  return Array.from({ length: count }, (_, at) => {
    const start = at * step
    return {
      window: { start, end: Math.min(totalSeconds, start + windowSeconds) },
      part: {
        start: at === 0 ? 0 : start + step / 2,
        end: at === count - 1 ? totalSeconds : start + step * 1.5,
      },
    }
  })
}
