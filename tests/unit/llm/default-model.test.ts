import { expect, test } from 'vitest'
import { chooseDefaultModel, localDefaults } from '../../../src/llm/choose-default-model.js'
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
  const chosen = [all, noKey, noOpenAi, onlyHf, {}].map((env) => chooseDefaultModel(env))
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
    expect(parseSpec(chooseDefaultModel(env).spec ?? '').ok).toBe(true)
  }
})

test('a server without a named model is no LLM, and the reason says what to set', () => {
  const chosen = chooseDefaultModel({ OPENAI_BASE_URL: 'http://localhost:8080/v1' })
  expect(chosen.spec).toBeUndefined()
  expect(chosen.reason).toContain('OPENAI_MODEL')
})

test('after the keys, auto takes the best local LLM that is ready', () => {
  const small = localDefaults.at(-1)
  const isReady = (model: unknown) => model === small
  expect(chooseDefaultModel({ HF_TOKEN: 'k' }, { isReady }).spec).toMatch(/^hf:/)
  expect(chooseDefaultModel({}, { isReady })).toMatchObject({
    spec: small?.spec,
    reason: 'A local LLM is on disk.',
  })
  expect(chooseDefaultModel({}, { isReady: () => true }).spec).toBe(localDefaults[0].spec)
  expect(chooseDefaultModel({}).spec).toBeUndefined()
})

test('with local privacy, auto passes over every provider to what runs on this machine', () => {
  const { OPENAI_BASE_URL, ...keys } = all
  const isReady = () => true
  expect(chooseDefaultModel(keys, { privacy: 'local', isReady }).spec).toBe(localDefaults[0].spec)
  expect(chooseDefaultModel(all, { privacy: 'local', isReady }).spec).toBe('openai:qwen3:8b')
  const none = chooseDefaultModel(keys, { privacy: 'local' })
  expect(none.spec).toBeUndefined()
  expect(none.reason).toContain('Privacy is local')
})

test('says of each place what was found and what came of it, in order, and no key', () => {
  const env = { ANTHROPIC_API_KEY: 'canary', HF_TOKEN: 'canary' }
  const { looked } = chooseDefaultModel(env)
  expect(looked).toEqual([
    'OPENAI_API_KEY or OPENAI_BASE_URL is not set',
    'ANTHROPIC_API_KEY is set: anthropic:claude-sonnet-4-5 is used',
    'HF_TOKEN is set: hf:openai/gpt-oss-120b, after the one that is used',
    expect.stringMatching(/^A local LLM \(local:.*\) is not on disk, or too large for the memory$/),
  ])
  expect(chooseDefaultModel(env, { privacy: 'local', isReady: () => true }).looked[1]).toBe(
    'ANTHROPIC_API_KEY is set: anthropic:claude-sonnet-4-5 is not used, privacy is local',
  )
})

test('empty variables count as unset', () => {
  expect(chooseDefaultModel({ OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '  ' }).spec).toBeUndefined()
})
