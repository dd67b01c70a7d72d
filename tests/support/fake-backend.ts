import type { Backend, BackendCall, BackendProgress, CandidateState } from '../../src/backends/backend.js'
import { type Candidate, candidateId, candidateSchema } from '../../src/config/candidate.js'
import { SwitchyardError } from '../../src/core/errors.js'
import { err, ok, type Result } from '../../src/core/result.js'

/** What a fake backend does with one call: gives an output, fails, or whatever a function makes of it. */
export type Reply =
  | Record<string, unknown>
  | SwitchyardError
  | ((call: {
      input: Record<string, unknown>
      signal: AbortSignal
      onProgress: (progress: BackendProgress) => void
    }) => Promise<Record<string, unknown> | SwitchyardError>)

/** A backend that answers from a script, candidate by candidate. It fails on calls beyond the script. */
export class FakeBackend implements Backend {
  readonly id: Candidate['backend']
  readonly calls: { candidate: string; input: Record<string, unknown> }[] = []
  closed = false
  readonly #replies: Map<string, Reply[]>
  readonly #states: Readonly<Record<string, CandidateState>>

  /** @param script replies in order, by model; `states` by model (default: loaded) */
  constructor(
    script: Readonly<Record<string, Reply[]>>,
    {
      id = 'local',
      states = {},
    }: { id?: Candidate['backend']; states?: Record<string, CandidateState> } = {},
  ) {
    this.id = id
    this.#replies = new Map(Object.entries(script).map(([model, replies]) => [model, [...replies]]))
    this.#states = states
  }

  async call(
    { candidate, input }: BackendCall,
    { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: BackendProgress) => void },
  ): Promise<Result<Record<string, unknown>, SwitchyardError>> {
    this.calls.push({ candidate: candidateId(candidate), input })
    const reply = this.#replies.get(candidate.model)?.shift()
    if (reply === undefined)
      throw new Error(`Unexpected call of ${candidate.model}: the script has no more replies.`)
    const outcome = typeof reply === 'function' ? await reply({ input, signal, onProgress }) : reply
    return outcome instanceof SwitchyardError ? err(outcome) : ok(outcome)
  }

  state(candidate: Candidate): CandidateState {
    return this.#states[candidate.model] ?? { readiness: this.id === 'local' ? 'loaded' : 'remote' }
  }

  async close(): Promise<void> {
    this.closed = true
  }

  /** Replies that nobody asked for; tests expect none. */
  get unused(): string[] {
    return [...this.#replies].flatMap(([model, replies]) => replies.map(() => model))
  }
}

/** A candidate of the catalogue; whatever the test doesn't care about has its default. */
export function candidateOf(model: string, rest: Partial<Candidate> = {}): Candidate {
  return { ...candidateSchema.parse({ backend: 'local', model }), ...rest }
}
