import { expect, test } from 'vitest'
import { followsInstructions, inputsByName } from '../../../../src/llm/find/model-abilities.js'

test.each<[string, readonly string[] | undefined]>([
  ['openai:gpt-5-mini', ['image', 'file']],
  ['openai:gpt-4o-audio-preview', ['audio']],
  ['openai:o3-mini', []],
  ['hf:openai/gpt-oss-120b', []],
  ['anthropic:claude-sonnet-4-5', ['image', 'file']],
  ['google-genai:gemini-2.5-flash', ['image', 'audio', 'file']],
  ['openai:gemma3:1b', []],
  ['openai:gemma3:12b', ['image']],
  ['openai:qwen2.5vl:7b', ['image']],
  ['hf:Qwen/Qwen3-VL-8B-Instruct', ['image']],
  ['openai:llama3.2-vision:11b', ['image']],
  ['openai:o4-mini', ['image', 'file']],
  ['openai:o1-preview', []],
  ['hf:AIDC-AI/Marco-o1', undefined],
  ['openai:gpt-4-0613', []],
  ['openai:gpt-4-vision-preview', ['image']],
  ['openai:minicpm-o-2_6', ['image', 'audio']],
  ['openai:openbmb/minicpm-v4', ['image']],
  ['openai:qvq-72b-preview', ['image']],
  ['openai:us.amazon.nova-premier-v1:0', ['image']],
  ['anthropic:claude-2.1', []],
  ['openai:mistral-small3.2:24b', ['image']],
  ['openai:llama3.2:3b', undefined],
  ['openai:qwen3:8b', undefined],
  ['openai:test', undefined],
])('what %s takes in is %j', (model, takes) => {
  expect(inputsByName(model)).toEqual(takes)
})

test('models that embed, transcribe or only complete are known not to follow instructions', () => {
  const names = [
    'qwen3-embedding:8b',
    'whisper-large',
    'Qwen/Qwen3-8B-Base',
    'mystery',
    'qwen3:8b',
    'gpt-oss:20b',
  ]
  expect(names.filter(followsInstructions)).toEqual(['qwen3:8b', 'gpt-oss:20b'])
})
