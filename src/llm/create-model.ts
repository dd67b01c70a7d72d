import { SwitchyardError } from '../errors.js'
import { err, ok, type Result } from '../result.js'
import type { ChatClient } from './chat-client.js'
import type { Env } from './default-model.js'
import { createLangChainModel, type RetryOptions } from './langchain-model.js'
import type { LanguageModel } from './language-model.js'
import { type ModelSpec, parseSpec } from './parse-spec.js'

export interface CreateModelOptions {
  /**
   * `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `HF_TOKEN`, `HF_INFERENCE_ENDPOINT` (default `https://router.huggingface.co`) and the other
   * providers' key variables are read from here. LangSmith tracing is LangChain's: it is on only where the process's own
   * environment says `LANGSMITH_TRACING=true`.
   */
  env: Env
  /** Most time for a whole JSON reply, and between two pieces of a streamed one. Default: 120,000 ms. */
  timeoutMs?: number
  retry?: RetryOptions
}

/**
 * From a spec such as `openai:gpt-5-mini` to an LLM. Loads LangChain, makes no call. `INVALID_CONFIG` when the spec is
 * wrong, a key is missing or the provider's package isn't installed.
 */
export async function createLanguageModel(
  spec: string,
  { env, timeoutMs = 120_000, retry }: CreateModelOptions,
): Promise<Result<LanguageModel, SwitchyardError>> {
  const parsed = parseSpec(spec)
  if (!parsed.ok) return parsed
  const { keyVariable } = parsed.value.provider
  const apiKey = keyVariable ? env[keyVariable]?.trim() || undefined : undefined
  const client = await createClient(parsed.value, { env, apiKey, timeoutMs })
  if (!client.ok) return client
  const place = { id: parsed.value.text, ...client.value.place, ...(apiKey !== undefined && { apiKey }) }
  return ok(createLangChainModel({ client: client.value.client, place, timeoutMs, ...(retry && { retry }) }))
}

interface Placed {
  client: ChatClient
  place: { title: string; keyVariable?: string }
}

async function createClient(
  spec: ModelSpec,
  { env, apiKey, timeoutMs }: { env: Env; apiKey: string | undefined; timeoutMs: number },
): Promise<Result<Placed, SwitchyardError>> {
  const { title, keyVariable } = spec.provider
  const named = keyVariable ? { keyVariable } : {}
  if (spec.providerName !== 'openai' && spec.providerName !== 'hf') {
    const { createUniversalClient } = await import('./universal-client.js')
    const client = await createUniversalClient(spec, { apiKey, timeoutMs })
    return client.ok ? ok({ client: client.value, place: { title, ...named } }) : client
  }
  const { createOpenAiClient, openAiBaseUrl } = await import('./openai-client.js')
  const custom = env.OPENAI_BASE_URL?.trim().replace(/\/+$/, '') || undefined
  const router =
    (env.HF_INFERENCE_ENDPOINT || env.HF_ROUTER_URL)?.trim().replace(/\/+$/, '') ||
    'https://router.huggingface.co'
  const baseUrl = spec.providerName === 'hf' ? `${router}/v1` : (custom ?? openAiBaseUrl)
  const ownServer = spec.providerName === 'openai' && baseUrl !== openAiBaseUrl
  if (!URL.canParse(baseUrl)) {
    const variable = spec.providerName === 'hf' ? 'HF_INFERENCE_ENDPOINT' : 'OPENAI_BASE_URL'
    const message = `${variable} is no URL: "${baseUrl}". Write it like http://localhost:11434/v1.`
    return err(new SwitchyardError('INVALID_CONFIG', message))
  }
  if (apiKey === undefined && !ownServer) {
    const server = spec.providerName === 'openai' ? ', or OPENAI_BASE_URL to a server of your own' : ''
    const message = `The LLM ${spec.text} needs a key: set ${keyVariable}${server}.`
    return err(new SwitchyardError('INVALID_CONFIG', message, { details: { variable: keyVariable } }))
  }
  // Local servers take any key, but the client library insists on one.
  const client = await createOpenAiClient({
    model: spec.model,
    baseUrl,
    apiKey: apiKey ?? 'none',
    timeoutMs,
  })
  return ok({ client, place: { title: ownServer ? `The server at ${baseUrl}` : title, ...named } })
}
