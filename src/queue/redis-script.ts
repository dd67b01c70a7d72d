import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

type Argument = string | number | Buffer

/**
 * A Lua script: runs as one step that nothing comes between. A connection sends its text once and from then on its hash,
 * so that calls arrive in the order in which they were made. Keys are made from arguments, as in BullMQ's own scripts.
 */
export function redisScript(text: string): (redis: Redis, args: readonly Argument[]) => Promise<unknown> {
  const hash = createHash('sha1').update(text).digest('hex')
  const sent = new WeakSet<Redis>()
  return async (redis, args) => {
    const inFull = () => redis.eval(text, 0, ...args)
    if (!sent.has(redis)) {
      sent.add(redis)
      return inFull()
    }
    try {
      return await redis.evalsha(hash, 0, ...args)
    } catch (error) {
      // A Redis that was started again has forgotten it.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
      return inFull()
    }
  }
}
