import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

type Argument = string | number | Buffer

/**
 * A Lua script: runs as one step that nothing comes between. A connection sends its text once and from then on its hash,
 * so that calls arrive in the order in which they were made. Scripts may make keys from their arguments, as BullMQ's own do.
 */
export function redisScript(
  text: string,
): (redis: Redis, args: readonly Argument[], keys?: readonly string[]) => Promise<unknown> {
  const hash = createHash('sha1').update(text).digest('hex')
  const sent = new WeakSet<Redis>()
  return async (redis, args, keys = []) => {
    const inFull = () => redis.eval(text, keys.length, ...keys, ...args)
    if (!sent.has(redis)) {
      sent.add(redis)
      return inFull()
    }
    try {
      return await redis.evalsha(hash, keys.length, ...keys, ...args)
    } catch (error) {
      // A Redis that was started again has forgotten it.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
      return inFull()
    }
  }
}
