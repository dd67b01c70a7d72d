import { expect, test } from 'vitest'
import { defaultModel } from '../../../src/llm/default-model.js'
import { parseSpec } from '../../../src/llm/parse-spec.js'

const all = {
  OPENAI_API_KEY: 'k',
  OPENAI_BASE_URL: 'http://localhost:11434/v1',
  OPENAI_MODEL: 'qwen3:8b',
  ANTHROPIC_API_KEY: 'k',
  HF_TOKEN: 'k',
}

test('auto takes OpenAI, then a server of your own, then Anthropic, then Hugging Face, then none', () => {
  const { OPENAI_API_KEY, ...noKey } = all
  const { OPENAI_BASE_URL, ...noOpenAi } = noKey
  const { ANTHROPIC_API_KEY, ...onlyHf } = noOpenAi
  const chosen = [all, noKey, noOpenAi, onlyHf, {}].map((env) => defaultModel(env))
  expect(chosen.map(({ spec }) => spec?.split(':')[0])).toEqual([
    'openai',
    'openai',
    'anthropic',
    'hf',
    undefined,
  ])
  expect(chosen[1]?.spec).toBe('openai:qwen3:8b')
  const named = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'ANTHROPIC_API_KEY', 'HF_TOKEN', 'all unset']
  for (const [at, variable] of named.entries()) expect(chosen[at]?.reason).toContain(variable)
})

test('every default is a spec that parses', () => {
  for (const env of [{ OPENAI_API_KEY: 'k' }, { ANTHROPIC_API_KEY: 'k' }, { HF_TOKEN: 'k' }]) {
    expect(parseSpec(defaultModel(env).spec ?? '').ok).toBe(true)
  }
})

test('a server without a named model is no LLM, and the reason says what to set', () => {
  const chosen = defaultModel({ OPENAI_BASE_URL: 'http://localhost:8080/v1' })
  expect(chosen.spec).toBeUndefined()
  expect(chosen.reason).toContain('OPENAI_MODEL')
})

test('empty variables count as unset', () => {
  expect(defaultModel({ OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '  ' }).spec).toBeUndefined()
})
