import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

type Argument = string | number | Buffer

/** A Lua script that Redis keeps: only its digest travels, but for the first time. */
export function luaScript(
  code: string,
): (redis: Redis, keys: readonly string[], args: readonly Argument[]) => Promise<unknown> {
  const digest = createHash('sha1').update(code).digest('hex')
  return async (redis, keys, args) => {
    try {
      return await redis.evalsha(digest, keys.length, ...keys, ...args)
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
      return redis.eval(code, keys.length, ...keys, ...args)
    }
  }
}
