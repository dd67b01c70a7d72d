import { z } from 'zod'
import type { Candidate } from '../../config/candidate.js'

/** From which language into which a text is translated, as ISO 639-1 codes; absent: unknown, or no translation. */
export interface Direction {
  from?: string | undefined
  to?: string | undefined
}

const optionsSchema = z.object({ from: z.string(), to: z.string() })

/** Why a model of one pair of languages (`options: { from: de, to: en }`) can't run a call; undefined when it can. */
export function directionMisfit({ options }: Candidate, { from, to }: Direction): string | undefined {
  const parsed = optionsSchema.safeParse(options)
  if (!parsed.success) return undefined
  const only = parsed.data
  const fits = (from === undefined || from === only.from) && (to === undefined || to === only.to)
  return fits ? undefined : `translates from ${only.from} to ${only.to} only`
}

/** What the name of a Marian model says: `owner/opus-mt-de-en` is from de to en. Groups of languages are no direction. */
export function directionInName(model: string): Required<Direction> | undefined {
  const [, from, to] = /\/opus-mt-([a-z]{2,3})-([a-z]{2,3})$/.exec(model) ?? []
  return from !== undefined && to !== undefined ? { from, to } : undefined
}
