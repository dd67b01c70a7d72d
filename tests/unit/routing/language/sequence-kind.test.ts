import { describe, expect, it } from 'vitest'
import { sequenceKind, sequenceMisfit } from '../../../../src/routing/language/sequence-kind.js'

describe('what texts are sequences of', () => {
  it.each([
    ['MKTAYIAKQR<mask>ISFVKSHF', 'protein'],
    ['MKTAYIAKQRQISFV\nKSHFSRQLEERLG', 'protein'],
    ['ACGTACGTACGTNN[MASK]ACGT', 'dna'],
    ['The capital of France is [MASK].', undefined],
    ['PLEASE READ THIS NOW', undefined],
    ['HELLO', undefined],
    ['<mask>', undefined],
  ])('%j: %s', (text, kind) => {
    expect(sequenceKind([text])).toBe(kind)
  })

  it('is told only where all are of one kind', () => {
    expect(sequenceKind(['ACGTACGTACGT', 'TTTTACGTACGT'])).toBe('dna')
    expect(sequenceKind(['MKTAYIAKQRQISFV', 'a sentence of words'])).toBeUndefined()
    expect(sequenceKind([])).toBeUndefined()
  })
})

describe('a model of sequences', () => {
  const [protein, dna, language] = [{ reads: 'protein' }, { reads: 'dna' }, {}] as const
  const others = [protein, language]

  it('runs what it reads, and then a model of language does not', () => {
    expect(sequenceMisfit(protein, { sequence: 'protein', others })).toBeUndefined()
    expect(sequenceMisfit(language, { sequence: 'protein', others })).toMatch(/sequence of amino acids/)
    expect(sequenceMisfit(dna, { sequence: 'protein', others })).toMatch(/reads bases.*amino acids/)
  })

  it('is given no language, and a model of language may try what no other reads', () => {
    expect(sequenceMisfit(protein, { sequence: undefined, others })).toMatch(/no such sequence/)
    expect(sequenceMisfit(language, { sequence: undefined, others })).toBeUndefined()
    expect(sequenceMisfit(language, { sequence: 'dna', others })).toBeUndefined()
  })
})
