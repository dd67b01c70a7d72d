import type { Media } from '../media/media.js'
import { mediaIn } from '../media/media-in.js'
import type { Direction } from './language/direction.js'
import { type SequenceKind, sequenceKind } from './language/sequence-kind.js'

/** What routing needs to know of an input: how much it is and which languages it is about, never what it says. */
export interface InputFacts {
  /** Pixels of the largest picture. */
  pixels: number
  /** Length of the longest recording. */
  seconds: number
  /** Characters of all texts, files of text included. */
  characters: number
  /** ISO 639-1 codes of inputs such as `language` or `targetLanguage`: `de-AT` is `de`. */
  languages: readonly string[]
  /** What all of its texts are sequences of; absent: language, or no text. */
  sequence?: SequenceKind | undefined
  /** Of `sourceLanguage` and `targetLanguage`. */
  direction: Direction
  /** The files in it, each once. */
  media: readonly Media[]
}

/** Measures an input. */
export function inputFacts(input: Readonly<Record<string, unknown>>): InputFacts {
  const all = mediaIn(input)
  const media = all.length < 2 ? all : [...new Map(all.map((one) => [one.digest, one])).values()]
  const largest = (measure: (media: Media) => number | undefined) =>
    media.reduce((most, one) => Math.max(most, measure(one) ?? 0), 0)
  return {
    pixels: largest(({ facts }) => (facts.width ?? 0) * (facts.height ?? 0)),
    seconds: largest(({ facts }) => facts.durationSeconds),
    characters: media.reduce((sum, { facts }) => sum + (facts.characters ?? 0), charactersIn(input)),
    languages: languagesIn(input),
    direction: directionIn(input),
    sequence: sequenceKind(textsIn(input)),
    media,
  }
}

function charactersIn(input: unknown): number {
  return textsIn(input).reduce((sum, { length }) => sum + length, 0)
}

function textsIn(input: unknown): string[] {
  const texts: string[] = []
  const left = [input]
  // The loop also visits what it appends.
  for (const part of left) {
    if (typeof part === 'string') texts.push(part)
    // What a media record says of its file is no text.
    else if (part !== null && typeof part === 'object' && !Object.hasOwn(part, 'digest'))
      for (const inner of Object.values(part)) left.push(inner)
  }
  return texts
}

function languagesIn(input: Readonly<Record<string, unknown>>): string[] {
  const codes: string[] = []
  for (const [key, value] of Object.entries(input)) {
    if (typeof value !== 'string' || value === 'auto' || !/^language$|[_a-z]language$/i.test(key)) continue
    const code = baseOf(value)
    if (!codes.includes(code)) codes.push(code)
  }
  return codes
}

function directionIn({ sourceLanguage, targetLanguage }: Readonly<Record<string, unknown>>): Direction {
  return {
    from:
      typeof sourceLanguage === 'string' && sourceLanguage !== 'auto' ? baseOf(sourceLanguage) : undefined,
    to: typeof targetLanguage === 'string' ? baseOf(targetLanguage) : undefined,
  }
}

const baseOf = (language: string): string => language.toLowerCase().split(/[-_]/, 1)[0] ?? ''
