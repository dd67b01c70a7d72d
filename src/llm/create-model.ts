import type { LocalBackend } from '../backends/local/local-backend.js'
import type { Env } from '../core/env.js'
import { SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { trimEndOf } from '../core/trim-end.js'
import type { ChatClient } from './clients/chat-client.js'
import type { ReadPicture } from './clients/langchain-messages.js'
import { createLangChainModel, type LlmRetryOptions } from './clients/langchain-model.js'
import type { LanguageModel } from './language-model.js'
import { createLocalClient } from './local/local-client.js'
import { parseLocalModel } from './local/local-spec.js'
import { type LlmSpec, parseSpec } from './parse-spec.js'
import { llmStaysHere } from './stays-here.js'

export interface CreateModelOptions {
  /**
   * `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `HF_TOKEN`, `HF_INFERENCE_ENDPOINT` (default `https://router.huggingface.co`) and the other
   * providers' key variables are read from here. LangSmith tracing is LangChain's: it is on only where the process's own
   * environment says `LANGSMITH_TRACING=true`, and never with `privacy: local`.
   */
  env: Env
  /** `local`: nothing but what is said to the LLM leaves this machine, pictures only to an LLM on it. Default: `any`. */
  privacy?: 'local' | 'any' | undefined
  /** Where `local:` models run. */
  local?: Pick<LocalBackend, 'call'> | undefined
  /** How pictures are read that the LLM is shown. Absent: it is shown none. */
  readPicture?: ReadPicture | undefined
  /**
   * Most time for a whole JSON reply, and between two pieces of a streamed one. Default: 120,000 ms; an hour for `local:`,
   * whose first reply may wait for a download.
   */
  timeoutMs?: number | undefined
  retry?: LlmRetryOptions | undefined
}

/**
 * From a spec such as `openai:gpt-5-mini` to an LLM. Loads LangChain where it is needed, makes no call. `INVALID_CONFIG`
 * when the spec is wrong, a key is missing or the provider's package isn't installed.
 */
export async function createLanguageModel(
  spec: string,
  options: CreateModelOptions,
): Promise<Result<LanguageModel, SwitchyardError>> {
  const parsed = parseSpec(spec)
  if (!parsed.ok) return parsed
  const isLocal = parsed.value.providerName === 'local'
  const { env, retry, timeoutMs = isLocal ? 3_600_000 : 120_000 } = options
  const { keyVariable } = parsed.value.provider
  const apiKey = keyVariable ? env[keyVariable]?.trim() || undefined : undefined
  const client = isLocal
    ? createHere(parsed.value, options)
    : await createClient(parsed.value, { ...options, apiKey, timeoutMs })
  if (!client.ok) return client
  const place = { id: parsed.value.text, ...client.value.place, apiKey }
  return ok(createLangChainModel({ client: client.value.client, place, timeoutMs, retry }))
}

interface Placed {
  client: ChatClient
  place: { title: string; keyVariable?: string | undefined }
}

function createHere(spec: LlmSpec, { local }: CreateModelOptions): Result<Placed, SwitchyardError> {
  const candidate = parseLocalModel(spec.model)
  if (!candidate.ok) return candidate
  if (!local) {
    const message = `The LLM ${spec.text} can't be used here: there is no local backend. Make an agent with createAgent.`
    return err(new SwitchyardError('INVALID_CONFIG', message))
  }
  const client = createLocalClient({ backend: local, candidate: candidate.value })
  return ok({ client, place: { title: spec.provider.title } })
}

async function createClient(
  spec: LlmSpec,
  {
    env,
    privacy = 'any',
    readPicture,
    apiKey,
    timeoutMs,
  }: CreateModelOptions & { apiKey: string | undefined; timeoutMs: number },
): Promise<Result<Placed, SwitchyardError>> {
  const { title, keyVariable } = spec.provider
  const named = keyVariable ? { keyVariable } : {}
  const tracing = privacy === 'any'
  if (spec.providerName !== 'openai' && spec.providerName !== 'hf') {
    const { createUniversalClient } = await import('./clients/universal-client.js')
    const pictureReader = privacy === 'any' ? readPicture : undefined
    const client = await createUniversalClient(spec, {
      apiKey,
      timeoutMs,
      tracing,
      readPicture: pictureReader,
    })
    return client.ok ? ok({ client: client.value, place: { title, ...named } }) : client
  }
  const { createOpenAiClient, openAiBaseUrl } = await import('./clients/openai-client.js')
  const custom = trimEndOf(env.OPENAI_BASE_URL?.trim() ?? '', '/') || undefined
  const router =
    trimEndOf((env.HF_INFERENCE_ENDPOINT || env.HF_ROUTER_URL || '').trim(), '/') ||
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
    tracing,
    readPicture: privacy === 'any' || llmStaysHere(spec.text, env) ? readPicture : undefined,
  })
  return ok({ client, place: { title: ownServer ? `The server at ${baseUrl}` : title, ...named } })
}
