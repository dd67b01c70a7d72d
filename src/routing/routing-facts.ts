import type { Backend } from '../backends/backend.js'
import type { Candidate } from '../config/candidate.js'
import type { Profile } from '../config/profile.js'
import type { AnyTool } from '../tools/tool.js'
import type { CandidateMemory } from './candidate-memory.js'
import type { CircuitBreaker } from './circuit-breaker.js'
import type { RoutingFacts } from './facts.js'
import type { Judgements } from './judgements/judgements.js'
import type { OpenModels } from './open-models/open-models.js'

/** What routes are decided with. */
export interface RoutingServices {
  catalog: { candidates(tool: string): readonly Candidate[] }
  /** Finds out about models that steps name and the catalogue has not. Absent: only the catalogue's can run. */
  openModels?: OpenModels | undefined
  backends: readonly Backend[]
  profile: Profile
  /** Whether there is a token for Hugging Face's servers. */
  hasToken: boolean
  breaker: Pick<CircuitBreaker, 'open'>
  memory: CandidateMemory
  /** What people said of results. Absent: nobody is asked. */
  judgements?: Judgements | undefined
}

/** All that is known now for the choice of a candidate of a tool. */
export function routingFacts(tool: AnyTool, services: RoutingServices): RoutingFacts {
  const { catalog, backends, profile, hasToken, breaker, memory, judgements } = services
  return {
    candidates: catalog.candidates(tool.id),
    profile,
    hasToken,
    resting: (id) => breaker.open(id),
    measure: (id) => memory.get(tool.id, id),
    votes: (id) => judgements?.votes(tool.id, id),
    now: memory.now(),
    state: (candidate) =>
      backends.find(({ id }) => id === candidate.backend)?.state(candidate, tool) ?? {
        readiness: 'absent',
        unavailable: `needs the backend ${candidate.backend}, which is not set up`,
      },
  }
}
