import { z } from 'zod'
import type { StepReport } from '../executors/step-report.js'
import type { Media } from '../media/media.js'
import type { Plan } from '../plan/plan.js'
import { parseReference, referencesIn } from '../plan/reference.js'

const placeSchema = z.int().positive()
const pickedSchema = z.object({ place: placeSchema.optional(), places: z.array(placeSchema).optional() })

/**
 * Reports with the steps that only picked something made plain: what `best` picked stands there as itself, a step that works on it, or
 * on one of the first that `sort` kept, has its subject, and what was looked at only to pick is left out.
 */
export function withPicked(
  steps: readonly StepReport[],
  { plan, media }: { plan: Plan; media: Readonly<Record<string, Media>> },
): StepReport[] {
  const picks = new Map(
    steps.flatMap((step) => {
      const place = step.tool === 'best' && step.status === 'done' ? placesIn(step)[0] : undefined
      const picked = place === undefined ? undefined : originOf(plan, step.id, place)
      return picked === undefined ? [] : [[step.id, picked] as const]
    }),
  )
  const isUsed = (id: string) =>
    plan.steps.some(({ input }) => referencesIn(input).some(({ root }) => root === id))
  const sorts = steps.filter(({ id, tool, status }) => tool === 'sort' && status === 'done' && isUsed(id))
  if (picks.size === 0 && sorts.length === 0) return [...steps]
  const served = servingOnly(plan, new Set([...picks.keys(), ...sorts.map(({ id }) => id)]))
  /** Where what a reference names came from. */
  const from = (subject: string): string | undefined => {
    const reference = parseReference(`$${subject.trim()}`)
    const sort = sorts.find(({ id }) => id === reference?.root)
    const index = Number(reference?.path[1])
    return sort && Number.isInteger(index)
      ? originOf(plan, sort.id, placesIn(sort)[index] ?? 0)
      : picks.get(reference?.root ?? '')
  }
  return steps.flatMap((step): StepReport[] => {
    if (sorts.includes(step)) return []
    const origin = picks.get(step.id)
    if (origin !== undefined) {
      const source = steps.find(({ id }) => id === origin)
      const item = media[origin]
      if (source) return [{ ...source, id: step.id }]
      return item && !isUsed(step.id)
        ? [{ ...step, subject: '', summary: `${item.name ?? origin} was picked.` }]
        : []
    }
    if (served.has(step.id) && step.status === 'done') return []
    const picked = from(step.subject)
    const item = picked === undefined ? undefined : media[picked]
    const source = steps.find(({ id }) => id === picked)
    const subject = item ? `${picked} (${item.name ?? item.modality})` : source?.subject
    return [subject === undefined ? step : { ...step, subject }]
  })
}

/** The places that `best` or `sort` picked. */
function placesIn({ output }: StepReport): readonly number[] {
  const { place, places = place === undefined ? [] : [place] } = pickedSchema.safeParse(output).data ?? {}
  return places
}

/** The file or step that an item of a list operator's list came from, by its place from 1 on. */
export function originOf(plan: Plan, id: string, place: number): string | undefined {
  const items = plan.steps.find((step) => step.id === id)?.input.items
  const item = Array.isArray(items) ? items[place - 1] : undefined
  return typeof item === 'string' ? parseReference(item)?.root : undefined
}

/** Steps whose results nothing but the picking read. */
export function servingOnly(plan: Plan, picks: ReadonlySet<string>): ReadonlySet<string> {
  const serving = new Set(picks)
  for (const step of [...plan.steps].reverse()) {
    const readers = plan.steps.filter(({ input }) => referencesIn(input).some(({ root }) => root === step.id))
    if (readers.length > 0 && readers.every(({ id }) => serving.has(id))) serving.add(step.id)
  }
  for (const id of picks) serving.delete(id)
  return serving
}
