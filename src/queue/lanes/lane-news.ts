import { z } from 'zod'
import type { QueueConnection } from '../redis/connection.js'
import { parseMessage } from '../redis/messages.js'

/** Jobs that have come into a lane; fewer where some of them were in it already. */
const laneNewsSchema = z.object({
  lane: z.string(),
  jobs: z.int().nonnegative(),
  /** Of these, the ones that somebody waits for. */
  interactive: z.int().nonnegative(),
})
export type LaneNews = z.infer<typeof laneNewsSchema>

export async function tellWorkers(
  { redis, keys }: Pick<QueueConnection, 'redis' | 'keys'>,
  news: LaneNews,
): Promise<void> {
  await redis.publish(keys.laneAdded, JSON.stringify(news))
}

/** Resolves once it hears, to what stops it. */
export function hearOfLanes(
  { hub, keys }: Pick<QueueConnection, 'hub' | 'keys'>,
  listener: (news: LaneNews) => void,
): Promise<() => Promise<void>> {
  return hub.subscribe(keys.laneAdded, (text) => {
    const news = parseMessage(laneNewsSchema, text)
    if (news) listener(news)
  })
}
