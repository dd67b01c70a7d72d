import type { Votes } from '../routing/judgements/liking.js'
import { type Feedback, localOwner, type OpinionVerdict } from './feedback.js'

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

/** Most votes of one key for a candidate of a tool: fewer than it takes to dislike one, so that no key does that alone. */
const mostVotes = 3

/**
 * Votes by `voteKey`. Each person has one for each input: the last one counts, and what was said of the step goes before what
 * was said of the answer. Of one key the last three for a candidate of a tool count.
 */
export function countVotes(all: readonly Feedback[]): Map<string, Votes> {
  const ballots = new Map<string, StepJudgement>()
  for (const judgement of stepJudgements(all)) {
    const { tool, model, inputDigest, of, from } = judgement
    const key = [from.owner, tool, model, inputDigest].join(' ')
    if (of !== 'step' && ballots.get(key)?.of === 'step') continue
    ballots.delete(key)
    ballots.set(key, judgement)
  }
  const votes = new Map<string, Votes>()
  const byOwner = new Map<string, number>()
  for (const { tool, model, verdict, from } of [...ballots.values()].reverse()) {
    const key = voteKey(tool, model)
    const own = `${from.owner} ${key}`
    const before = byOwner.get(own) ?? 0
    if (from.owner !== localOwner && before >= mostVotes) continue
    byOwner.set(own, before + 1)
    const counted = votes.get(key) ?? { good: 0, bad: 0 }
    votes.set(key, { ...counted, [verdict]: counted[verdict] + 1 })
  }
  return votes
}
