import type { Judgements } from '../routing/judgements/judgements.js'
import type { Feedback } from './feedback.js'
import { openFeedbackFile } from './feedback-file.js'
import { createVoteCache } from './vote-cache.js'

/** What people said of runs, kept for good. */
export interface FeedbackStore extends Judgements {
  /** Keeps an opinion. It takes the place of what the same person said of the same answer or step before. */
  add(feedback: Feedback): Promise<void>
  /** What holds now, the oldest first. */
  list(): Promise<Feedback[]>
}

/**
 * Opinions in a file, a line each. Several processes may write to it. A line that can't be read, such as one that a crash has
 * cut short, is left out; a file that can't be read is an error of `add` and `list`, and models are chosen without it.
 */
export async function openFeedbackStore({
  file,
  keepBytes,
  now,
}: {
  file: string
  /** From how many bytes on what holds no more is dropped from the file. Default: 1 MB. */
  keepBytes?: number | undefined
  now?: () => number
}): Promise<FeedbackStore> {
  const kept = openFeedbackFile(file, keepBytes)
  const cache = createVoteCache({ ...(now && { now }), look: kept.read })
  await cache.refresh().catch(() => undefined)
  return {
    async add(feedback) {
      await kept.append(feedback)
      await cache.refresh()
    },
    list: async () => [...(await cache.refresh())],
    votes: cache.votes,
  }
}
