import type { SwitchyardError } from '../errors.js'
import { ok, type Result } from '../result.js'
import { abortableModel } from './abortable-model.js'
import { type DefaultModel, defaultModel, type Env } from './default-model.js'
import type { LanguageModel } from './language-model.js'

/** The LLM to use, if any, and why. */
export interface ChosenModel {
  model?: LanguageModel
  /** One sentence for people. */
  reason: string
}

/**
 * From what was configured to a model: a model of the caller's own, a spec, `auto` (the first provider whose key is
 * set) or `none`. With `privacy: local`, `auto` never picks a provider: only a spec that was written down lets words
 * leave the machine, except to an OpenAI-compatible server on it. LangChain is loaded only when a spec needs it.
 * A spec that can't be used is an `INVALID_CONFIG` error; `auto` never fails, it says what is missing.
 */
export async function chooseModel(
  llm: string | LanguageModel,
  { env, privacy }: { env: Env; privacy: 'local' | 'any' },
): Promise<Result<ChosenModel, SwitchyardError>> {
  if (typeof llm !== 'string') return ok({ model: abortableModel(llm), reason: 'Given by the caller.' })
  if (llm === 'none') return ok({ reason: 'No LLM: plans are made by rules, answers from templates.' })
  const { spec, reason } = llm === 'auto' ? automatic(env, privacy) : { spec: llm, reason: 'As configured.' }
  if (!spec) return ok({ reason })
  const { createLanguageModel } = await import('./create-model.js')
  const created = await createLanguageModel(spec, { env })
  if (created.ok) return ok({ model: created.value, reason })
  return llm === 'auto' ? ok({ reason: `${reason} ${created.error.message}` }) : created
}

function automatic(env: Env, privacy: 'local' | 'any'): DefaultModel {
  const chosen = defaultModel(env)
  if (
    privacy === 'any' ||
    !chosen.spec ||
    (chosen.spec.startsWith('openai:') && onThisMachine(env.OPENAI_BASE_URL))
  ) {
    return chosen
  }
  return {
    spec: undefined,
    reason: `Privacy is local, so ${chosen.spec} is not used unless \`llm\` names it.`,
  }
}

function onThisMachine(url: string | undefined): boolean {
  return (
    url !== undefined &&
    URL.canParse(url) &&
    ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
  )
}
