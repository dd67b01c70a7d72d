import { z } from 'zod'
import type { QueueConnection } from '../redis/connection.js'
import { redisScript } from '../redis/redis-script.js'

/** What is in a lane, or in a queue of runs. */
export interface LaneCount {
  /** Of both priorities. */
  waiting: number
  /** Of these, the ones that somebody waits for; jobs of batches that were let in among them count too. */
  interactive: number
  active: number
  /** When the oldest waiting job came, on Redis's clock. */
  oldestAtMs: number | undefined
}

/**
 * One look at all lanes, in one round trip. KEYS are the queues' key prefixes. Steps of batches are in BullMQ's set of
 * prioritized jobs, the others in its list.
 */
const script = redisScript(`
local found = {}
for i, queue in ipairs(KEYS) do
  local at = ''
  local function older(id)
    if not id then return end
    local came = redis.call('HGET', queue .. ':' .. id, 'timestamp')
    if came and (at == '' or tonumber(came) < tonumber(at)) then at = came end
  end
  older(redis.call('LINDEX', queue .. ':wait', -1))
  older(redis.call('ZRANGE', queue .. ':prioritized', 0, 0)[1])
  local interactive = redis.call('LLEN', queue .. ':wait')
  local waiting = interactive + redis.call('ZCARD', queue .. ':prioritized')
  found[i] = { waiting, interactive, redis.call('LLEN', queue .. ':active'), at }
end
return found`)

const replySchema = z.array(z.tuple([z.number(), z.number(), z.number(), z.string()]))

export async function countLanes(
  { redis, namespace }: QueueConnection,
  lanes: readonly string[],
): Promise<Map<string, LaneCount>> {
  if (lanes.length === 0) return new Map()
  const reply = await script(
    redis,
    [],
    lanes.map((lane) => `${namespace}:${lane}`),
  )
  return new Map(
    replySchema
      .parse(reply)
      .map(([waiting, interactive, active, at], place) => [
        lanes[place] ?? '',
        { waiting, interactive, active, oldestAtMs: at === '' ? undefined : Number(at) },
      ]),
  )
}
