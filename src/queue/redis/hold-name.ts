import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { SwitchyardError } from '../../core/errors.js'
import { scriptFile } from './redis-script.js'

const renewScript = scriptFile('renew-hold')
const releaseScript = scriptFile('release-hold')

/** Renewed so often within its time, so that one lost message is no lost name. */
const renewals = 3

/**
 * Holds a name among all processes of a Redis; undefined while another has it. A holder that dies loses it within `ttlMs`.
 */
export async function holdInRedis(
  redis: Redis,
  key: string,
  { ttlMs = 15_000 }: { ttlMs?: number | undefined } = {},
): Promise<{ lost: AbortSignal; release(): Promise<void> } | undefined> {
  const token = randomUUID()
  if ((await redis.set(key, token, 'PX', ttlMs, 'NX')) !== 'OK') return undefined
  const lost = new AbortController()
  const lose = () => {
    clearInterval(timer)
    lost.abort(
      new SwitchyardError('CANCELLED', 'Another process has taken this work over.', { retryable: true }),
    )
  }
  const timer = setInterval(() => {
    renewScript(redis, [token, ttlMs], [key]).then(
      (renewed) => {
        if (renewed !== 1) lose()
      },
      // Redis is asked again the next time.
      () => undefined,
    )
  }, ttlMs / renewals)
  timer.unref()
  return {
    lost: lost.signal,
    async release() {
      clearInterval(timer)
      await releaseScript(redis, [token], [key])
    },
  }
}
