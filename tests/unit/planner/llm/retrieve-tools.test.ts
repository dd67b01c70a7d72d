import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Media } from '../../../../src/media/media.js'
import { retrieveTools } from '../../../../src/planner/llm/retrieve-tools.js'
import { outputField, textField, videoField } from '../../../../src/tools/fields.js'
import { loadBuiltInTools } from '../../../../src/tools/registry.js'
import { type AnyTool, defineTool } from '../../../../src/tools/tool.js'
import { mediaOf } from '../validate-fixtures.js'

const builtIn = await loadBuiltInTools()

const numbered = (at: number): AnyTool =>
  defineTool({
    id: `service-${at}`,
    description: `Looks after service number ${at} of the company and its ${at % 2 ? 'orders' : 'returns'}.`,
    input: z.object({ text: textField('what to do') }),
    output: z.object({ text: outputField(z.string(), 'text', 'what was done') }),
    run: async ({ text }) => ({ text }),
    describe: () => '',
  })
const thousand = [...Array.from({ length: 1000 }, (_, at) => numbered(at)), ...builtIn]

function ids(
  text: string,
  media: Record<string, Media>,
  tools: readonly AnyTool[] = builtIn,
  limit = 6,
): string[] {
  return retrieveTools({ text, media, history: { turns: [], steps: [] }, tools }, { limit }).map(
    ({ id }) => id,
  )
}
const picture = { image1: mediaOf('image') }
const memo = { audio1: mediaOf('audio') }

describe('retrieveTools', () => {
  it.each([
    ['translate this into German', {}, 'translation'],
    ['make a depth map', picture, 'depth-estimation'],
    ['which sounds are in it', memo, 'audio-classification'],
    ['how similar are the pictures', picture, 'image-feature-extraction'],
    ['summarise the memo', memo, 'summarization'],
  ])('finds by words: %s', (text, media, id) => {
    expect(ids(text, media)).toContain(id)
    expect(ids(text, media, thousand)).toContain(id)
  })

  it('brings the tools that bridge from the attached media', () => {
    expect(ids('translate it into German', memo, thousand, 4)).toEqual(
      expect.arrayContaining(['translation', 'automatic-speech-recognition']),
    )
  })

  it('brings what reads the attached media for words in any language', () => {
    expect(ids('Was ist da zu sehen und zu hören?', { ...picture, ...memo }, thousand)).toEqual(
      expect.arrayContaining(['image-to-text', 'automatic-speech-recognition']),
    )
  })

  it('gives no more than the limit, however many tools there are', () => {
    for (const limit of [1, 5, 16])
      expect(ids('describe the picture', picture, thousand, limit)).toHaveLength(limit)
  })

  it('leaves out what nothing at hand leads to', () => {
    const watch = defineTool({
      id: 'watch',
      description: 'Watches a video and describes it.',
      input: z.object({ video: videoField('the video') }),
      output: z.object({ text: outputField(z.string(), 'text', 'what happens') }),
      run: async () => ({ text: '' }),
      describe: () => '',
    })
    const tools = [watch, ...builtIn.filter(({ id }) => !id.endsWith('-to-video'))]
    expect(ids('describe the video', picture, tools, 50)).not.toContain('watch')
    expect(ids('describe the video', { video1: mediaOf('video') }, tools, 50)).toContain('watch')
    expect(ids('describe the video', {}, [watch])).toEqual(['watch'])
  })

  it('keeps what goes on from earlier results', () => {
    const steps = [{ id: 's1', tool: 'text-to-speech', output: { audio: mediaOf('audio') }, summary: '' }]
    const request = { text: 'transcribe that', media: {}, history: { turns: [], steps }, tools: builtIn }
    expect(retrieveTools(request, { limit: 4 }).map(({ id }) => id)).toContain('automatic-speech-recognition')
  })

  it('gives the same tools in the same order for the same request', () => {
    expect(ids('look into it', picture, [...thousand])).toEqual(ids('look into it', picture, [...thousand]))
  })
})
