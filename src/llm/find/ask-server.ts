import { z } from 'zod'
import { withSpareTime } from '../../core/abort.js'
import { redact } from '../../core/errors.js'
import { trimEndOf } from '../../core/trim-end.js'
import { type SendOptions, sendRequest } from '../../http/send-request.js'
import type { LlmInput } from './model-abilities.js'

/** A model that a server offers. */
export interface ServedModel {
  id: string
  /** What the server says that it takes in besides text. Undefined: it says nothing. */
  takes?: readonly LlmInput[] | undefined
}

/** A server of OpenAI's protocol, as it answered. */
export interface AskedServer {
  /** For people: `Ollama at http://127.0.0.1:11434`, without a password. */
  title: string
  /** With `/v1`. */
  baseUrl: string
  /** Undefined: it lists none. */
  models?: readonly ServedModel[] | undefined
  /** Why it lists none. */
  problem?: ServerProblem | undefined
  isOllama: boolean
}

export interface ServerProblem {
  /** `silent`: nothing answers in time. `refused`: it takes no request with this key, or with none. `other`: it does not list models. */
  kind: 'silent' | 'refused' | 'other'
  /** A clause for people, such as `does not answer`. */
  says: string
}

const flagSchema = z.union([z.boolean(), z.record(z.string(), z.unknown()), z.array(z.string())])
const modelSchema = z.object({
  id: z.string().min(1),
  /** Mistral: an object of flags; llama.cpp and LM Studio: a list. */
  capabilities: flagSchema.nullish().catch(undefined),
  /** OpenRouter. */
  architecture: z
    .object({ input_modalities: z.array(z.string()).optional() })
    .nullish()
    .catch(undefined),
  input_modalities: z.array(z.string()).nullish().catch(undefined),
  /** LM Studio: `llm`, `vlm`, `embeddings`. */
  type: z.string().nullish().catch(undefined),
  /** `llamacpp`, `vllm`. */
  owned_by: z.string().nullish().catch(undefined),
})
const modelsSchema = z.object({
  data: z.array(modelSchema).max(2000),
  /** llama.cpp says here what its model takes in. */
  models: z
    .array(z.looseObject({ name: z.string(), capabilities: z.array(z.string()) }))
    .optional()
    .catch(undefined),
})
/** LM Studio's own list. */
const lmStudioSchema = z.object({
  data: z.array(z.looseObject({ id: z.string(), type: z.string(), state: z.string() })).min(1),
})
const tagsSchema = z.object({ models: z.array(z.looseObject({ name: z.string() })) })
const showSchema = z.object({ capabilities: z.array(z.string()) })

const maxCharacters = 4_000_000

/** A server asked for its models, by OpenAI's protocol, by Ollama's own and by LM Studio's. */
export async function askServer(
  url: string,
  { apiKey, timeoutMs }: { apiKey?: string | undefined; timeoutMs: number },
): Promise<AskedServer> {
  const root = trimEndOf(url, '/').replace(/\/v1$/, '')
  const baseUrl =
    trimEndOf(url, '/').endsWith('/v1') || !/^https?:\/\/[^/]+$/.test(root)
      ? trimEndOf(url, '/')
      : `${root}/v1`
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  const [listed, tags, own] = await withSpareTime(timeoutMs, async (signal) => {
    const first = await readJson(`${baseUrl}/models`, { signal, headers })
    // Where nothing listens, nothing else is asked: that is so of most of the places that are looked at.
    if (first.problem?.kind === 'silent') return [first]
    const others = [`${root}/api/tags`, `${root}/api/v0/models`].map((url) =>
      readJson(url, { signal, headers }),
    )
    return [first, ...(await Promise.all(others))]
  })
  const list = modelsSchema.safeParse(listed?.body).data
  const lmStudio = lmStudioSchema.safeParse(own?.body).data?.data
  const owner = programs.get(list?.data[0]?.owned_by ?? '')
  const isOllama = owner === undefined && tagsSchema.safeParse(tags?.body).success
  const program = owner ?? (isOllama ? 'Ollama' : lmStudio ? 'LM Studio' : 'The server')
  const server = { title: `${program} at ${redact(root)}`, baseUrl, isOllama }
  if (!list) return { ...server, problem: listed?.problem ?? noList }
  const detailed = list.data.map((model) => ({
    ...model,
    capabilities: model.capabilities ?? list.models?.find(({ name }) => name === model.id)?.capabilities,
    type: model.type ?? lmStudio?.find(({ id }) => id === model.id)?.type,
  }))
  const isLoaded = (model: { id: string }) =>
    lmStudio?.some(({ id, state }) => id === model.id && state === 'loaded') === true
  const models = detailed
    .filter(({ id, type }) => type !== 'embeddings' && isName(id))
    .sort((a, b) => Number(isLoaded(b)) - Number(isLoaded(a)))
    .map((model) => ({ id: model.id, takes: inputsSaid(model) }))
  return { ...server, models }
}

/** Whether people can be shown it: characters without a sign could steer a terminal. */
const isName = (id: string): boolean => /^\P{C}{1,200}$/u.test(id)

/** What `owned_by` says of the program that serves a model. */
const programs: ReadonlyMap<string, string> = new Map([
  ['llamacpp', 'llama.cpp'],
  ['vllm', 'vLLM'],
])

/** What Ollama says that a model takes in; undefined where it doesn't say. */
export async function askOllama(
  { baseUrl }: AskedServer,
  { model, timeoutMs }: { model: string; timeoutMs: number },
): Promise<readonly LlmInput[] | undefined> {
  const { body } = await withSpareTime(timeoutMs, (signal) =>
    readJson(baseUrl.replace(/\/v1$/, '/api/show'), {
      body: Buffer.from(JSON.stringify({ model })),
      headers: { 'content-type': 'application/json' },
      signal,
    }),
  )
  const capabilities = showSchema.safeParse(body).data?.capabilities
  return capabilities && inputsIn(capabilities)
}

function inputsSaid({ capabilities, architecture, input_modalities, type }: z.infer<typeof modelSchema>) {
  const modalities = architecture?.input_modalities ?? input_modalities
  if (modalities) return inputsIn(modalities)
  if (type === 'vlm') return inputsIn(['vision'])
  if (type === 'llm') return []
  if (typeof capabilities !== 'object' || capabilities === null) return undefined
  if (Array.isArray(capabilities)) return capabilities.length > 0 ? inputsIn(capabilities) : undefined
  const flags = Object.entries(capabilities)
  return flags.length > 0 ? inputsIn(flags.flatMap(([name, on]) => (on === true ? [name] : []))) : undefined
}

const words: readonly [RegExp, LlmInput][] = [
  [/^(?:image|vision|multimodal)$/, 'image'],
  [/^audio$/, 'audio'],
  [/^(?:file|pdf)$/, 'file'],
]

const inputsIn = (said: readonly string[]): LlmInput[] =>
  words.flatMap(([word, input]) => (said.some((one) => word.test(one.toLowerCase())) ? [input] : []))

const noList: ServerProblem = { kind: 'other', says: 'lists no models' }

/** What came, where it is JSON and came whole and in time: a port of this machine may belong to anything. */
async function readJson(
  url: string,
  { headers, ...options }: SendOptions,
): Promise<{ body?: unknown; problem?: ServerProblem }> {
  let text = ''
  try {
    const { status, body } = await sendRequest(new URL(url), {
      headers: { ...headers, 'accept-encoding': 'identity' },
      ...options,
    })
    if (status !== 200) {
      body.destroy()
      const isRefused = status === 401 || status === 403
      return {
        problem: isRefused
          ? { kind: 'refused', says: `refuses the key (${status})` }
          : { kind: 'other', says: `answers ${status}` },
      }
    }
    for await (const part of body.setEncoding('utf8')) {
      text += part
      if (text.length > maxCharacters) return { problem: noList }
    }
  } catch {
    return { problem: { kind: 'silent', says: 'does not answer' } }
  }
  try {
    return { body: JSON.parse(text) }
  } catch {
    return { problem: noList }
  }
}
