import { z } from 'zod'
import type { StepReport } from '../executors/step-report.js'
import type { Media } from '../media/media.js'
import type { Plan } from '../plan/plan.js'
import { parseReference, referencesIn } from '../plan/reference.js'

const pickedSchema = z.object({ place: z.number().int().positive() })

/**
 * Reports with the steps that only picked something made plain: what `best` picked stands there as itself, a step that works on it has
 * its subject, and what was looked at only to pick is left out.
 */
export function withPicked(
  steps: readonly StepReport[],
  { plan, media }: { plan: Plan; media: Readonly<Record<string, Media>> },
): StepReport[] {
  const picks = new Map(
    steps.flatMap((step) => {
      const picked = step.tool === 'best' && step.status === 'done' ? originOf(step, plan) : undefined
      return picked === undefined ? [] : [[step.id, picked] as const]
    }),
  )
  if (picks.size === 0) return [...steps]
  const served = servingOnly(plan, new Set(picks.keys()))
  return steps.flatMap((step): StepReport[] => {
    const origin = picks.get(step.id)
    if (origin !== undefined) {
      const source = steps.find(({ id }) => id === origin)
      const item = media[origin]
      const isUsed = plan.steps.some(({ input }) => referencesIn(input).some(({ root }) => root === step.id))
      if (source) return [{ ...source, id: step.id }]
      return item && !isUsed ? [{ ...step, subject: '', summary: `${item.name ?? origin} was picked.` }] : []
    }
    if (served.has(step.id) && step.status === 'done') return []
    const root = parseReference(`$${step.subject.trim()}`)?.root
    const from = root === undefined ? undefined : picks.get(root)
    const item = from === undefined ? undefined : media[from]
    const source = steps.find(({ id }) => id === from)
    const subject = item ? `${from} (${item.name ?? item.modality})` : source?.subject
    return [subject === undefined ? step : { ...step, subject }]
  })
}

/** The file or step that the picked item came from. */
function originOf(step: StepReport, plan: Plan): string | undefined {
  const place = pickedSchema.safeParse(step.output).data?.place
  const items = plan.steps.find(({ id }) => id === step.id)?.input.items
  const item = place !== undefined && Array.isArray(items) ? items[place - 1] : undefined
  return typeof item === 'string' ? parseReference(item)?.root : undefined
}

/** Steps whose results nothing but the picking read. */
function servingOnly(plan: Plan, picks: ReadonlySet<string>): ReadonlySet<string> {
  const serving = new Set(picks)
  for (const step of [...plan.steps].reverse()) {
    const readers = plan.steps.filter(({ input }) => referencesIn(input).some(({ root }) => root === step.id))
    if (readers.length > 0 && readers.every(({ id }) => serving.has(id))) serving.add(step.id)
  }
  for (const id of picks) serving.delete(id)
  return serving
}
