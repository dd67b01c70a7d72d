import { describe, expect, it } from 'vitest'
import { exampleRequests } from '../../../page/chat/examples.js'
import type { Media } from '../../../src/media/media.js'

const file = (modality: Media['modality'], original?: Media): Media => ({
  digest: modality.padEnd(64, '0'),
  modality,
  mimeType: 'x/y',
  bytes: 1,
  facts: {},
  ...(original && { original }),
})

describe('Example requests', () => {
  it('fit what is attached, of each kind in turn', () => {
    expect(exampleRequests([file('image'), file('audio')])).toEqual([
      'What is in this picture?',
      'What is said in this recording?',
      'What are its main colors?',
    ])
    expect(exampleRequests([file('image'), file('image')])[1]).toBe('How alike are these pictures?')
    expect(exampleRequests([file('text', file('document'))])).toContain('How many pages does it have?')
  })

  it('are none without files, and for kinds that have none', () => {
    expect(exampleRequests([])).toEqual([])
    expect(exampleRequests([file('mesh')])).toEqual([])
  })
})
