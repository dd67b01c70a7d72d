import { expect, it } from 'vitest'
import { fitRemotely } from '../../../../src/routing/open-models/remote-fit.js'
import { loadBuiltInTools } from '../../../../src/tools/registry.js'

const tools = await loadBuiltInTools()
const toolOf = (id: string) => tools.find((tool) => tool.id === id) ?? { id }

const fitting = (tool: string, ...providers: [task: string, status: string][]) =>
  fitRemotely(
    {
      model: 'owner/name',
      revision: 'main',
      providers: providers.map(([task, status], at) => ({ provider: `p${at}`, task, status })),
    },
    toolOf(tool),
  )

it('a model that a provider serves for the task is a candidate, whichever provider that is', () => {
  expect(fitting('image-to-text', ['text-to-image', 'staging'], ['image-to-text', 'live'])).toMatchObject({
    ok: true,
    value: { backend: 'hugging-face', model: 'owner/name', provider: 'auto' },
  })
})

it('a chat model generates text, and classifies no pictures', () => {
  expect(fitting('text-generation', ['conversational', 'live']).ok).toBe(true)
  expect(fitting('text-generation', ['text-generation', 'live']).ok).toBe(false)
  expect(fitting('image-to-text', ['conversational', 'live'])).toMatchObject({
    value: { options: { chat: true } },
  })
  expect(fitting('image-classification', ['conversational', 'live'])).toEqual({
    ok: false,
    error: 'Inference Providers serve it for conversational, not for image-classification',
  })
})

it('a model that nobody serves, or nobody yet, is none', () => {
  const none = { ok: false, error: 'no Inference Provider serves it' }
  expect(fitting('image-to-text')).toEqual(none)
  expect(fitting('image-to-text', ['image-to-text', 'staging'])).toEqual(none)
})
