import { describe, expect, test } from 'vitest'
import { choosePlanner, strengthInName } from '../../../../src/planner/llm/model-strength.js'

describe('the strength that the name of an LLM tells', () => {
  test.each([
    ['openai:qwen2.5-coder-1.5b', 'weak'],
    ['local:onnx-community/Qwen3-0.6B-ONNX:q4', 'weak'],
    ['local:HuggingFaceTB/SmolLM2-360M-Instruct', 'weak'],
    ['openai:llama3.2:3b', 'weak'],
    ['openai:phi-3-mini-4k-instruct', 'weak'],
    ['openai:qwen3:8b', 'middle'],
    ['hf:mistralai/Mistral-7B-Instruct-v0.3', 'middle'],
    ['openai:gpt-4o-mini', 'middle'],
    ['hf:mistralai/Mixtral-8x7B-Instruct-v0.1', 'strong'],
    ['hf:meta-llama/Llama-3.3-70B-Instruct', 'strong'],
    ['openai:gpt-5-mini', 'strong'],
    ['anthropic:claude-haiku-4-5', 'strong'],
    ['hf:deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B', 'weak'],
    ['hf:deepseek-ai/DeepSeek-R1', 'strong'],
    ['openai:gpt-5.2', 'strong'],
    ['openai:gpt-5.1-nano', 'middle'],
    ['openai:gpt-oss:latest', 'middle'],
    ['hf:openai/gpt-oss-120b', 'strong'],
    ['anthropic:claude-opus-4-6', 'strong'],
    ['google-genai:gemini-3-flash-preview', 'strong'],
    ['openai:grok-4-1-fast', 'strong'],
    ['hf:moonshotai/Kimi-K2.5', 'strong'],
    ['hf:zai-org/GLM-5', 'strong'],
    ['hf:MiniMaxAI/MiniMax-M2.1', 'strong'],
    ['hf:deepseek-ai/DeepSeek-V3.2', 'strong'],
    ['openai:qwen3.5-plus', 'strong'],
    ['openai:qwen3-coder-plus', 'strong'],
    ['hf:Qwen/Qwen3.5-397B-A17B', 'strong'],
    ['hf:Qwen/Qwen3-Next-80B-A3B-Instruct', 'strong'],
    ['openai:qwen-flash', 'middle'],
    ['openai:mistral-large-2512', 'strong'],
    ['openai:magistral-medium-latest', 'strong'],
    ['openai:devstral-medium', 'strong'],
    ['hf:mistralai/Ministral-3-3B-Instruct-2512', 'weak'],
    ['hf:XiaomiMiMo/MiMo-V2-Flash', 'strong'],
    ['bedrock:amazon.nova-premier-v1:0', 'strong'],
    ['bedrock:amazon.nova-lite-v1:0', 'middle'],
    ['openai:llama3.2', 'weak'],
    ['openai:llama3.3', undefined],
    ['openai:gemma3:latest', 'weak'],
    ['openai:gemma3:27b', 'middle'],
    ['openai:phi4-mini', 'weak'],
    ['openai:phi4', 'middle'],
    ['hf:ibm-granite/granite-4.0-h-tiny', 'weak'],
    ['hf:LiquidAI/LFM2-8B-A1B', 'middle'],
    ['openai:my-own-model', undefined],
    ['scripted:model', undefined],
  ])('of %s: %s', (id, strength) => {
    expect(strengthInName(id)).toBe(strength)
  })
})

describe('who plans where the choice is open', () => {
  test('is the rules beside a small LLM, and the LLM otherwise', () => {
    expect(choosePlanner('openai:qwen2.5-1.5b', undefined)).toMatchObject({ by: 'rules' })
    expect(choosePlanner('openai:gpt-5', undefined)).toMatchObject({ by: 'llm' })
    expect(choosePlanner('openai:my-own-model', undefined)).toMatchObject({ by: 'llm' })
  })

  test('is who planned better when they were compared, whatever the name says', () => {
    expect(choosePlanner('openai:qwen2.5-1.5b', 'llm')).toMatchObject({ by: 'llm' })
    expect(choosePlanner('openai:gpt-5', 'rules')).toMatchObject({ by: 'rules' })
  })
})
