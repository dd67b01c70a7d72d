import type { Candidate } from '../../config/candidate.js'
import type { SwitchyardError } from '../../core/errors.js'
import type { Result } from '../../core/result.js'
import type { AnyTool } from '../../tools/tool.js'
import type { Rejection } from '../route.js'

/** How a model can run a tool: at most one candidate here and one at a provider, and why there is none. */
export interface ResolvedModel {
  candidates: readonly Candidate[]
  rejected: readonly Rejection[]
}

/** Models of the Hub that no catalogue lists. */
export interface OpenModels {
  /**
   * Finds out how a model can run a tool, before anything of it is downloaded. Errors: `MODEL_UNAVAILABLE` when the Hub
   * can't be asked or has no such model, `CANCELLED`.
   *
   * @param model `owner/name` or `owner/name@revision`
   */
  resolve(
    model: string,
    tool: AnyTool,
    options: { signal: AbortSignal },
  ): Promise<Result<ResolvedModel, SwitchyardError>>
  /** The task that a model is for, as its page says; undefined when that can't be learnt. */
  taskOf(model: string, options: { signal: AbortSignal }): Promise<string | undefined>
  close(): Promise<void>
}
