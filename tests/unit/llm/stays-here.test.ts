import { expect, it } from 'vitest'
import { llmStaysHere } from '../../../src/llm/stays-here.js'

it.each<[string, string | undefined, boolean]>([
  ['local:owner/tiny', undefined, true],
  ['openai:qwen3', 'http://localhost:11434/v1', true],
  ['openai:qwen3', 'http://[::1]:8000/v1', true],
  ['openai:gpt-5-mini', undefined, false],
  ['openai:qwen3', 'https://llm.example/v1', false],
  ['openai:qwen3', 'nonsense', false],
  ['hf:owner/model', 'http://localhost:11434/v1', false],
])('what %s is told with OPENAI_BASE_URL %s stays on this machine: %s', (id, server, stays) => {
  expect(llmStaysHere(id, { OPENAI_BASE_URL: server })).toBe(stays)
})
