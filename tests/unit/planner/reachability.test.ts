import { describe, expect, it } from 'vitest'
import { distanceTo, edgeOf, findChain, reachable } from '../../../src/planner/reachability.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'
import type { AnyTool } from '../../../src/tools/tool.js'
import { tools } from './validate-fixtures.js'

const builtIn = await loadBuiltInTools()
const toolOf = (id: string, some: readonly AnyTool[] = builtIn): AnyTool => {
  const tool = some.find((candidate) => candidate.id === id)
  if (!tool) throw new Error(`no tool ${id}`)
  return tool
}
const chain = (from: 'audio' | 'image' | 'text', to: 'audio' | 'image' | 'text' | 'video', some = builtIn) =>
  findChain(some, from, to)?.map(({ id }) => id)

describe('reachable', () => {
  it('counts the tools between what is at hand and a modality', () => {
    const far = reachable(builtIn, ['image'])
    expect([far.get('image'), far.get('text'), far.get('audio'), far.get('video')]).toEqual([0, 0, 1, 1])
    expect(reachable(tools, ['image']).has('video')).toBe(false)
  })

  it('needs a tool with inputs that are all at hand', () => {
    const hear = tools.filter(({ id }) => id === 'hear')
    expect(reachable(hear, []).has('audio')).toBe(false)
    expect(distanceTo(toolOf('hear', tools), reachable(hear, []))).toBeUndefined()
    expect(distanceTo(toolOf('hear', tools), reachable(hear, ['audio']))).toBe(0)
  })
})

describe('findChain', () => {
  it('takes what says what is in the media, not any tool with words in its output', () => {
    expect(chain('audio', 'text')).toEqual(['automatic-speech-recognition'])
    expect(chain('image', 'text')).toEqual(['image-to-text'])
    expect(chain('text', 'audio')).toEqual(['text-to-speech'])
  })

  it('goes through as many as it takes', () => {
    expect(chain('image', 'audio')).toEqual(['image-to-text', 'text-to-speech'])
  })

  it('makes nothing up on the way', () => {
    expect(chain('text', 'video')).toBeUndefined()
    expect(chain('text', 'image')).toBeUndefined()
  })

  it('is empty for what is there, and undefined for what can not be had', () => {
    expect(chain('text', 'text')).toEqual([])
    expect(chain('image', 'video')).toBeUndefined()
    expect(chain('image', 'text', [])).toBeUndefined()
  })
})

it('a tool that needs more than one thing converts nothing', () => {
  expect(edgeOf(toolOf('document-question-answering')).converts).toBeUndefined()
  expect(edgeOf(toolOf('image-to-text')).converts).toMatchObject({
    from: 'image',
    to: 'text',
    input: 'image',
    output: 'text',
  })
})
