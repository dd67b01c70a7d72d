/**
 * How long a server asks to wait before the next try, ms: OpenAI's own `retry-after-ms`, else `Retry-After` in seconds or as
 * a date, else `t` of the `RateLimit` header when nothing remains (`"api";r=0;t=55`). Undefined when it doesn't say.
 * @param nowMs milliseconds since 1970
 */
export function parseRetryAfter(
  headers: Pick<Headers, 'get'> | undefined,
  nowMs = Date.now(),
): number | undefined {
  const exact = secondsIn(headers?.get('retry-after-ms'))
  if (exact !== undefined) return exact
  const value = headers?.get('retry-after')
  const seconds = secondsIn(value)
  if (seconds !== undefined) return seconds * 1000
  const date = Date.parse(value ?? '')
  if (!Number.isNaN(date)) return Math.max(0, date - nowMs)
  const [, left] = /;\s*r=0\s*;\s*t=(\d+)/.exec(headers?.get('ratelimit') ?? '') ?? []
  return left === undefined ? undefined : Number(left) * 1000
}

const secondsIn = (value: string | null | undefined): number | undefined =>
  value && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : undefined
