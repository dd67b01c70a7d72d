import { z } from 'zod'
import type { QueueConnection } from '../redis/connection.js'
import { parseMessage, type StepMessage, stepNewsSchema } from '../redis/messages.js'
import { stepKeyPrefixes } from '../redis/queue-keys.js'
import { scriptFile } from '../redis/redis-script.js'

/**
 * Who waits for which step, and how they are told. A process that waits for steps has one channel for all of them, and is
 * noted in a set beside each step; so a worker tells of a whole micro-batch with one call, and only to them.
 */

type Connection = Pick<QueueConnection, 'redis' | 'keys'>

/** Kept this long without a look from the waiting processes; they look every few seconds. */
const waitersKeptMs = 3_600_000
const joinScript = scriptFile('join-waiters')
const beginScript = scriptFile('begin-steps')
const tellScript = scriptFile('tell-waiters')

const resultsSchema = z.array(z.string().nullable())
const beginningsSchema = z.array(z.tuple([z.number(), z.number(), z.string().nullable()]))

/** Notes that `waiter` waits for these steps from now on, and returns the results of those that are finished. */
export async function joinWaiters(
  connection: Connection,
  waiter: string,
  steps: readonly string[],
): Promise<(string | null)[]> {
  const args = [...stepKeyPrefixes(connection.keys), waiter, waitersKeptMs, ...steps]
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
  // A process that died is still noted, but nothing listens on its channel.
  const subscribers = await redis.pubsub('NUMSUB', ...others.map((other) => keys.news(other)))
  return subscribers.some((count) => typeof count === 'number' && count > 0)
}

/** What is known of a step when a process has taken its job. */
export interface StepBeginning {
  /** Processes that it has ended: see `StepCost`. */
  cost: { alone: number; together: number }
  /** Its output, JSON. */
  result: string | null
}

/**
 * Looks up what steps have cost and whether they are finished. Those that have cost nothing and are not finished are noted
 * as running in this process, and those who wait for them hear that they start.
 */
export async function beginSteps(
  connection: Connection,
  steps: readonly { key: string; token: string }[],
  { keepMs }: { keepMs: number },
): Promise<StepBeginning[]> {
  if (steps.length === 0) return []
  const started: StepMessage = { kind: 'progress', progress: { kind: 'started' } }
  const each = steps.flatMap(({ key, token }) => [key, token])
  const args = [...stepKeyPrefixes(connection.keys), JSON.stringify(started), keepMs, ...each]
  const found = await beginScript(connection.redis, args)
  return beginningsSchema
    .parse(found)
    .map(([alone, together, result]) => ({ cost: { alone, together }, result }))
}

/** Tells the processes that wait for a step. `last`: they wait no longer. */
export async function tellWaiters(
  connection: Connection,
  key: string,
  message: StepMessage,
  { last = false }: { last?: boolean | undefined } = {},
): Promise<void> {
  const args = [...stepKeyPrefixes(connection.keys), last ? 1 : 0, key, JSON.stringify(message)]
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
