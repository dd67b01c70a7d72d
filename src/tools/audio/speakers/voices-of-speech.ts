import type { Span } from '../speech/find-speech.js'
import type { Voice } from './voice.js'

/** Longer stretches may have more than one voice in them, seconds. */
const longest = 2

/**
 * Stretches of speech as voices, where no model tells them apart: cut evenly into pieces of at most two seconds, each taken for one
 * voice, as diarization by uniform segmentation does. Pure.
 */
export function voicesOfSpeech(speech: readonly Span[]): Voice[] {
  return speech
    .flatMap(({ start, end }) => {
      const count = Math.max(1, Math.ceil((end - start) / longest))
      const edge = (at: number) => start + ((end - start) * at) / count
      return Array.from({ length: count }, (_, at) => ({ start: edge(at), end: edge(at + 1) }))
    })
    .map((span, window) => ({ ...span, window, speaker: 0 }))
}
