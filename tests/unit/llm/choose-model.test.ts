import { expect, test } from 'vitest'
import { chooseModel } from '../../../src/llm/choose-model.js'
import { scriptedModel } from '../../../src/testing.js'

test('none is none', async () => {
  const chosen = await chooseModel('none', { privacy: 'any', env: { OPENAI_API_KEY: 'k' } })
  expect(chosen.ok && chosen.value.model).toBeUndefined()
})

test('a model of the caller is taken, whatever is configured', async () => {
  const model = scriptedModel([{ stream: ['hello'] }])
  const chosen = await chooseModel(model, { privacy: 'local', env: { OPENAI_API_KEY: 'k' } })
  expect(chosen.ok && chosen.value.model?.id).toBe(model.id)
  const pieces = chosen.ok
    ? chosen.value.model?.stream([], { signal: new AbortController().signal })
    : undefined
  for await (const piece of pieces ?? []) expect(piece).toBe('hello')
  model.assertDone()
})

test('a spec becomes a model with that id, without a call', async () => {
  const chosen = await chooseModel('openai:gpt-5-mini', { privacy: 'any', env: { OPENAI_API_KEY: 'k' } })
  expect(chosen.ok && chosen.value.model?.id).toBe('openai:gpt-5-mini')
})

test('auto without any key is none, with the reason', async () => {
  const chosen = await chooseModel('auto', { privacy: 'any', env: {} })
  if (!chosen.ok) throw chosen.error
  expect(chosen.value.model).toBeUndefined()
  expect(chosen.value.reason).toContain('OPENAI_API_KEY')
})

test('a spec whose package is missing is an error that says what to install', async () => {
  const chosen = await chooseModel('groq:llama-3.3-70b-versatile', {
    privacy: 'any',
    env: { GROQ_API_KEY: 'k' },
  })
  if (chosen.ok) throw new Error('created')
  expect(chosen.error.code).toBe('INVALID_CONFIG')
  expect(chosen.error.message).toContain('npm install @langchain/groq')
})

test('auto with a setting that can not be used is none, and says why', async () => {
  const env = { OPENAI_BASE_URL: 'localhost', OPENAI_MODEL: 'qwen3:8b' }
  const chosen = await chooseModel('auto', { privacy: 'any', env })
  if (!chosen.ok) throw chosen.error
  expect(chosen.value.model).toBeUndefined()
  expect(chosen.value.reason).toContain('"localhost"')
})

test.each([
  ['openai:gpt-5-mini', 'OPENAI_API_KEY'],
  ['hf:org/model', 'HF_TOKEN'],
])('%s without a key is an error that names %s', async (spec, variable) => {
  const chosen = await chooseModel(spec, { privacy: 'any', env: {} })
  if (chosen.ok) throw new Error('created')
  expect(chosen.error).toMatchObject({ code: 'INVALID_CONFIG', details: { variable } })
  expect(chosen.error.message).toContain(variable)
})

test('a base URL that is none is an error that quotes it', async () => {
  const chosen = await chooseModel('openai:m', { privacy: 'any', env: { OPENAI_BASE_URL: 'localhost' } })
  if (chosen.ok) throw new Error('created')
  expect(chosen.error.message).toContain('"localhost"')
})

test('with local privacy, auto picks a server on this machine but no provider', async () => {
  const provider = await chooseModel('auto', { privacy: 'local', env: { OPENAI_API_KEY: 'k' } })
  if (!provider.ok) throw provider.error
  expect(provider.value.model).toBeUndefined()
  expect(provider.value.reason).toContain('openai:')
  const env = { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_MODEL: 'qwen3:8b' }
  const local = await chooseModel('auto', { privacy: 'local', env })
  expect(local.ok && local.value.model?.id).toBe('openai:qwen3:8b')
})

test('with local privacy, a spec that was written down counts', async () => {
  const chosen = await chooseModel('openai:gpt-5-mini', { privacy: 'local', env: { OPENAI_API_KEY: 'k' } })
  expect(chosen.ok && chosen.value.model?.id).toBe('openai:gpt-5-mini')
})
