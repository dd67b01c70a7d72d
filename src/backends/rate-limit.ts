import type { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { Candidate } from '../config/candidate.js'
import type { Profile } from '../config/profile.js'
import { type Clock, sleep, systemClock } from '../core/clock.js'
import { toSwitchyardError } from '../core/errors.js'
import { retryAfterMsOf } from '../core/flow/retry.js'
import { isFull } from '../core/redis-full.js'
import { err } from '../core/result.js'
import type { Backend } from './backend.js'
import { wrapBackend } from './wrap-backend.js'

export interface RateLimitOptions {
  /** Calls in so many seconds, by provider or by host of an endpoint; what isn't named is not limited. */
  limits: Profile['remote']['rateLimits']
  /** Where calls are counted. With a Redis, all processes that share it keep the limits together. Default: this process. */
  redis?: { client: unknown; keyPrefix: string } | undefined
  /** Default: the system's. */
  clock?: Clock | undefined
}

/** More than anything reaches: then only a provider's own `Retry-After` counts. */
const unlimited = { calls: 1_000_000_000, perSeconds: 1 }
/** How long a call waits before it is counted again, after Redis had no memory to count it. */
const fullPauseMs = 1_000

/**
 * Keeps a backend's calls within each provider's rate, by making them wait, as `queued`. When a provider says how long it
 * wants to be left alone (HTTP 429 with `Retry-After`), all processes that share the Redis leave it alone. Windows are fixed, as
 * the ones of most providers are.
 */
export function withRateLimit(
  backend: Backend,
  { limits, redis, clock = systemClock }: RateLimitOptions,
): Backend {
  const limiters = new Map<string, RateLimiterMemory | RateLimiterRedis>()

  async function limiterOf(who: string): Promise<RateLimiterMemory | RateLimiterRedis> {
    const { RateLimiterMemory, RateLimiterRedis } = await import('rate-limiter-flexible')
    const known = limiters.get(who)
    if (known) return known
    const { calls: points, perSeconds } = limits[who] ?? unlimited
    // In a longer time a timer would overflow, and nothing be counted.
    const duration = Math.min(perSeconds, 24 * 86_400)
    const limiter = redis
      ? new RateLimiterRedis({ storeClient: redis.client, keyPrefix: redis.keyPrefix, points, duration })
      : new RateLimiterMemory({ points, duration })
    limiters.set(who, limiter)
    return limiter
  }

  async function takeTurn(who: string, signal: AbortSignal, onWait: () => void): Promise<void> {
    for (;;) {
      const { RateLimiterRes } = await import('rate-limiter-flexible')
      const limiter = await limiterOf(who)
      const waitMs = await limiter
        .consume(who)
        .then(() => 0)
        .catch((refused) => {
          if (refused instanceof RateLimiterRes) return Math.max(1, refused.msBeforeNext)
          if (isFull(refused)) return fullPauseMs
          throw refused
        })
      if (waitMs === 0) return
      onWait()
      await sleep(clock, waitMs, signal)
    }
  }

  return wrapBackend(backend, {
    async call(call, options) {
      const { signal, onProgress } = options
      const who = whoOf(call.candidate)
      try {
        await takeTurn(who, signal, () => onProgress({ kind: 'queued' }))
      } catch (thrown) {
        return err(toSwitchyardError(thrown))
      }
      const result = await backend.call(call, options)
      if (result.ok || result.error.code !== 'PROVIDER_LIMIT') return result
      const retryAfterMs = retryAfterMsOf(result.error)
      if (retryAfterMs !== undefined) {
        const limiter = await limiterOf(who)
        await limiter.block(who, Math.ceil(retryAfterMs / 1000)).catch(() => undefined)
      }
      return result
    },
  })
}

const whoOf = ({ endpoint, provider }: Candidate): string =>
  endpoint === undefined ? provider : new URL(endpoint).host
