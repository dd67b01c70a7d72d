import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { type Budget, createBudget } from '../../spending/budget.js'
import { formatUsd } from '../../spending/price.js'
import { ApiError } from '../http/api-error.js'
import { formatKeyBudget, type KeyLimits, longestRateSeconds, nextPeriod, periodOf } from './key-limits.js'
import type { SpentLedger } from './spent-ledger.js'

/** What one key uses of what it may. */
export interface KeyAccount {
  /** Asked before each call that may cost money, and told after it. */
  budget: Budget
  /**
   * Counts one more request that sends work or files.
   *
   * @throws ApiError 429 when there were too many, or the budget is spent
   */
  countRequest(): Promise<void>
  /**
   * Counts one more request among those that run or wait at once. Returns what ends it; a second call does nothing.
   *
   * @throws ApiError 429 when too many do
   */
  enter(): () => void
}

export interface KeyAccountOptions {
  id: string
  limits: KeyLimits
  ledger: SpentLedger
  /** Whether calls pass under a budget whose price is not known. */
  allowUnknownPrice: boolean
  now?: (() => Date) | undefined
}

export function createKeyAccount({
  id,
  limits: { budget: limit, rate, concurrent },
  ledger,
  allowUnknownPrice,
  now = () => new Date(),
}: KeyAccountOptions): KeyAccount {
  // A file may hold a longer time, in which a timer would overflow and count nothing.
  const perSeconds = Math.min(rate?.perSeconds ?? 1, longestRateSeconds)
  const limiter = rate && new RateLimiterMemory({ points: rate.requests, duration: perSeconds })
  const spentUsd = () => ledger.spentUsd(id, limit ? periodOf(limit, now()) : '')
  const budget = createBudget({
    scope: 'key',
    limitUsd: limit ? limit.usd : Number.POSITIVE_INFINITY,
    allowUnknownPrice: limit ? allowUnknownPrice : true,
    spent: {
      get usd() {
        return spentUsd()
      },
      add: (usd) => ledger.add(id, usd),
    },
  })
  let entered = 0

  return {
    budget,
    async countRequest() {
      // A budget of nothing is for what is free.
      if (limit && limit.usd > 0 && spentUsd() >= limit.usd) {
        const next = nextPeriod(limit, now())
        throw quotaSpent(
          `This key may spend ${formatKeyBudget(limit)}, and ${formatUsd(spentUsd())} are spent. ${next ? `It may spend again from ${next.toISOString()} on; the` : 'The'} operator can make one that may spend more.`,
          next && Math.ceil((next.getTime() - now().getTime()) / 1000),
        )
      }
      await limiter?.consume(id).catch((refused: unknown) => {
        if (!(refused instanceof RateLimiterRes)) throw refused
        throw new ApiError(
          `This key may send ${rate?.requests} requests in ${perSeconds} seconds. Send this one again later.`,
          {
            status: 429,
            code: 'rate_limit_exceeded',
            retry: true,
            retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
          },
        )
      })
    },
    enter() {
      if (concurrent !== undefined && entered >= concurrent)
        throw new ApiError(
          `This key may have ${concurrent} requests at once, and as many run or wait. Send this one again when one of them has ended.`,
          { status: 429, code: 'too_many_concurrent_requests', retry: true, retryAfterSeconds: 1 },
        )
      entered += 1
      let isOver = false
      return () => {
        if (!isOver) entered -= 1
        isOver = true
      }
    },
  }
}

/** What OpenAI's API says of an account without money. */
const quotaSpent = (message: string, retryAfterSeconds?: number): ApiError =>
  new ApiError(message, { status: 429, code: 'insufficient_quota', retryAfterSeconds })
