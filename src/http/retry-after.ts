/** Headers of a reply, names in lower case. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * How long a server asks to wait before the next try, ms: `Retry-After` in seconds or as a date, else `t` of the
 * `RateLimit` header when nothing remains (`"api";r=0;t=55`). Undefined when it doesn't say.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = one(headers['retry-after'])
  if (value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000
  const date = value === undefined ? Number.NaN : Date.parse(value)
  if (!Number.isNaN(date)) return Math.max(0, date - nowMs)
  const [, seconds] = /;\s*r=0\s*;\s*t=(\d+)/.exec(one(headers.ratelimit) ?? '') ?? []
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

const one = (value: Headers[string]): string | undefined => (typeof value === 'string' ? value : value?.[0])
