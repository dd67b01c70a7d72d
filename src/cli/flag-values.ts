import { InvalidArgumentError } from 'commander'
import { dayMs } from '../core/clock.js'

/*
 * What flags take, from text to values. Commander names the flag and what was written; the message says what to write.
 */

/** Longest time that Node's timers can wait, milliseconds (25 days); a longer one would end at once. */
const longestMs = 2 ** 31 - 1
const highestPort = 65_535

/** A whole number within bounds, both included. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = written(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    const bounds = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`
    throw new InvalidArgumentError(`It takes a whole number ${bounds}.`)
  }

/** Milliseconds that a timer can wait. */
export const parseMilliseconds = (least: number) => wholeNumber(least, longestMs)

/** A port; 0 lets the system choose one. */
export const port = wholeNumber(0, highestPort)

/** Seconds that a timer can wait, such as `30` or `0.5`. */
export function parseSeconds(text: string): number {
  const value = written(text)
  if (value > 0 && value * 1000 <= longestMs) return value
  throw new InvalidArgumentError(
    `It takes seconds, such as 30 or 0.5, at most ${Math.floor(longestMs / 1000)}.`,
  )
}

/** A cosine, -1 to 1. */
export function parseCosine(text: string): number {
  const value = text.startsWith('-') ? -written(text.slice(1)) : written(text)
  if (value >= -1 && value <= 1) return value
  throw new InvalidArgumentError('It takes a number from -1 to 1, such as 0.28.')
}

/** US dollars, such as `0.50` or `$2`. */
export function parseUsd(text: string): number {
  const value = written(text.replace(/^\$/, ''))
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value
  throw new InvalidArgumentError('It takes US dollars, such as 0.50.')
}

/** US dollars that a key may spend, in each day or month or altogether: `5`, `5/day`, `20/month`. */
export function parseKeyBudget(text: string): { usd: number; per?: 'day' | 'month' | undefined } {
  const [, amount = '', per] = /^([^/]+)(?:\/(day|month))?$/.exec(text.trim()) ?? []
  const usd = written(amount.replace(/^\$/, ''))
  if (usd >= 0 && usd < Number.POSITIVE_INFINITY)
    return { usd, per: per === 'day' || per === 'month' ? per : undefined }
  throw new InvalidArgumentError('It takes US dollars, also for each day or month: 5, 5/day or 20/month.')
}

/** How often something may happen, such as `60/minute`. */
export function parseRate(text: string): { requests: number; perSeconds: number } {
  const [, count = '', per = ''] = /^(\d+)\/(second|minute|hour)$/.exec(text.trim()) ?? []
  const requests = Number(count)
  if (requests >= 1 && Number.isSafeInteger(requests))
    return { requests, perSeconds: { second: 1, minute: 60, hour: 3600 }[per] ?? 60 }
  throw new InvalidArgumentError('It takes a number in a time, such as 60/minute, 2/second or 1000/hour.')
}

const sizes = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 } as const

/** A size such as `500MB` or `1.5GB`, in bytes. */
export function parseBytes(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([KMGT]?B)$/i.exec(text.trim()) ?? []
  const found = Object.entries(sizes).find(([name]) => name === unit?.toUpperCase())
  const bytes = Number(amount) * (found?.[1] ?? Number.NaN)
  if (bytes >= 0) return Math.round(bytes)
  throw new InvalidArgumentError('It takes a size such as 500MB or 1.5GB.')
}

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: dayMs } as const

/** A time such as `90s`, `2h` or `1.5d`, in milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim()) ?? []
  const found = Object.entries(units).find(([name]) => name === unit)
  const ms = Number(amount) * (found?.[1] ?? Number.NaN)
  if (ms >= 1) return Math.round(ms)
  throw new InvalidArgumentError('It takes a time such as 90s, 30m, 2h or 7d.')
}

/** Adds a value of a flag that may be given several times. */
export const collectValues = (value: string, all: string[] = []): string[] => [...all, value]

/** A number as people write it; not a number for no text, `0x10` or `1e9`. */
const written = (text: string): number =>
  /^(?:\d+(?:\.\d+)?|\.\d+)$/.test(text.trim()) ? Number(text) : Number.NaN
