import { placeOf } from '../config/candidate.js'
import type { Route } from '../routing/route.js'
import type { Attempt } from '../spending/usage.js'

/**
 * Says that a call ran on another candidate than the first in line, and why: `image-to-text ran on owner/name at Hugging
 * Face, because owner/other failed on this machine: ...`. Undefined when it ran on the first.
 */
export function describeFallback(
  tool: string,
  route: Route,
  attempts: readonly Attempt[],
): string | undefined {
  const ran = attempts.findLast(({ error }) => error === undefined)
  const inLine = (id: string) => route.ranked.find((ranked) => ranked.id === id)?.candidate
  const used = ran && inLine(ran.candidate)
  if (!used) return undefined
  /** The last failure of each candidate before it, which is the one that settled it. */
  const failed = new Map(
    attempts.flatMap(({ candidate, error }) =>
      error && candidate !== ran.candidate ? [[candidate, error] as const] : [],
    ),
  )
  if (failed.size === 0) return undefined
  const reasons = [...failed].map(([id, { code, message }]) => {
    const candidate = inLine(id)
    const name = candidate ? `${candidate.model} ${placeOf(candidate)}` : id
    if (code === 'BUDGET_EXCEEDED') return message
    return `${name} failed: ${message}`
  })
  return `${tool} ran on ${used.model} ${placeOf(used)}, because ${reasons.join(' And ')}`
}
