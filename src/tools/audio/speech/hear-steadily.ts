import type { Piece } from './cut-at-pauses.js'
import type { Span } from './find-speech.js'
import { isRepetitive } from './repetition.js'

/** A sentence or so of a transcript, times in seconds. */
export interface HeardSegment extends Span {
  text: string
  /** Its words, where their times are known. */
  words?: { start: number; end: number; text: string }[] | undefined
}

export interface HearSteadilyOptions {
  /** Has the model hear one piece. `settings` go to the generation. */
  hear(piece: Piece, settings: Readonly<Record<string, unknown>>): Promise<HeardSegment[]>
  /** Cuts a piece into several shorter ones; one or none where it can't be cut. */
  cut(piece: Piece): readonly Piece[]
}

/** With some chance in it, a model leaves a loop; more of it makes more mistakes. Two of the steps that Whisper takes. */
const temperatures = [0.4, 0.8]

/**
 * What is said in a piece. Where the model gets stuck in a phrase, it hears the piece again: in shorter pieces, then with
 * some chance in its choice of words. Undefined where it gets stuck each time.
 */
export async function hearSteadily(
  piece: Piece,
  { hear, cut }: HearSteadilyOptions,
): Promise<HeardSegment[] | undefined> {
  const ways = [
    { pieces: () => [piece], settings: {} },
    { pieces: () => cut(piece), settings: {} },
    ...temperatures.map((temperature) => ({
      pieces: () => [piece],
      settings: { do_sample: true, temperature },
    })),
  ]
  for (const { pieces, settings } of ways) {
    const segments = await hearAll(pieces(), (one) => hear(one, settings))
    if (segments) return segments
  }
  return undefined
}

/** Undefined where there is nothing to hear, or the model got stuck in one of them. */
async function hearAll(
  pieces: readonly Piece[],
  hear: (piece: Piece) => Promise<HeardSegment[]>,
): Promise<HeardSegment[] | undefined> {
  const all: HeardSegment[] = []
  for (const piece of pieces) {
    const segments = await hear(piece)
    if (isRepetitive(segments.map(({ text }) => text).join(' '))) return undefined
    all.push(...segments)
  }
  return pieces.length > 0 ? all : undefined
}
