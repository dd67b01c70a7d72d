import type { LocalBackend } from '../backends/local/local-backend.js'
import { isLoopback } from '../config/endpoint.js'
import type { Env } from '../core/env.js'
import type { SwitchyardError } from '../core/errors.js'
import { ok, type Result } from '../core/result.js'
import { trimEndOf } from '../core/trim-end.js'
import { chooseDefaultModel, type DefaultModel, type LocalDefault } from './choose-default-model.js'
import type { ReadPicture } from './clients/langchain-messages.js'
import { type FoundLlm, findLlm, findLlmAt, inputsSaidAt } from './find/find-llm.js'
import { inputsByName, type LlmInput } from './find/model-abilities.js'
import type { LanguageModel } from './language-model.js'
import { parseLocalModel } from './local/local-spec.js'
import { makeAbortable } from './make-abortable.js'
import { llmStaysHere } from './stays-here.js'

const openAiHost = 'https://api.openai.com'

/** The LLM to use, if any, and why. */
export interface ChosenModel {
  model?: LanguageModel | undefined
  /** One sentence for people. */
  reason: string
  /** With `auto`: what was looked at, in order, a line each. */
  looked?: string[] | undefined
  /** Whether what it is told stays on this machine. */
  staysHere: boolean
  /** The server that it is asked at, where that is one's own. */
  endpoint?: string | undefined
  /** Without a model: what to do to have one. One sentence or two for people. */
  nextMove?: string | undefined
}

const noneAsked = 'For an LLM name one with `--llm`, or run `switchyard init`: these settings ask none.'

export interface ChooseModelOptions {
  env: Env
  privacy: 'local' | 'any'
  /** Where `local:` models run. */
  local?: Pick<LocalBackend, 'call' | 'state'> | undefined
  /** How pictures are read that the LLM is shown. Absent: it is shown none. */
  readPicture?: ReadPicture | undefined
  /** Servers that `auto` asks, on this machine: URLs. Default: none. */
  servers?: readonly string[] | undefined
  /** What the LLM takes in besides text, where that is known better than by its name or its server. */
  takes?: readonly LlmInput[] | undefined
}

/**
 * From what was configured to a model: a model of the caller's own, a spec, `auto` (see `defaultModel`) or `none`. With
 * `privacy: local`, `auto` never picks a provider: only a spec that was written down lets words leave the machine, except
 * to an OpenAI-compatible server on it. LangChain is loaded only when a spec needs it. A spec that can't be used is an
 * `INVALID_CONFIG` error; `auto` never fails, it says what is missing.
 */
export async function chooseModel(
  llm: string | LanguageModel,
  options: ChooseModelOptions,
): Promise<Result<ChosenModel, SwitchyardError>> {
  if (typeof llm !== 'string')
    return ok({
      model: makeAbortable(llm),
      reason: 'Given by the caller.',
      staysHere: llmStaysHere(llm.id, options.env),
    })
  if (llm === 'none')
    return ok({
      reason: 'No LLM: plans are made by rules, answers from templates.',
      nextMove: noneAsked,
      staysHere: false,
    })
  const { spec, at, ...why }: DefaultModel | { spec: string; reason: string; at?: undefined } =
    llm === 'auto' ? await findDefault(options) : { spec: llm, reason: 'As configured.' }
  if (!spec) return ok({ ...why, staysHere: false })
  // A server that was found gets no key that was meant for another.
  const env = at
    ? { ...options.env, OPENAI_BASE_URL: at.baseUrl, OPENAI_API_KEY: keyFor(at, options.env) }
    : options.env
  const own = env.OPENAI_BASE_URL?.trim() ?? ''
  const endpoint = spec.startsWith('openai:') && /^https?:/.test(own) ? own : undefined
  const said = at ? at.takes : await saidAt(endpoint, { ...options, spec })
  const takes = options.takes ?? said ?? inputsByName(spec) ?? []
  const { createLanguageModel } = await import('./create-model.js')
  const created = await createLanguageModel(spec, {
    ...options,
    env,
    readPicture: takes.includes('image') ? options.readPicture : undefined,
  })
  if (created.ok) return ok({ model: created.value, staysHere: llmStaysHere(spec, env), endpoint, ...why })
  return llm === 'auto'
    ? ok({
        ...why,
        staysHere: false,
        reason: `${why.reason} ${created.error.message}`,
        nextMove: created.error.message,
      })
    : created
}

/**
 * What the server at `endpoint` says that the model takes in. A server elsewhere takes its time: it is asked only where the
 * name says nothing. None is asked where no picture may be shown.
 */
async function saidAt(
  endpoint: string | undefined,
  { spec, env, privacy, readPicture, takes }: ChooseModelOptions & { spec: string },
): Promise<readonly LlmInput[] | undefined> {
  if (takes || !readPicture || !endpoint || endpoint.startsWith(openAiHost) || !URL.canParse(endpoint))
    return undefined
  const isNear = isLoopback(new URL(endpoint))
  if (!isNear && (privacy === 'local' || inputsByName(spec) !== undefined)) return undefined
  const model = spec.slice('openai:'.length)
  return inputsSaidAt(endpoint, { model, apiKey: env.OPENAI_API_KEY?.trim() || undefined, isNear })
}

const keyFor = ({ baseUrl }: FoundLlm, { OPENAI_BASE_URL, OPENAI_API_KEY }: Env): string | undefined =>
  OPENAI_BASE_URL !== undefined && trimEndOf(OPENAI_BASE_URL.trim(), '/') === baseUrl
    ? OPENAI_API_KEY
    : undefined

/** What `auto` stands for. Servers are asked only where no variable settles it. */
async function findDefault({ env, privacy, local, servers = [] }: ChooseModelOptions): Promise<DefaultModel> {
  const own = env.OPENAI_BASE_URL?.trim()
  const isUnnamed = own && URL.canParse(own) && !env.OPENAI_MODEL?.trim() && !own.startsWith(openAiHost)
  const isAllowed = privacy === 'any' || llmStaysHere('openai:', env)
  const apiKey = env.OPENAI_API_KEY?.trim() || undefined
  const served = isUnnamed && isAllowed ? await findLlmAt(own, { apiKey }) : undefined
  const options = { privacy, served, isReady: (one: LocalDefault) => isReady(one, local) }
  const settled = chooseDefaultModel(env, { ...options, isReady: () => false })
  const near = servers.filter((url) => URL.canParse(url) && isLoopback(new URL(url)))
  if (settled.spec || near.length === 0) return chooseDefaultModel(env, options)
  return chooseDefaultModel(env, { ...options, found: { asked: near, ...(await findLlm(near)) } })
}

function isReady({ spec, memory }: LocalDefault, local: ChooseModelOptions['local']): boolean {
  const candidate = parseLocalModel(spec.slice('local:'.length))
  if (!local || !candidate.ok) return false
  const { readiness, unavailable } = local.state({ ...candidate.value, memory })
  return readiness !== 'absent' && unavailable === undefined
}
