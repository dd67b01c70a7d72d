import { describe, expect, test } from 'vitest'
import type { Media } from '../../../../src/media/media.js'
import { createTalkReader, mayTalk } from '../../../../src/planner/llm/talk.js'
import type { PlanRequest } from '../../../../src/planner/planner.js'

/** What is passed on of a reply that grows character by character. */
function readGrowing(reply: string): { pieces: string[]; said: string } {
  const pieces: string[] = []
  const talk = createTalkReader((text) => pieces.push(text))
  for (let end = 1; end <= reply.length; end++) talk.read(reply.slice(0, end))
  return { pieces, said: talk.said }
}

describe('a reply that is mere talk', () => {
  test.each([
    'Hello! How can I help?',
    'A "quoted" word, a back\\slash, a tab\tand\ntwo lines.',
    'Grüße, 你好 and 👋🏽.',
  ])('is passed on while it is written: %j', (answer) => {
    const { pieces, said } = readGrowing(JSON.stringify({ parts: [], steps: [], answer }))
    expect(said).toBe(answer)
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.join('')).toBe(answer)
  })

  test('keeps characters whole that are written as two escapes', () => {
    const { pieces, said } = readGrowing('{"steps": [], "answer": "a\\ud83d\\ude00b\\u00fc"}')
    expect(said).toBe('a😀bü')
    expect(pieces).toEqual(['a', '😀', 'b', 'ü'])
  })

  test.each([
    ['a plan', '{"parts": ["x"], "steps": [{"id": "s1"}], "answer": "Hm"}'],
    ['parts without steps', '{"parts": ["describe it"], "steps": [], "answer": "It shows a cat"}'],
    ['no answer', '{"parts": [], "steps": [], "answer": null}'],
    ['thoughts before', '<think>Hm</think>{"parts": [], "steps": [], "answer": "Hello"}'],
  ])('is not what begins with %s', (_, reply) => {
    expect(readGrowing(reply)).toEqual({ pieces: [], said: '' })
  })

  test('is ended by the rest of the answer, or by why it broke off', () => {
    const pieces: string[] = []
    const talk = createTalkReader((text) => pieces.push(text))
    talk.read('{"steps": [], "answer": "Good mor')
    expect(talk.end('Good morning.')).toBe('Good morning.')
    const other = createTalkReader((text) => pieces.push(text))
    other.read('{"steps": [], "answer": "Good mor')
    // Asked for again, it begins anew.
    other.read('{"steps": []')
    other.read('{"steps": [], "answer": "Good evening')
    expect(other.breakOff('The server hung up.')).toMatch(/^Good mor\n\n\(.*The server hung up\.\)$/)
  })
})

describe('whether mere talk may be answered with the plan', () => {
  const image: Media = {
    ...{ digest: 'a'.repeat(64), modality: 'image', mimeType: 'image/png', bytes: 10 },
    facts: { width: 4, height: 4 },
  }
  const turn = { text: 'What is this?', answer: 'A cat.' }
  const nothing = { plan: { steps: [] } }
  const request = (changes: Partial<PlanRequest>): PlanRequest => ({
    text: 'Hello',
    media: {},
    history: { turns: [], steps: [] },
    tools: [],
    ...changes,
  })
  const chat = { turns: [turn], steps: [{ id: 's1', tool: 'image-to-text', output: {}, summary: '' }] }

  test.each<[string, Partial<PlanRequest>, boolean]>([
    ['a greeting', {}, true],
    ['thanks in a chat about a picture', { text: 'Thanks!', media: { image1: image }, history: chat }, true],
    ['what it can do', { text: 'What can you do?' }, true],
    ['a question of knowledge, without files', { text: 'Why is the sky blue?' }, true],
    [
      'the same in a chat without files',
      { text: 'And at night?', history: { turns: [turn], steps: [] } },
      true,
    ],
    ['a question with a picture', { text: 'Who lives here?', media: { image1: image } }, false],
    ['a greeting with a picture', { media: { image1: image } }, false],
    [
      'a question in a chat about a picture',
      { text: 'Is it old?', media: { image1: image }, history: chat },
      false,
    ],
    ['a plan that failed', { failed: { plan: { steps: [] }, errors: [] } }, false],
  ])('%s: %#', (_, changes, may) => {
    expect(mayTalk(request(changes), nothing)).toBe(may)
  })

  test('what the rules plan steps for, or know, is no talk', () => {
    const text = 'Draw a lighthouse.'
    expect(
      mayTalk(request({ text }), { plan: { steps: [{ id: 's1', tool: 'text-to-image', input: {} }] } }),
    ).toBe(false)
    expect(mayTalk(request({ text }), { ...nothing, known: ['It is 4 s long.'] })).toBe(false)
    expect(mayTalk(request({ text }), undefined)).toBe(false)
  })
})
