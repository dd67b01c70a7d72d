import { z } from 'zod'
import type { RespondRequest } from '../responder.js'
import { foldWords } from './fold-words.js'

/** A label of a closed set, as a step saw it. */
export interface SeenLabel {
  /** As written. */
  label: string
  /** Whether the step found something else instead: another label was clearly better, and nothing else speaks of this one. */
  isAbsent: boolean
}

/** A label below this, 0 to 1, is not there if another one got at least `clearly`. */
const hardly = 0.1
const clearly = 0.5

const scored = z.object({ label: z.string(), score: z.number() })
const placed = z.object({ label: z.string(), box: z.unknown() })
const scoredSets = z.union([
  z.object({ labels: z.array(scored) }).transform(({ labels }) => [labels]),
  z.array(z.object({ labels: z.array(scored) })).transform((outputs) => outputs.map(({ labels }) => labels)),
])

/** What the results say of labels: how many things have each, and which were looked for in vain. */
export function labelEvidence({ steps, plan }: Pick<RespondRequest, 'steps' | 'plan'>): {
  labelCounts: Map<string, number>
  labels: SeenLabel[]
} {
  const labelCounts = new Map<string, number>()
  const best = new Map<string, { label: string; score: number; beaten: boolean }>()
  const texts: string[] = []
  const closed = new Set(plan.steps.filter(({ input }) => input.labels !== undefined).map(({ id }) => id))
  for (const { id, output, status } of steps) {
    if (status !== 'done') continue
    const sets = scoredSets.safeParse(output)
    if (closed.has(id) && sets.success) for (const set of sets.data) weigh(set, best)
    else gatherTexts(output, texts)
    countLabels(output, labelCounts)
  }
  const folded = ` ${foldWords(texts.join(' \n ')).join(' ')} `
  const labels = [...best].map(([key, { label, score, beaten }]) => ({
    label,
    isAbsent: beaten && score < hardly && !folded.includes(` ${key} `),
  }))
  return { labelCounts, labels }
}

function weigh(
  set: readonly z.infer<typeof scored>[],
  best: Map<string, { label: string; score: number; beaten: boolean }>,
): void {
  const top = set.reduce((most, { score }) => Math.max(most, score), 0)
  for (const { label, score } of set) {
    const key = foldWords(label).join(' ')
    const known = best.get(key)
    const beaten = top >= clearly && score < top
    if (key !== '')
      best.set(key, {
        label,
        score: Math.max(score, known?.score ?? 0),
        beaten: beaten && (known?.beaten ?? true),
      })
  }
}

/** Adds up the things in lists that have a label and a place of their own, over all steps. */
function countLabels(value: unknown, counts: Map<string, number>): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      const named = placed.safeParse(item)
      const key = named.success ? foldWords(named.data.label).join(' ') : ''
      if (key !== '') counts.set(key, (counts.get(key) ?? 0) + 1)
      countLabels(item, counts)
    }
  } else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) countLabels(part, counts)
}

function gatherTexts(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value)
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) gatherTexts(part, texts)
}
