import { z } from 'zod'
import type { QueueConnection } from '../redis/connection.js'
import { parseMessage, type StepMessage, stepNewsSchema } from '../redis/messages.js'
import { redisScript } from '../redis/redis-script.js'

/**
 * Who waits for which step, and how they are told. A process that waits for steps has one channel for all of them, and is
 * noted in a set beside each step; so a worker tells of a whole micro-batch with one call, and to nobody else.
 */

type Connection = Pick<QueueConnection, 'redis' | 'keys'>

/** Kept this long without a look from those who wait; they look every few seconds. */
const waitersKeptMs = 3_600_000
/** ARGV of all scripts: what keys and channels start with; then what is said of each; then the steps' keys. */
export const prefixes = ({ keys }: Connection) => [
  keys.result(''),
  keys.waiters(''),
  keys.strikes(''),
  keys.news(''),
]

/** ARGV: the waiter, how long to note it, the steps. Returns the results that are there. */
const joinScript = redisScript(`
local found = {}
for i = 7, #ARGV do
  redis.call('SADD', ARGV[2] .. ARGV[i], ARGV[5])
  redis.call('PEXPIRE', ARGV[2] .. ARGV[i], ARGV[6])
  found[#found + 1] = redis.call('GET', ARGV[1] .. ARGV[i])
end
return found`)

/** Lua that gathers what each waiter is told: `tell` for a step, `send` at the end. Needs `prefixes` as the first arguments. */
export const collectNews = `
local news = {}
local function tell(key, message)
  for _, waiter in ipairs(redis.call('SMEMBERS', ARGV[2] .. key)) do
    local texts = news[waiter] or {}
    news[waiter] = texts
    texts[#texts + 1] = '["' .. key .. '",' .. message .. ']'
  end
end
local function send()
  for waiter, texts in pairs(news) do
    redis.call('PUBLISH', ARGV[4] .. waiter, '[' .. table.concat(texts, ',') .. ']')
  end
end`

/** ARGV: the message, the steps. */
const beginScript = redisScript(`${collectNews}
local found = {}
for i = 6, #ARGV do
  local strikes, result = redis.call('GET', ARGV[3] .. ARGV[i]), redis.call('GET', ARGV[1] .. ARGV[i])
  if not strikes and not result then tell(ARGV[i], ARGV[5]) end
  found[#found + 1] = { tonumber(strikes) or 0, result }
end
send()
return found`)

/** ARGV: whether they wait no longer, the step, the message. */
const tellScript = redisScript(`${collectNews}
tell(ARGV[6], ARGV[7])
if ARGV[5] == '1' then redis.call('DEL', ARGV[2] .. ARGV[6]) end
send()`)

const resultsSchema = z.array(z.string().nullable())
const beginningsSchema = z.array(z.tuple([z.number(), z.string().nullable()]))

/** Notes that `waiter` waits for these steps from now on, and returns the results of those that are finished. */
export async function joinWaiters(
  connection: Connection,
  waiter: string,
  steps: readonly string[],
): Promise<(string | null)[]> {
  const args = [...prefixes(connection), waiter, waitersKeptMs, ...steps]
  return resultsSchema.parse(await joinScript(connection.redis, args))
}

/** Notes that `waiter` waits no longer, and says whether any process that still listens does. */
export async function leaveWaiters(
  { redis, keys }: Connection,
  waiter: string,
  key: string,
): Promise<boolean> {
  await redis.srem(keys.waiters(key), waiter)
  const others = await redis.smembers(keys.waiters(key))
  if (others.length === 0) return false
  // A process that died is still noted, but nobody hears on its channel.
  const heard = await redis.pubsub('NUMSUB', ...others.map((other) => keys.news(other)))
  return heard.some((count) => typeof count === 'number' && count > 0)
}

/** Looks up what steps have cost and whether they are finished, and tells those who wait for the others that they start. */
export async function beginSteps(
  connection: Connection,
  steps: readonly string[],
): Promise<{ strikes: number; result: string | null }[]> {
  if (steps.length === 0) return []
  const started: StepMessage = { kind: 'progress', progress: { kind: 'started' } }
  const args = [...prefixes(connection), JSON.stringify(started), ...steps]
  const found = await beginScript(connection.redis, args)
  return beginningsSchema.parse(found).map(([strikes, result]) => ({ strikes, result }))
}

/** Tells those who wait for a step. `last`: they wait no longer. */
export async function tellWaiters(
  connection: Connection,
  key: string,
  message: StepMessage,
  { last = false }: { last?: boolean } = {},
): Promise<void> {
  const args = [...prefixes(connection), last ? 1 : 0, key, JSON.stringify(message)]
  await tellScript(connection.redis, args)
}

/** Hears the news on a waiter's channel, each in a turn of its own: see `coalesce`. Resolves once it does, to what stops it. */
export function hearNews(
  { hub, keys }: Pick<QueueConnection, 'hub' | 'keys'>,
  waiter: string,
  listener: (key: string, message: StepMessage) => void,
): Promise<() => Promise<void>> {
  return hub.subscribe(keys.news(waiter), (text) => {
    setImmediate(() => {
      for (const [key, message] of parseMessage(stepNewsSchema, text) ?? []) listener(key, message)
    })
  })
}
