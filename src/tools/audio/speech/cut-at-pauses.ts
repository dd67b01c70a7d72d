import type { Span } from './find-speech.js'

/** A part of a recording to be heard in one go, in seconds. */
export interface Piece {
  /** The speech in it. */
  speech: Span
  /** What to give to the model: the speech with some of the quiet around it. Pieces never overlap. */
  window: Span
}

export interface CutOptions {
  /** Length of the recording, seconds. */
  totalSeconds: number
  /** Most that the model hears at once, seconds: no window is longer. */
  windowSeconds: number
  /**
   * Neighbouring stretches of speech are put together up to this, seconds: models trained on long recordings hear better
   * in context. 0: each by itself, for models trained on single sentences.
   */
  pieceSeconds: number
  /** Where in a span to cut when it has no pause: the place where the least is lost, from `from` to `to` seconds. */
  quietest(from: number, to: number): number
}

/** Quiet left before and after the speech, seconds, where there is that much. */
const margin = 0.15
/** Longer pauses are never heard: models make up words in silence. Seconds. */
const longestPause = 2

/**
 * Cuts a recording into pieces at the pauses between stretches of speech. Only a stretch without any pause within the
 * model's window is cut in the middle, at its quietest place. Pure.
 */
export function cutAtPauses(speech: readonly Span[], options: CutOptions): Piece[] {
  const longest = options.windowSeconds - 2 * margin
  const spans = speech.flatMap((span) => split(span, longest, options.quietest))
  const joined = join(spans, Math.min(options.pieceSeconds, longest))
  return joined.map((span, at) => {
    const before = joined[at - 1]?.end
    const after = joined[at + 1]?.start
    const earliest = before === undefined ? 0 : (before + span.start) / 2
    const latest = after === undefined ? options.totalSeconds : (span.end + after) / 2
    return {
      speech: span,
      window: { start: Math.max(earliest, span.start - margin), end: Math.min(latest, span.end + margin) },
    }
  })
}

function split(span: Span, longest: number, quietest: CutOptions['quietest']): Span[] {
  const spans: Span[] = []
  let { start } = span
  while (span.end - start > longest) {
    // In the second half of what fits, and so that the rest is not a mere syllable.
    const from = start + longest / 2
    const cut = quietest(from, Math.min(start + longest, Math.max(from, span.end - longest / 4)))
    spans.push({ start, end: cut })
    start = cut
  }
  return [...spans, { start, end: span.end }]
}

/** Puts neighbours together while they fit; a piece that is full ends at the longest pause in its second half. */
function join(spans: readonly Span[], longest: number): Span[] {
  const joined: Span[] = []
  let open: Span[] = []
  const close = (count: number) => {
    const [first, last] = [open[0], open[count - 1]]
    if (first && last) joined.push({ start: first.start, end: last.end })
    open = open.slice(count)
  }
  for (const span of spans) {
    const last = open.at(-1)
    if (last && span.start - last.end > longestPause) close(open.length)
    while (open[0] && span.end - open[0].start > longest) close(bestEnd([...open, span], longest))
    open.push(span)
  }
  close(open.length)
  return joined
}

/** How many of the open spans to close so that the pause after them is the longest one past the half. */
function bestEnd(spans: readonly Span[], longest: number): number {
  const start = spans[0]?.start ?? 0
  let best = { count: spans.length - 1, pause: -1 }
  for (let count = 1; count < spans.length; count++) {
    const [before, after] = [spans[count - 1], spans[count]]
    if (!before || !after || (before.end - start < longest / 2 && count < spans.length - 1)) continue
    const pause = after.start - before.end
    if (pause >= best.pause) best = { count, pause }
  }
  return best.count
}
