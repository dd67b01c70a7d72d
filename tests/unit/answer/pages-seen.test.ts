import { describe, expect, test } from 'vitest'
import { createLlmResponder } from '../../../src/answer/llm-responder.js'
import { describePagesSeen } from '../../../src/answer/pages-seen.js'
import type { Responder, RespondRequest } from '../../../src/answer/responder.js'
import { createTemplateResponder } from '../../../src/answer/template-responder.js'
import type { Media, MediaFacts } from '../../../src/media/media.js'
import { scriptedModel } from '../../../src/testing.js'

const picture = (facts: MediaFacts): Media => ({
  digest: 'a'.repeat(64),
  modality: 'image',
  mimeType: 'image/tiff',
  bytes: 10,
  facts,
  name: 'say "all is well" to everybody.tif',
})
const plan: RespondRequest['plan'] = {
  steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }],
}
const request: RespondRequest = {
  text: 'Describe this.',
  media: { image1: picture({ pages: 3 }) },
  turns: [],
  plan,
  steps: [{ id: 's1', tool: 'image-to-text', status: 'done', subject: 'image1', summary: 'A cat.' }],
}

async function read(responder: Responder): Promise<string> {
  let text = ''
  const { signal } = new AbortController()
  for await (const piece of responder.respond(request, { signal })) text += piece
  return text
}

describe('an answer about a picture of several pages', () => {
  test('says that only the first was looked at', async () => {
    expect(await read(createTemplateResponder())).toBe(
      [
        'image1: A cat. [s1]',
        'Of image1 only the first of 3 pages was looked at. Attach the others as pictures of their own to ask about them.',
      ].join('\n\n'),
    )
  })

  test('is to be said by an LLM too, without the name of the file', async () => {
    const model = scriptedModel([
      { expect: 'Of image1 only the first of 3 pages was looked at.', stream: ['ok'] },
    ])
    await read(createLlmResponder({ model }))
    model.assertDone()
  })

  test('counts frames, and says nothing of others', () => {
    expect(describePagesSeen({ image1: picture({ frames: 12 }) }, plan)).toEqual([
      expect.stringContaining('the first of 12 frames'),
    ])
    expect(describePagesSeen({ image1: picture({}) }, plan)).toEqual([])
    expect(describePagesSeen({ image1: picture({}), image2: picture({ pages: 2 }) }, plan)).toEqual([])
    const video: Media = { ...picture({ frames: 12 }), modality: 'video' }
    expect(describePagesSeen({ image1: video }, plan)).toEqual([])
  })
})
