import { SwitchyardError } from '../errors.js'

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A time such as `90s`, `2h` or `1.5d`, in milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim()) ?? []
  const found = Object.entries(units).find(([name]) => name === unit)
  const ms = Number(amount) * (found?.[1] ?? Number.NaN)
  if (ms >= 1) return Math.round(ms)
  throw new SwitchyardError('INVALID_REQUEST', `"${text}" is no time. Write it like 90s, 30m, 2h or 7d.`)
}
