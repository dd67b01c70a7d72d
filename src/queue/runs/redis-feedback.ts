import { parseJson } from '../../core/json.js'
import { feedbackSchema } from '../../feedback/feedback.js'
import { aboutOf, type FeedbackStore } from '../../feedback/feedback-store.js'
import { createVoteCache } from '../../feedback/vote-cache.js'
import type { QueueConnection } from '../redis/connection.js'
import { submitError } from '../redis/while-full.js'

/** Opinions in Redis: what is said at any server counts for the drivers of all workers. */
export async function openRedisFeedback({
  redis,
  keys,
}: Pick<QueueConnection, 'redis' | 'keys'>): Promise<FeedbackStore> {
  let lastVersion: string | null | undefined
  const cache = createVoteCache({
    async look() {
      const version = await redis.get(keys.feedbackVersion)
      if (version === lastVersion) return undefined
      const said = await redis.hvals(keys.feedback)
      lastVersion = version
      return said
        .flatMap((text) => feedbackSchema.safeParse(parseJson(text)).data ?? [])
        .sort((a, b) => (a.at < b.at ? -1 : 1))
    },
  })
  await cache.refresh()
  return {
    async add(feedback) {
      const about = aboutOf(feedback)
      const writing = redis.multi()
      if (feedback.verdict === null) writing.hdel(keys.feedback, about)
      else writing.hset(keys.feedback, about, JSON.stringify(feedback))
      const replies = await writing
        .incr(keys.feedbackVersion)
        .exec()
        .catch((error) => {
          throw submitError(error)
        })
      for (const [error] of replies ?? []) if (error) throw submitError(error)
      await cache.refresh()
    },
    list: async () => [...(await cache.refresh())],
    votes: cache.votes,
  }
}
