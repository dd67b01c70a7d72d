/** Environment variables, as `process.env` has them. */
export type Env = Readonly<Record<string, string | undefined>>

/** What `auto` means: a spec or none, and why, in one sentence for people. */
export interface DefaultModel {
  spec: string | undefined
  reason: string
}

const set = (value: string | undefined): value is string => value !== undefined && value.trim() !== ''

/**
 * The spec that `llm: auto` stands for: the first of these whose variable is set.
 *
 * 1. `OPENAI_API_KEY` or `OPENAI_BASE_URL`: `openai:` with `OPENAI_MODEL`, else `gpt-5-mini`. A server of your own
 *    without a key needs `OPENAI_MODEL`, for nobody else knows what it serves.
 * 2. `ANTHROPIC_API_KEY`: `anthropic:claude-sonnet-4-5`
 * 3. `HF_TOKEN`: `hf:openai/gpt-oss-120b`
 * 4. none
 */
export function defaultModel(env: Env): DefaultModel {
  const { OPENAI_API_KEY: key, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = env
  if (set(key) || (set(baseUrl) && set(model))) {
    const why = set(key) ? 'OPENAI_API_KEY' : 'OPENAI_BASE_URL'
    return { spec: `openai:${set(model) ? model.trim() : 'gpt-5-mini'}`, reason: `${why} is set.` }
  }
  if (set(env.ANTHROPIC_API_KEY)) {
    return { spec: 'anthropic:claude-sonnet-4-5', reason: 'ANTHROPIC_API_KEY is set.' }
  }
  if (set(env.HF_TOKEN)) return { spec: 'hf:openai/gpt-oss-120b', reason: 'HF_TOKEN is set.' }
  return {
    spec: undefined,
    reason: set(baseUrl)
      ? 'OPENAI_BASE_URL is set, but no model is named: set OPENAI_MODEL, or the LLM to openai:MODEL.'
      : 'No LLM is set up: OPENAI_API_KEY, OPENAI_BASE_URL, ANTHROPIC_API_KEY and HF_TOKEN are all unset.',
  }
}
