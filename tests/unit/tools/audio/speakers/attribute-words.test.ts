import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeWords } from '../../../../../src/tools/audio/speakers/attribute-words.js'

const turns = [
  { start: 0, end: 4, speaker: 'Speaker 1' },
  { start: 4, end: 8, speaker: 'Speaker 2' },
]

describe('words', () => {
  it('are the speaker’s who speaks most of a sentence, one line for all in a row', () => {
    const said = [
      { start: 0.2, end: 2, text: 'Good morning.' },
      { start: 2.1, end: 4.2, text: 'How are you?' },
      { start: 4.3, end: 7, text: 'Fine, thanks.' },
    ]
    expect(attributeWords(turns, said)).toEqual([
      { start: 0.2, end: 4.2, speaker: 'Speaker 1', text: 'Good morning. How are you?' },
      { start: 4.3, end: 7, speaker: 'Speaker 2', text: 'Fine, thanks.' },
    ])
  })

  it('of a sentence that two speak are shared out by their time', () => {
    const lines = attributeWords(turns, [{ start: 0, end: 8, text: 'one two three four' }])
    expect(lines.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['Speaker 1', 'one two'],
      ['Speaker 2', 'three four'],
    ])
    expect(lines[0]?.end).toBeCloseTo(lines[1]?.start ?? 0)
  })

  it('are shared out by their own times, where a model tells them', () => {
    const words = [
      { start: 0, end: 3.5, text: 'one' },
      { start: 4.2, end: 5, text: 'two' },
      { start: 5, end: 6, text: 'three' },
    ]
    const lines = attributeWords(turns, [{ start: 0, end: 6, text: 'one two three', words }])
    expect(lines.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['Speaker 1', 'one'],
      ['Speaker 2', 'two three'],
    ])
  })

  it('that nobody is known to say are the nearest speaker’s', () => {
    expect(attributeWords(turns, [{ start: 9, end: 10, text: 'Bye.' }])[0]?.speaker).toBe('Speaker 2')
    expect(attributeWords([], [{ start: 0, end: 1, text: 'Hello.' }])[0]?.speaker).toBe('Speaker 1')
  })

  it('are all there, each once, in their order', () => {
    const sentences = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 8 })), { maxLength: 12 })
      .map((parts) => {
        let [at, word] = [0, 0]
        return parts.map(([tenths, count]) => {
          const start = at
          at += tenths / 5
          return { start, end: at, text: Array.from({ length: count }, () => `w${word++}`).join(' ') }
        })
      })
    fc.assert(
      fc.property(sentences, (said) => {
        const lines = attributeWords(turns, said)
        const words = (some: readonly { text: string }[]) => some.flatMap(({ text }) => text.split(' '))
        expect(words(lines)).toEqual(words(said))
        for (const [at, line] of lines.entries()) expect(line.speaker).not.toBe(lines[at - 1]?.speaker)
      }),
    )
  })
})
