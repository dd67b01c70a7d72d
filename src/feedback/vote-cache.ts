import type { Judgements } from '../routing/judgements/judgements.js'
import type { Votes } from '../routing/judgements/liking.js'
import type { Feedback } from './feedback.js'
import { countVotes, voteKey } from './step-judgements.js'

/** Opinions as they were when they were last looked at, with the votes in them. */
export interface VoteCache extends Judgements {
  /** Looks now, and gives what holds. */
  refresh(): Promise<readonly Feedback[]>
}

/** Least time between two looks at what other processes have written, milliseconds. */
const lookEveryMs = 2000

/** @param look what holds; undefined where nothing has changed since it was called last */
export function createVoteCache({
  look,
  now = Date.now,
}: {
  look: () => Promise<readonly Feedback[] | undefined>
  now?: () => number
}): VoteCache {
  let known: readonly Feedback[] = []
  let votes = new Map<string, Votes>()
  let lookedAt = now()
  let looking: Promise<unknown> = Promise.resolve()

  async function lookAgain(): Promise<readonly Feedback[]> {
    lookedAt = now()
    const found = await look()
    if (found) {
      known = found
      votes = countVotes(found)
    }
    return known
  }

  /** One look after the other: a later one never gives an older state. */
  const refresh = (): Promise<readonly Feedback[]> => {
    const looked = looking.then(lookAgain)
    looking = looked.catch(() => undefined)
    return looked
  }

  return {
    refresh,
    votes(tool, candidate) {
      // The router does not wait: the next one knows more.
      if (now() - lookedAt >= lookEveryMs) refresh().catch(() => undefined)
      return votes.get(voteKey(tool, candidate))
    },
  }
}
