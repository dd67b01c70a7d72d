import { describe, expect, it } from 'vitest'
import { asksForLack, asksForTogether, jointOf } from '../../../src/answer/joint.js'
import type { PresenceFinding, Verdict } from '../../../src/answer/presence.js'

const finding = (subject: string, thing: string, verdict: Verdict): PresenceFinding => ({
  subject,
  thing,
  verdict,
  text: undefined,
  score: 0.5,
  steps: ['s1'],
})
/** A dog and a cat in the first, a dog in the second, neither in the third, and in the fourth nobody knows of a cat. */
const findings = [
  finding('a', 'dog', 'yes'),
  finding('a', 'cat', 'yes'),
  finding('b', 'dog', 'yes'),
  finding('b', 'cat', 'probably-not'),
  finding('c', 'dog', 'probably-not'),
  finding('c', 'cat', 'probably-not'),
  finding('d', 'dog', 'probably-not'),
  finding('d', 'cat', 'unknown'),
]

describe('several things that are asked for as one', () => {
  it.each<[string, Record<string, Verdict>]>([
    [
      'Which show both a dog and a cat?',
      { a: 'yes', b: 'probably-not', c: 'probably-not', d: 'probably-not' },
    ],
    ['Which show a dog or a cat?', { a: 'yes', b: 'yes', c: 'probably-not', d: 'unknown' }],
    ['Which show neither a dog nor a cat?', { a: 'probably-not', b: 'probably-not', c: 'yes', d: 'unknown' }],
    ['Which show a dog but no cat?', { a: 'probably-not', b: 'yes', c: 'probably-not', d: 'probably-not' }],
  ])('%s', (text, verdicts) => {
    const joint = jointOf(text, ['dog', 'cat'])
    const found = joint?.findings(findings) ?? []
    expect(Object.fromEntries(found.map(({ subject, verdict }) => [subject, verdict]))).toEqual(verdicts)
    for (const { thing } of found) expect(thing).toBe(joint?.said)
  })

  it.each(['Which show dogs and cats?', 'Which shows a dog, and which a cat?'])(
    'each stays by itself: %s',
    (text) => expect(jointOf(text, ['dog', 'cat'])).toBeUndefined(),
  )

  it('together and without are known by their words', () => {
    expect(asksForTogether('both a dog and a cat')).toBe(true)
    expect(asksForTogether('both pictures')).toBe(false)
    expect(asksForLack('Which of them have no dog?')).toBe(true)
    expect(asksForLack("Which ones don't?")).toBe(true)
    expect(asksForLack('Is there no dog?')).toBe(false)
  })
})
