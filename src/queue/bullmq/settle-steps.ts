import { z } from 'zod'
import { collectNews, prefixes } from '../lanes/step-waiters.js'
import type { QueueConnection } from '../redis/connection.js'
import { redisScript } from '../redis/redis-script.js'

/** A step that ends well. */
export interface Settled {
  key: string
  /** Its job is in this lane, held with this token. */
  lane: string
  token: string
  output: Record<string, unknown>
  /** Whether it is new: then it is stored. */
  computed: boolean
}

/** Outputs up to this size travel with the message that tells of them; bytes of JSON. */
const carriedOutput = 16_000

/**
 * ARGV: how long to keep outputs, most to carry, the namespace, the counters of lanes, then of each step: key, output, new or
 * not, lane, token. Returns for each whether its job was still held: one whose lock has run out is, unless another has taken
 * it. A job without parents whose end nobody looks up in its queue is taken out as BullMQ's `moveToFinished` does it, without
 * the rest of what that is made for.
 */
const settleScript = redisScript(`${collectNews}
local ends, done = {}, {}
for i = 9, #ARGV, 5 do
  local key, output, queue, token = ARGV[i], ARGV[i + 1], ARGV[7] .. ':' .. ARGV[i + 3], ARGV[i + 4]
  if ARGV[i + 2] == '1' then redis.call('SET', ARGV[1] .. key, output, 'PX', ARGV[5]) end
  local carried = ''
  if #output <= tonumber(ARGV[6]) then carried = ',"output":' .. output end
  tell(key, '{"kind":"done"' .. carried .. '}')
  redis.call('DEL', ARGV[2] .. key)
  local job = queue .. ':' .. key
  local holder = redis.call('GET', job .. ':lock')
  local held = (holder == token or not holder) and redis.call('LREM', queue .. ':active', -1, key) == 1
  if held then
    redis.call('DEL', job, job .. ':lock', job .. ':logs')
    redis.call('SREM', queue .. ':stalled', key)
    done[ARGV[i + 3]] = (done[ARGV[i + 3]] or 0) + 1
  end
  ends[#ends + 1] = held and 1 or 0
end
for lane, count in pairs(done) do redis.call('HINCRBY', ARGV[8], lane, count) end
send()
return ends`)

const endsSchema = z.array(z.number())

/**
 * Stores outputs, tells those who wait for them and takes the jobs out of their lanes, as one step that no crash can come
 * between. Returns for each whether this process still held its job; otherwise someone else has it, and finds the output.
 */
export async function settleSteps(
  connection: Pick<QueueConnection, 'redis' | 'keys' | 'namespace'>,
  steps: readonly Settled[],
  { keepMs }: { keepMs: number },
): Promise<boolean[]> {
  const { redis, keys, namespace } = connection
  const each = steps.flatMap(({ key, output, computed, lane, token }) => [
    key,
    JSON.stringify(output),
    computed ? 1 : 0,
    lane,
    token,
  ])
  const args = [...prefixes(connection), keepMs, carriedOutput, namespace, keys.laneDone, ...each]
  return endsSchema.parse(await settleScript(redis, args)).map((held) => held === 1)
}
