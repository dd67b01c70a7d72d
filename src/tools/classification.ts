import { z } from 'zod'
import { SwitchyardError } from '../core/errors.js'
import { formatPercent } from '../core/text.js'
import { optionField, outputField, tableField } from './fields.js'

const scoredLabelSchema = z.object({ label: z.string(), score: z.number().min(0).max(1) })

/** A label with how sure the model is of it, 0 to 1. */
export type ScoredLabel = z.infer<typeof scoredLabelSchema>

/** What every classifying tool returns. */
export const classificationOutput = z.object({
  label: outputField(z.string(), 'text', 'The best label.'),
  score: outputField(z.number().min(0).max(1), 'text', 'How sure the model is of the best label, 0 to 1.'),
  labels: tableField(scoredLabelSchema, 'Labels with their scores, the best first.'),
})
export type Classification = z.output<typeof classificationOutput>

/** How many labels a classifying tool returns at most. */
export const topKField = optionField(z.int().min(1).max(100).default(5), 'How many labels to return at most.')

/** The labels that a classifying pipeline returns for one input. */
export const pipelineLabels = z.array(z.object({ label: z.string(), score: z.number() }))

/** Sorts what a pipeline returned, keeps the best `topK`, and puts the best one in front. */
export function toClassification(
  rows: readonly ScoredLabel[],
  topK: number = Number.POSITIVE_INFINITY,
): Classification {
  const labels = rows
    .map(({ label, score }) => ({ label, score: Math.min(1, Math.max(0, score)) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topK)
  const best = labels[0]
  if (!best) throw new SwitchyardError('MODEL_BROKEN', 'The model returned no labels. Try another model.')
  return { ...best, labels }
}

/** Labels worth mentioning after the best one: at least 10 %, two at most. */
const runnersUp = (labels: readonly ScoredLabel[]) => labels.slice(1, 3).filter(({ score }) => score >= 0.1)

/** `a bus (52 %), maybe a flower (45 %)`. */
export function describeLabels({ labels }: Classification, name: (label: string) => string): string {
  const say = ({ label, score }: ScoredLabel) => `${name(label)} (${formatPercent(score)})`
  const others = runnersUp(labels).map(say)
  const best = labels[0] ? say(labels[0]) : 'nothing'
  return others.length > 0 ? `${best}, maybe ${others.join(' or ')}` : best
}
