import type { Votes } from '../routing/judgements/liking.js'
import type { Feedback, OpinionVerdict } from './feedback.js'

/** What somebody thinks of what a model found for a tool. */
export interface StepJudgement {
  tool: string
  /** The candidate's id. */
  model: string
  inputDigest: string
  verdict: OpinionVerdict
  /** What was judged: the step, or the answer, which rests on this step alone. */
  of: 'step' | 'answer'
  from: Feedback
}

/**
 * What opinions say of models. One of an answer counts for the model of its step where there is only one: of several,
 * nobody knows which is to blame.
 */
export function stepJudgements(all: readonly Feedback[]): StepJudgement[] {
  return all.flatMap((from) => {
    const { verdict, step: judged } = from
    if (verdict === null) return []
    const withModel = from.steps.filter(({ candidates }) => candidates.length > 0)
    const steps =
      judged !== undefined
        ? withModel.filter(({ id }) => id === judged)
        : withModel.length === 1
          ? withModel
          : []
    return steps.flatMap(({ tool, candidates, inputDigest }) =>
      candidates.map(
        (model): StepJudgement => ({
          tool,
          model,
          inputDigest,
          verdict,
          of: judged === undefined ? 'answer' : 'step',
          from,
        }),
      ),
    )
  })
}

/** Where the votes for a candidate of a tool are. */
export const voteKey = (tool: string, candidate: string): string => `${tool} ${candidate}`

/**
 * Votes by `voteKey`. Each person has one for each input: the last one counts, and what was said of the step goes before what
 * was said of the answer.
 */
export function countVotes(all: readonly Feedback[]): Map<string, Votes> {
  const ballots = new Map<string, StepJudgement>()
  for (const judgement of stepJudgements(all)) {
    const { tool, model, inputDigest, of, from } = judgement
    const key = [from.owner, tool, model, inputDigest].join(' ')
    if (of === 'step' || ballots.get(key)?.of !== 'step') ballots.set(key, judgement)
  }
  const votes = new Map<string, Votes>()
  for (const { tool, model, verdict } of ballots.values()) {
    const key = voteKey(tool, model)
    const counted = votes.get(key) ?? { good: 0, bad: 0 }
    votes.set(key, { ...counted, [verdict]: counted[verdict] + 1 })
  }
  return votes
}
