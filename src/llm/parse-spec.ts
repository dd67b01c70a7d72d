import { closest } from 'fastest-levenshtein'
import { SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { type Provider, providers } from './providers.js'

/** An LLM spec, taken apart: `hf:meta-llama/Llama-3.3-70B-Instruct`. */
export interface LlmSpec {
  /** As written, trimmed. */
  text: string
  /** The part before the first colon. */
  providerName: string
  provider: Provider
  /** The part after it, which may hold colons itself: `qwen3:8b`. */
  model: string
}

/** Parses `PROVIDER:MODEL`. Pure; an `INVALID_CONFIG` error lists what is supported. */
export function parseSpec(spec: string): Result<LlmSpec, SwitchyardError> {
  const text = spec.trim()
  const colon = text.indexOf(':')
  const providerName = (colon < 0 ? text : text.slice(0, colon)).trim().toLowerCase()
  const model = colon < 0 ? '' : text.slice(colon + 1).trim()
  const provider = providers.get(providerName)
  if (provider && model) return ok({ text, providerName, provider, model })

  const names = [...providers.keys()]
  const supported = `Supported are openai:MODEL (also any OpenAI-compatible server, through OPENAI_BASE_URL), hf:MODEL, ${names
    .slice(2)
    .map((name) => `${name}:MODEL`)
    .join(', ')}, and the words auto and none.`
  const wrong = provider
    ? `The LLM "${text}" names no model: write ${providerName}:MODEL.`
    : colon < 0
      ? `The LLM "${text}" names no provider: write PROVIDER:MODEL, such as openai:gpt-5-mini.`
      : `"${providerName}" in the LLM "${text}" is no provider; the nearest is "${closest(providerName, names)}".`
  return err(
    new SwitchyardError('INVALID_CONFIG', `${wrong} ${supported}`, {
      details: { spec: text, providers: names },
    }),
  )
}
