import { z } from 'zod'
import { formatUsd } from '../../spending/price.js'

/** What a key may use. What is not named is not limited. */
export const keyLimitsSchema = z.object({
  /** US dollars, by estimated prices: in each day or month (UTC), or altogether. */
  budget: z.strictObject({ usd: z.number().min(0), per: z.enum(['day', 'month']).optional() }).optional(),
  /** Requests that run something, and uploads, in so many seconds. */
  rate: z.strictObject({ requests: z.int().positive(), perSeconds: z.int().positive() }).optional(),
  /** Requests that run or wait at once. */
  concurrent: z.int().positive().optional(),
})

/** The longest time in which requests are counted, seconds: timers of the system reach 24 days. */
export const longestRateSeconds = 24 * 86_400

/** What a new key may use, as far as a server can hold it to that. */
export const newKeyLimitsSchema = keyLimitsSchema.extend({
  rate: keyLimitsSchema.shape.rate.refine((rate) => !rate || rate.perSeconds <= longestRateSeconds, {
    path: ['perSeconds'],
    error: `must be at most ${longestRateSeconds} (24 days); for longer times give the key a budget`,
  }),
})
export type KeyLimits = z.output<typeof keyLimitsSchema>
export type KeyBudget = NonNullable<KeyLimits['budget']>

/** The days that a budget covers, as the beginning of `2026-11-27`: the day, the month, or nothing for all. */
export function periodOf({ per }: KeyBudget, now: Date): string {
  const day = now.toISOString().slice(0, 10)
  return per === 'day' ? day : per === 'month' ? day.slice(0, 7) : ''
}

/** When the budget's next period begins; undefined where there is none. */
export function nextPeriod({ per }: KeyBudget, now: Date): Date | undefined {
  if (per === undefined) return undefined
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  return new Date(per === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1))
}

/** `$10.00 a month`. */
export const formatKeyBudget = ({ usd, per }: KeyBudget): string =>
  `${formatUsd(usd)}${per === undefined ? '' : ` a ${per}`}`
