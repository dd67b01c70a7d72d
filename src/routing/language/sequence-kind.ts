import type { Candidate } from '../../config/candidate.js'

/** What a text is a sequence of, where it is one. */
export type SequenceKind = NonNullable<Candidate['reads']>

/** Shorter ones may be words. */
const least = 12
const blank = /\[MASK\]|<mask>|_{2,}/gi

/**
 * Whether all texts are sequences of bases or of amino acids, one letter each, with blanks or without: capitals alone, of
 * at least 12 letters. What can be either is taken for bases.
 */
export function sequenceKind(texts: readonly string[]): SequenceKind | undefined {
  const letters = texts.map((text) => text.replaceAll(blank, '').replaceAll(/\s/g, ''))
  if (letters.length === 0 || letters.some((one) => one.length < least)) return undefined
  // Words stand between spaces; sequences are broken at most into lines.
  if (texts.some((text) => /\S {1,}\S/.test(text.trim()))) return undefined
  if (letters.every((one) => /^[ACGTUN]+$/.test(one))) return 'dna'
  return letters.every((one) => /^[A-Z]+$/.test(one) && !/[JO]/.test(one)) ? 'protein' : undefined
}

/** Why a candidate can't run a call whose texts are such sequences, or are none; undefined when it can. */
export function sequenceMisfit(
  { reads }: Pick<Candidate, 'reads'>,
  { sequence, others }: { sequence: SequenceKind | undefined; others: readonly Pick<Candidate, 'reads'>[] },
): string | undefined {
  if (reads === sequence) return undefined
  if (reads !== undefined)
    return `reads ${names[reads]}, and this is ${sequence ? names[sequence] : 'no such sequence'}`
  // Where no model reads them, one of language may try.
  return sequence && others.some((other) => other.reads === sequence)
    ? `reads language, and this is a sequence of ${names[sequence]}`
    : undefined
}

const names: Record<SequenceKind, string> = { protein: 'amino acids', dna: 'bases' }
