import type { Candidate } from '../config/candidate.js'
import type { Profile } from '../config/profile.js'
import { kindOfQuestion, type QuestionKind } from '../config/question-kinds.js'
import type { AnyTool } from '../tools/tool.js'
import { route } from './router.js'
import type { RoutingServices } from './routing-facts.js'

/**
 * Whether a profile lets a tool run at all: as code of its own, on the model that the profile names, or on one of the
 * catalogue's candidates. Nothing that may change counts, neither what is loaded nor which tokens there are: the same
 * profile gives the same answer in every process.
 * @param question what the tool is to be asked: candidates that are not dependable for such a question don't count
 */
export function allowsTool(
  tool: AnyTool,
  { catalog, profile }: Pick<RoutingServices, 'catalog' | 'profile'>,
  question?: string,
): boolean {
  if (tool.run || Object.hasOwn(profile.models, tool.id)) return true
  const candidates = catalog
    .candidates(tool.id)
    .filter(({ dependable }) => question === undefined || isDependable(dependable, question))
  return allowedAmong(candidates, tool, profile).length > 0
}

/** The candidates that a profile allows for a tool, as `allowsTool` has it. */
export const allowedAmong = (
  candidates: readonly Candidate[],
  { id }: Pick<AnyTool, 'id'>,
  profile: Profile,
): Candidate[] =>
  candidates.filter(
    (one) =>
      route(
        id,
        {},
        {
          candidates: [one],
          profile,
          state: () => ({ readiness: 'loaded' }),
          hasToken: true,
          resting: () => undefined,
          measure: () => undefined,
          now: 0,
        },
      ).ok,
  )

function isDependable(kinds: readonly QuestionKind[] | undefined, question: string): boolean {
  const kind = kindOfQuestion(question)
  return kinds === undefined || (kind !== undefined && kinds.includes(kind))
}
