import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Redis } from 'ioredis'

type ScriptArgument = string | number | Buffer

/** Runs a script on a connection. Scripts may make keys from their arguments, as BullMQ's own do. */
export type RedisScript = (
  redis: Redis,
  args: readonly ScriptArgument[],
  keys?: readonly string[],
) => Promise<unknown>

/**
 * A Lua script: runs as one step that nothing comes between. A connection sends its text once and from then on its hash,
 * so that calls arrive in the order in which they were made.
 */
export function createScript(text: string): RedisScript {
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

/** A script of `queue/scripts/`, by its path there without `.lua`. It is read when it is first called. */
export function scriptFile(name: string): RedisScript {
  let script: RedisScript | undefined
  return (redis, args, keys) => {
    script ??= createScript(readScript(name))
    return script(redis, args, keys)
  }
}

const folder = new URL('../scripts/', import.meta.url)

/** The text of a script, with the files that it includes by lines such as `--- @include "includes/batch"` in their places. */
export function readScript(name: string): string {
  return readFileSync(new URL(`${name}.lua`, folder), 'utf8').replace(
    /^--- @include "([^"]+)"$/gm,
    (_, included: string) => readScript(included),
  )
}
