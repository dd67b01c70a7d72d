import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeTool } from '../../../../src/planner/llm/prompt-tools.js'
import { retrieveTools } from '../../../../src/planner/llm/retrieve-tools.js'
import { createRulePlanner } from '../../../../src/planner/rules/rule-planner.js'
import { audioField, imageField, outputField, textField } from '../../../../src/tools/fields.js'
import { loadBuiltInTools } from '../../../../src/tools/registry.js'
import { type AnyTool, defineTool } from '../../../../src/tools/tool.js'
import { mediaOf } from '../validate-fixtures.js'

const builtIn = await loadBuiltInTools()
const { signal } = new AbortController()
const media = { image1: mediaOf('image'), audio1: mediaOf('audio') }
const text = outputField(z.string(), 'text', 'the text')
const base = { describe: () => '', run: async () => ({}) as never }

async function toolsFor(request: string, tools: readonly AnyTool[], barred: readonly string[] = []) {
  const allows = ({ id }: AnyTool) => !barred.includes(id)
  const result = await createRulePlanner({ allows }).plan(
    { text: request, media, history: { turns: [], steps: [] }, tools },
    { signal },
  )
  if (!result.ok) throw result.error
  return result.value.plan.steps.map(({ tool, input }) => `${tool} ${Object.values(input).join(' ')}`)
}

describe('a tool that a user adds with its own words', () => {
  const ocean = defineTool({
    ...base,
    id: 'whale-counter',
    description: 'Says how many whales are heard in a recording.',
    input: z.object({ audio: audioField('the recording') }),
    output: z.object({ text }),
    phrases: ['count .. whales', 'listen|search for whales'],
    results: ['whale count'],
    standsInFor: ['audio-classification'],
  })
  const tools = [...builtIn, ocean]

  it('is planned where its words ask for it, and its result is known by its name', async () => {
    expect(await toolsFor('Please count all the whales.', tools)).toEqual(['whale-counter $audio1'])
    expect(await toolsFor('Search for whales and translate the whale count into French.', tools)).toEqual([
      'whale-counter $audio1',
      'translation $s1.text fr',
    ])
  })

  it.each([
    'Read the whale count to me aloud.',
    'Read the whale count aloud.',
    'Read me the whale count aloud.',
  ])('makes its result first, where words around that ask for more: %s', async (request) =>
    expect(await toolsFor(request, tools)).toEqual(['whale-counter $audio1', 'text-to-speech $s1.text']),
  )

  it('stands in for what it says it can', async () => {
    const planned = await toolsFor(
      'What kind of noise is that?',
      tools,
      builtIn.map(({ id }) => id),
    )
    expect(planned).toEqual(['whale-counter $audio1'])
  })

  it('is offered to an LLM, found by its words', () => {
    const asked = { text: 'search for whales', media, history: { turns: [], steps: [] }, tools }
    expect(retrieveTools(asked, { limit: 12 })).toContain(ocean)
    expect(describeTool(ocean)).toContain('whale-counter')
  })
})

describe('a tool without words of its own', () => {
  it('has those of the built-in tool that it is, and its roles', async () => {
    const plain = (id: string, description: string) =>
      defineTool({
        ...base,
        id,
        description,
        input: z.object({ image: imageField('an image'), text: textField('a text') }),
        output: z.object({ text }),
      })
    const listed = [
      plain('visual-question-answering', 'Answers.'),
      plain('document-question-answering', 'Answers from documents.'),
    ]
    expect(await toolsFor("Answer the question 'Who is it?' about the picture.", listed)).toEqual([
      'visual-question-answering $image1 Who is it?',
    ])
    expect(await toolsFor("Answer the question 'Who signed?' from the document image.", listed)).toEqual([
      'document-question-answering $image1 Who signed?',
    ])
  })

  it('is found by what its description says, and by the names that other lists have for tools', async () => {
    const flip = defineTool({
      ...base,
      id: 'mirror-x',
      description: 'Mirrors a picture.',
      input: z.object({ image: imageField('an image') }),
      output: z.object({ image: imageField('an image') }),
    })
    const chat = defineTool({
      ...base,
      id: 'conversational',
      description: 'Talks.',
      input: z.object({ text: textField('a text') }),
      output: z.object({ text }),
    })
    expect(await toolsFor('Mirror the picture.', [flip])).toEqual(['mirror-x $image1'])
    expect(await toolsFor("Give a conversational response to 'Hello'.", [flip, chat])).toEqual([
      "conversational Give a conversational response to 'Hello'.",
    ])
  })
})

describe('every built-in tool', () => {
  it.each(builtIn.map((tool) => [tool.id, tool] as const))('%s has words that ask for it', (_, tool) => {
    expect(tool.phrases?.length).toBeGreaterThan(2)
    for (const other of [...(tool.standsInFor ?? [])]) expect(builtIn.map(({ id }) => id)).toContain(other)
  })
})
