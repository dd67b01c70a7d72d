import { describe, expect, test } from 'vitest'
import { parseSpec } from '../../../src/llm/parse-spec.js'

describe('parseSpec', () => {
  test.each([
    ['openai:gpt-5-mini', 'openai', 'gpt-5-mini'],
    ['hf:meta-llama/Llama-3.3-70B-Instruct', 'hf', 'meta-llama/Llama-3.3-70B-Instruct'],
    ['  OpenAI : qwen3:8b ', 'openai', 'qwen3:8b'],
    ['anthropic:claude-sonnet-4-5', 'anthropic', 'claude-sonnet-4-5'],
  ])('takes %j apart at the first colon', (spec, providerName, model) => {
    const parsed = parseSpec(spec)
    expect(parsed).toMatchObject({ ok: true, value: { providerName, model, text: spec.trim() } })
  })

  test.each([
    ['gpt-5-mini', 'names no provider'],
    ['openai:', 'names no model'],
    ['openai', 'names no model'],
    ['opnai:gpt-5', 'the nearest is "openai"'],
    ['constructor:x', 'is no provider'],
    ['__proto__:x', 'is no provider'],
    ['', 'names no provider'],
  ])('refuses %j, says why and lists what is supported', (spec, reason) => {
    const parsed = parseSpec(spec)
    if (parsed.ok) throw new Error('parsed')
    expect(parsed.error.code).toBe('INVALID_CONFIG')
    expect(parsed.error.message).toContain(reason)
    for (const name of ['openai:MODEL', 'hf:MODEL', 'anthropic:MODEL', 'none']) {
      expect(parsed.error.message).toContain(name)
    }
  })
})
