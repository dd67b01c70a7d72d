import type { QueueConnection } from '../redis/connection.js'
import { redisScript } from '../redis/redis-script.js'
import type { Priority } from './run-queues.js'

/**
 * Who goes first in a lane. Steps that somebody waits for are in BullMQ's list, which it serves first; steps of batches
 * in its set of prioritized jobs. What keeps these from waiting for ever is `letAgedIn`.
 */
export const stepPriority: Readonly<Record<Priority, { priority?: number }>> = {
  interactive: {},
  batch: { priority: 1 },
}

/** Steps that go before one of a batch that was left waiting. */
const ahead = 8

/** KEYS: the lane. ARGV: jobs. */
const raise = redisScript(`
if redis.call('EXISTS', KEYS[1] .. ':prioritized') == 0 then return 0 end
for _, job in ipairs(ARGV) do
  if redis.call('ZREM', KEYS[1] .. ':prioritized', job) == 1 then
    redis.call('HSET', KEYS[1] .. ':' .. job, 'priority', 0)
    redis.call('LPUSH', KEYS[1] .. ':wait', job)
  end
end
return 1`)

/** Moves steps of a batch among those that somebody waits for: an interactive run needs them too. */
export async function raiseSteps(
  { redis, namespace }: Pick<QueueConnection, 'redis' | 'namespace'>,
  lane: string,
  keys: readonly string[],
): Promise<void> {
  await raise(redis, keys, [`${namespace}:${lane}`])
}

/** KEYS: the lanes. ARGV: the moment before which a job must have come, how many go before it. */
const letIn = redisScript(`
local ahead = tonumber(ARGV[2])
local raised = 0
for _, lane in ipairs(KEYS) do
  local wait, waiting = lane .. ':wait', redis.call('LLEN', lane .. ':wait')
  local last = redis.call('GET', lane .. ':let-in')
  -- Where nobody is ahead of it, it needs no help; and one at a time: the next when this one was taken.
  if waiting > 0 and not (last and redis.call('LPOS', wait, last, 'RANK', -1, 'MAXLEN', 4 * ahead)) then
    local oldest = redis.call('ZRANGE', lane .. ':prioritized', 0, 0)[1]
    local came = oldest and redis.call('HGET', lane .. ':' .. oldest, 'timestamp')
    if came and tonumber(came) <= tonumber(ARGV[1]) then
      redis.call('ZREM', lane .. ':prioritized', oldest)
      redis.call('HSET', lane .. ':' .. oldest, 'priority', 0)
      if waiting < ahead then redis.call('LPUSH', wait, oldest)
      else redis.call('LINSERT', wait, 'BEFORE', redis.call('LINDEX', wait, -ahead), oldest) end
      redis.call('SET', lane .. ':let-in', oldest, 'PX', 3600000)
      raised = raised + 1
    end
  end
end
return raised`)

/**
 * Lets the oldest step of a batch in among the steps that somebody waits for, in each lane where it was left waiting for
 * `ageingMs`: at most eight of them go before it. One at a time, so that they keep at least eight ninths of the lane.
 */
export async function letAgedIn(
  { redis, namespace, now }: Pick<QueueConnection, 'redis' | 'namespace' | 'now'>,
  lanes: readonly string[],
  { ageingMs }: { ageingMs: number },
): Promise<void> {
  if (lanes.length === 0) return
  await letIn(
    redis,
    [Math.round(now() - ageingMs), ahead],
    lanes.map((lane) => `${namespace}:${lane}`),
  )
}
