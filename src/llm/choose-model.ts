import type { LocalBackend } from '../backends/local/local-backend.js'
import type { Env } from '../core/env.js'
import type { SwitchyardError } from '../core/errors.js'
import { ok, type Result } from '../core/result.js'
import { abortableModel } from './abortable-model.js'
import { defaultModel, type LocalDefault } from './default-model.js'
import type { ReadPicture } from './langchain-messages.js'
import type { LanguageModel } from './language-model.js'
import { parseLocalModel } from './local/local-spec.js'

/** The LLM to use, if any, and why. */
export interface ChosenModel {
  model?: LanguageModel
  /** One sentence for people. */
  reason: string
  /** With `auto`: what was looked at, in order, a line each. */
  looked?: string[]
}

export interface ChooseModelOptions {
  env: Env
  privacy: 'local' | 'any'
  /** Where `local:` models run. */
  local?: Pick<LocalBackend, 'call' | 'state'> | undefined
  /** How pictures are read that the LLM is shown. Absent: it is shown none. */
  readPicture?: ReadPicture | undefined
}

/**
 * From what was configured to a model: a model of the caller's own, a spec, `auto` (see `defaultModel`) or `none`. With
 * `privacy: local`, `auto` never picks a provider: only a spec that was written down lets words leave the machine, except
 * to an OpenAI-compatible server on it. LangChain is loaded only when a spec needs it. A spec that can't be used is an
 * `INVALID_CONFIG` error; `auto` never fails, it says what is missing.
 */
export async function chooseModel(
  llm: string | LanguageModel,
  { env, privacy, local, readPicture }: ChooseModelOptions,
): Promise<Result<ChosenModel, SwitchyardError>> {
  if (typeof llm !== 'string') return ok({ model: abortableModel(llm), reason: 'Given by the caller.' })
  if (llm === 'none') return ok({ reason: 'No LLM: plans are made by rules, answers from templates.' })
  const { spec, ...why } =
    llm === 'auto'
      ? defaultModel(env, { privacy, isReady: (one) => isReady(one, local) })
      : { spec: llm, reason: 'As configured.' }
  if (!spec) return ok(why)
  const { createLanguageModel } = await import('./create-model.js')
  const created = await createLanguageModel(spec, { env, privacy, local, readPicture })
  if (created.ok) return ok({ model: created.value, ...why })
  return llm === 'auto' ? ok({ ...why, reason: `${why.reason} ${created.error.message}` }) : created
}

function isReady({ spec, memory }: LocalDefault, local: ChooseModelOptions['local']): boolean {
  const candidate = parseLocalModel(spec.slice('local:'.length))
  if (!local || !candidate.ok) return false
  const { readiness, unavailable } = local.state({ ...candidate.value, memory })
  return readiness !== 'absent' && unavailable === undefined
}
