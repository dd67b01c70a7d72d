import { expect, it } from 'vitest'
import { planGraph } from '../../../src/eval/plan-graph.js'
import { filesNamedIn, standInMedia } from '../../../src/eval/stand-in-media.js'
import type { Plan } from '../../../src/plan/plan.js'

const media = standInMedia(['photo.jpg', 'memo.wav']) ?? {}
const names = { caption: 'Captioning', say: 'Speech', ask: 'Asking' }
const namesOf = (tool: string) =>
  Object.hasOwn(names, tool)
    ? { name: names[tool as keyof typeof names], gives: tool === 'say' ? 'audio' : 'text', named: false }
    : undefined

const plan: Plan = {
  steps: [
    { id: 's1', tool: 'caption', input: { image: '$image1' } },
    { id: 's2', tool: 'caption', input: { image: '$image1' } },
    { id: 's3', tool: 'say', input: { text: 'It shows {{s1.text}}' } },
    { id: 's4', tool: 'ask', input: { parts: ['$s2.text', 'where?'], count: 3, none: null } },
  ],
}

it('links each step to those whose results it takes, from whole references, templates and lists', () => {
  const { tools, links } = planGraph(plan, { media, namesOf })
  expect(tools).toEqual(['Captioning', 'Captioning', 'Speech', 'Asking'])
  expect(links).toEqual([
    ['Captioning', 'Speech'],
    ['Captioning', 'Asking'],
  ])
})

it('names files by their names, results by their tools, and types by what they are', () => {
  const { args } = planGraph(plan, { media, namesOf })
  expect(args).toContainEqual({ tool: 'Captioning', type: 'image', value: 'photo.jpg' })
  expect(args).toContainEqual({ tool: 'Speech', type: 'text', value: 'Captioning' })
  expect(args).toContainEqual({ tool: 'Speech', type: 'text', value: 'It shows' })
  expect(args).toContainEqual({ tool: 'Asking', type: 'text', value: '3' })
  expect(args).toHaveLength(7)
})

it('names arguments by their fields where a set of requests does', () => {
  const named = () => ({ name: 'Asking', gives: 'text', named: true })
  const { args } = planGraph(
    { steps: [{ id: 's1', tool: 'ask', input: { city: 'Rome' } }] },
    { media, namesOf: named },
  )
  expect(args).toEqual([{ tool: 'Asking', type: 'city', value: 'Rome' }])
})

it('keeps the ids of tools that a set of requests does not name', () => {
  expect(planGraph(plan, { media, namesOf: () => undefined }).tools[0]).toBe('caption')
})

it('finds the files that a request names, each once', () => {
  expect(
    filesNamedIn("Compare 'a-1.JPG' with b_2.wav, then a-1.JPG again; see www.example.com/x.png."),
  ).toEqual(['a-1.JPG', 'b_2.wav'])
})

it('gives files that nobody has the names and kinds that a request would have', () => {
  expect(Object.keys(media)).toEqual(['image1', 'audio1'])
  expect(media.audio1).toMatchObject({ modality: 'audio', mimeType: 'audio/wav', name: 'memo.wav' })
  expect(standInMedia(['strange.xyz'])).toBeUndefined()
})
