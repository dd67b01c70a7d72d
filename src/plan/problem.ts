/** One thing that is wrong with a plan. `message` stands by itself: it names the step and says what is available. */
export type PlanProblem = {
  message: string
  /** The step's id, or its place in the list when it has none. */
  step?: string | undefined
  /** Where in the plan or in the step: `steps[2].input`, `labels`. */
  path?: string | undefined
} & (
  | {
      code:
        | 'malformed'
        | 'duplicate-step-id'
        /** A step's id is a media name, so that the media could not be referenced any more. */
        | 'shadowed-media'
        | 'missing-input'
        | 'wrong-type'
        | 'wrong-modality'
        /** A step names a model, though its tool runs on none or the request did not ask for this one. */
        | 'wrong-model'
    }
  /** `nearest`: names that may have been meant, the likeliest first. */
  | { code: 'unknown-tool' | 'unknown-input' | 'unknown-reference'; nearest: readonly string[] }
  /** `cycle`: the ids of steps of which each waits for the next, and the last for the first. */
  | { code: 'cycle'; cycle: readonly string[] }
  | { code: 'too-many-steps'; steps: number; maxSteps: number }
)

const shownProblems = 40

/** All problems as a list, one line each, for an LLM that repairs its plan and for people. */
export function formatProblems(problems: readonly PlanProblem[]): string {
  const lines = problems.slice(0, shownProblems).map(({ message }) => `- ${message}`)
  const more = problems.length - lines.length
  return [...lines, ...(more > 0 ? [`- ... and ${more} more problems.`] : [])].join('\n')
}
