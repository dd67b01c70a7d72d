import { z } from 'zod'
import { parseJson } from '../../core/json.js'
import { boundFeedback } from '../../feedback/bound-feedback.js'
import { aboutOf, type Feedback, feedbackSchema } from '../../feedback/feedback.js'
import type { FeedbackStore } from '../../feedback/feedback-store.js'
import { createVoteCache } from '../../feedback/vote-cache.js'
import type { QueueConnection } from '../redis/connection.js'
import { submitError } from '../redis/while-full.js'

/** Changes that are remembered: whoever has missed more reads all anew. */
const mostChanges = 1000

/** Opinions in Redis: what is said at any server counts for the drivers of all workers. */
export async function openRedisFeedback({
  redis,
  keys,
}: Pick<QueueConnection, 'redis' | 'keys'>): Promise<FeedbackStore> {
  let lastVersion: number | undefined
  let held = new Map<string, Feedback>()

  /** What was said of these, from Redis. */
  async function take(abouts: readonly string[], into: Map<string, Feedback>): Promise<void> {
    if (abouts.length === 0) return
    const said = await redis.hmget(keys.feedback, ...abouts)
    for (const [at, about] of abouts.entries()) {
      const feedback = feedbackSchema.safeParse(parseJson(said[at] ?? '')).data
      if (feedback) into.set(about, boundFeedback(feedback))
      else into.delete(about)
    }
  }

  const cache = createVoteCache({
    async look() {
      if (Number((await redis.get(keys.feedbackVersion)) ?? 0) === lastVersion) return undefined
      const known = lastVersion ?? Number.NEGATIVE_INFINITY
      const [[, counted] = [], [, listed] = []] =
        (await redis.multi().get(keys.feedbackVersion).lrange(keys.feedbackChanges, 0, -1).exec()) ?? []
      const version = Number(counted ?? 0)
      const changed = z.array(z.string()).catch([]).parse(listed)
      const missed = version - known
      if (missed >= 0 && missed <= changed.length) await take([...new Set(changed.slice(0, missed))], held)
      else {
        const all = new Map<string, Feedback>()
        const abouts = await redis.hkeys(keys.feedback)
        for (let at = 0; at < abouts.length; at += 100) await take(abouts.slice(at, at + 100), all)
        held = all
      }
      lastVersion = version
      return [...held.values()].sort((a, b) => (a.at < b.at ? -1 : 1))
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
        .lpush(keys.feedbackChanges, about)
        .ltrim(keys.feedbackChanges, 0, mostChanges - 1)
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
