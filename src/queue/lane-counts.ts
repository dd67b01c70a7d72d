import { z } from 'zod'
import type { QueueConnection } from './connection.js'

/** What is in a lane. */
export interface LaneCount {
  waiting: number
  active: number
  /** When the oldest waiting job came, on Redis's clock. */
  oldestAtMs: number | undefined
}

/** One look at all lanes, in one round trip. KEYS are the queues' key prefixes. */
const script = `
local found = {}
for i, queue in ipairs(KEYS) do
  local waiting = redis.call('LLEN', queue .. ':wait')
  local at = false
  if waiting > 0 then at = redis.call('HGET', queue .. ':' .. redis.call('LINDEX', queue .. ':wait', -1), 'timestamp') end
  found[i] = { waiting, redis.call('LLEN', queue .. ':active'), at or '' }
end
return found`

const replySchema = z.array(z.tuple([z.number(), z.number(), z.string()]))

export async function countLanes(
  { redis, namespace }: QueueConnection,
  lanes: readonly string[],
): Promise<Map<string, LaneCount>> {
  if (lanes.length === 0) return new Map()
  const reply = await redis.eval(script, lanes.length, ...lanes.map((lane) => `${namespace}:${lane}`))
  return new Map(
    replySchema
      .parse(reply)
      .map(([waiting, active, at], place) => [
        lanes[place] ?? '',
        { waiting, active, oldestAtMs: at === '' ? undefined : Number(at) },
      ]),
  )
}
