import type { ProfileSources } from '../config/load-profile.js'
import type { LanguageModel } from '../llm/language-model.js'
import type { MediaSource } from '../media/media.js'
import type { Plan } from '../plan/plan.js'
import type { Budget } from '../spending/budget.js'
import type { AnyTool } from '../tools/tool.js'
import type { Approve } from './approval/approval.js'

/** Options of `createAgent`. All of them have defaults; `{}` is the `hub` profile. */
export interface AgentOptions {
  /** A profile's name (`hub`, `demo`, `remote`) or the path of a YAML file. @default `SWITCHYARD_PROFILE`, else `hub` */
  profile?: string | undefined
  /** A settings file. @default `SWITCHYARD_CONFIG`, else `switchyard.yaml` in the working directory, if there */
  config?: string | undefined
  /** `path.to.setting=value` pairs, stronger than file and environment: `['local.hosts=2']`. */
  set?: readonly string[] | undefined
  /** An LLM spec (`openai:gpt-5-mini`, `none`) or a model of your own. @default the profile's `llm` */
  llm?: string | LanguageModel | undefined
  /** Tools of your own, made with `defineTool`. */
  tools?: readonly AnyTool[] | undefined
  /** Environment variables. @default `process.env` */
  env?: ProfileSources['env'] | undefined
}

/** One request: words, and what they are about. */
export interface Request {
  /** What is asked, in words. */
  text: string
  /** Paths, URLs, data URLs, bytes or streams. In the plan they are `$image1`, `$audio1`, ... in this order. */
  media?: readonly MediaSource[] | undefined
  /** A plan to run as it is, instead of asking a planner. Checked like any other. */
  plan?: Plan | undefined
}

/** Options of one run. */
export interface RunOptions {
  /** When it aborts, everything that the run started is cancelled. */
  signal?: AbortSignal | undefined
  /** A budget shared with other runs, made with `createBudget`; besides the profile's `budget.perRun`. @default none */
  budget?: Budget | undefined
  /**
   * Decides on plans that must be approved (`approval` in the profile). @default nobody: such a run rejects with
   * `APPROVAL_NEEDED`
   *
   * @example
   * ```ts
   * const approve: Approve = async ({ hash, forecast }) =>
   *   forecast.costUsd < 1 ? { decision: 'approve', hash } : { decision: 'decline', reason: 'Too dear.' }
   * ```
   */
  approve?: Approve | undefined
  /** Let likely free local steps begin while an LLM plans, if the profile does; off where many requests wait. @default true */
  guess?: boolean | undefined
}

/** Options of `agent.forecast`. */
export interface ForecastOptions {
  /** When it aborts, the forecast is cancelled. */
  signal?: AbortSignal | undefined
  /** Let the LLM plan, if there is one: it is told the request. @default false, rules plan */
  askLlm?: boolean | undefined
  /** A budget that the LLM's planning counts in; besides the profile's `budget.perRun`. @default none */
  budget?: Budget | undefined
}
