import { describe, expect, it } from 'vitest'
import { newConversation, remember } from '../../../src/agent/conversation.js'
import type { Media, Modality } from '../../../src/media/media.js'
import { nameMedia } from '../../../src/media/name-media.js'

const media = (modality: Modality, digit: string): Media => ({
  digest: digit.repeat(64),
  modality,
  mimeType: 'x/y',
  bytes: 1,
  facts: {},
})

describe('nameMedia', () => {
  it('counts each modality by itself, in the order given', () => {
    const named = nameMedia({}, [media('image', 'a'), media('audio', 'b'), media('image', 'c')])
    expect(Object.keys(named)).toEqual(['image1', 'audio1', 'image2'])
    expect(named.image2?.digest).toBe('c'.repeat(64))
  })

  it('counts on from what a chat already has', () => {
    const known = nameMedia({}, [media('image', 'a')])
    expect(Object.keys(nameMedia(known, [media('image', 'b')]))).toEqual(['image1', 'image2'])
  })
})

describe('remember', () => {
  it('keeps turns and steps in order', () => {
    const conversation = newConversation()
    const step = (id: string) => ({ id, tool: 'image-to-text', output: {}, summary: '' })
    remember(conversation, { text: 'a', answer: 'A', steps: [step('s1')] })
    remember(conversation, { text: 'b', answer: 'B', steps: [step('s2')] })
    expect(conversation.turns.map(({ answer }) => answer)).toEqual(['A', 'B'])
    expect(conversation.steps.map(({ id }) => id)).toEqual(['s1', 's2'])
  })
})
