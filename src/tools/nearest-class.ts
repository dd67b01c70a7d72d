import { z } from 'zod'
import { SwitchyardError } from '../core/errors.js'
import { formatCount, formatList } from '../core/text.js'
import { optionField, outputField, tableField, textsField } from './fields.js'
import { cosine } from './vectors.js'

/** What something is called that is like none of the examples. */
const noneOfThese = 'none of these'

/** Classes that differ by less than this are equally near: what numbers of 8 bits can't tell apart. */
const leastDifference = 0.001

const classMatchSchema = z.object({
  /** Its place among those that were to be sorted, from 1. */
  place: z.int().positive(),
  /** A label of the examples, or `none of these`. */
  label: z.string(),
  /** To the mean of the nearest class. */
  similarity: z.number().min(-1).max(1),
  /** Other classes that are equally near. */
  tiedWith: z.array(z.string()),
  /** All classes, the nearest first. */
  classes: z.array(z.object({ label: z.string(), similarity: z.number().min(-1).max(1) })),
})
export type ClassMatch = z.infer<typeof classMatchSchema>

/** What tools that sort by examples are told besides the things themselves. */
export const classFields = {
  exampleLabels: textsField('The class of each example, in the order of the examples.'),
  /** The usual value is the model's own, in the catalogue. */
  noneBelow: optionField(
    z.number().min(-1).max(1).optional(),
    'How alike something must be to its class, -1 to 1; else it is "none of these". Default: as the model needs it.',
  ),
}

/** What such tools return. */
export const matchOutput = z.object({
  label: outputField(z.string(), 'text', 'The class of the first, or "none of these".'),
  similarity: outputField(z.number().min(-1).max(1), 'text', 'How alike it is to its class, -1 to 1.'),
  matches: tableField(classMatchSchema, 'The class of each, with how near it is to all classes.'),
})

const optionsSchema = z.object({
  /** The similarity below which nothing is alike for this model; models differ in what they call alike. */
  noneBelow: z.number().min(-1).max(1).default(0),
})

interface Examples<Thing> {
  examples: readonly Thing[]
  exampleLabels: readonly string[]
  noneBelow?: number | undefined
}

/** @throws SwitchyardError `INVALID_REQUEST` where examples and labels don't make classes to choose from */
export function assertClasses(examples: number, labels: readonly string[]): void {
  const details = { examples, labels: labels.length }
  if (examples !== labels.length)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${formatCount(examples, 'example')} and ${formatCount(labels.length, 'label')} are given. Give each example one label, in the order of the examples.`,
      { details },
    )
  const names = [...new Set(labels.map(keyOf))]
  if (names.length < 2)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `All examples are of one class, "${labels[0] ?? ''}". Give examples of at least two, so that there is something to choose from.`,
      { details },
    )
}

/**
 * What a tool that sorts `things` by examples returns. `embed` gives a vector for each of what it gets, in their order.
 * @throws SwitchyardError `INVALID_REQUEST` where examples and labels don't make classes to choose from
 */
export async function sortByExamples<Thing>(
  { examples, exampleLabels, noneBelow }: Examples<Thing>,
  things: readonly Thing[],
  options: Readonly<Record<string, unknown>>,
  embed: (all: readonly Thing[]) => Promise<Float32Array[]>,
): Promise<z.output<typeof matchOutput>> {
  const count = examples.length
  assertClasses(count, exampleLabels)
  const vectors = await embed([...examples, ...things])
  const least = noneBelow ?? optionsSchema.parse(options).noneBelow
  const matches = matchClasses(vectors.slice(0, count), exampleLabels, vectors.slice(count), least)
  const { label = noneOfThese, similarity = 0 } = matches[0] ?? {}
  return { label, similarity, matches }
}

/** Puts each vector with the class whose mean it is nearest to. Each example counts alike, whatever the length of its vector. */
export function matchClasses(
  examples: readonly Float32Array[],
  labels: readonly string[],
  vectors: readonly Float32Array[],
  noneBelow: number,
): ClassMatch[] {
  const means = classMeans(examples, labels)
  return vectors.map((vector, at) => {
    const classes = means
      .map(({ label, mean }) => ({ label, similarity: cosine(vector, mean) }))
      .sort((a, b) => b.similarity - a.similarity)
    const [best, ...others] = classes
    if (!best) throw new SwitchyardError('INVALID_REQUEST', 'There are no examples.')
    const isNone = best.similarity < noneBelow
    const tied = others.filter(({ similarity }) => best.similarity - similarity < leastDifference)
    return {
      place: at + 1,
      label: isNone ? noneOfThese : best.label,
      similarity: best.similarity,
      tiedWith: isNone ? [] : tied.map(({ label }) => label),
      classes,
    }
  })
}

/** "Dog" and "dog " are one class, named as it was named first. */
const keyOf = (label: string): string => label.trim().toLowerCase()

function classMeans(examples: readonly Float32Array[], labels: readonly string[]) {
  const means = new Map<string, { label: string; mean: Float32Array }>()
  for (const [at, example] of examples.entries()) {
    const label = labels[at] ?? ''
    const known = means.get(keyOf(label)) ?? { label, mean: new Float32Array(example.length) }
    const length = Math.hypot(...example) || 1
    for (const [place, value] of example.entries())
      known.mean[place] = (known.mean[place] ?? 0) + value / length
    means.set(keyOf(label), known)
  }
  return [...means.values()]
}

/** `photo.jpg is "dog" (similarity 0.91 of 1, then "cat" 0.40).` A line for each. */
export function describeMatches(matches: readonly ClassMatch[], nameOf: (place: number) => string): string {
  return matches.map((match) => `${nameOf(match.place)} is ${describeMatch(match)}.`).join('\n')
}

function describeMatch({ label, similarity, tiedWith, classes }: ClassMatch): string {
  const said = `similarity ${inShort(similarity)} of 1`
  if (label === noneOfThese)
    return `none of these; the nearest is "${classes[0]?.label ?? ''}" (${said}), which is too far`
  if (tiedWith.length > 0)
    return `as near to ${formatList([label, ...tiedWith].map((one) => `"${one}"`))} (${said}): the examples do not tell them apart`
  const next = classes[1]
  return `"${label}" (${said}${next ? `, then "${next.label}" ${inShort(next.similarity)}` : ''})`
}

/** Two digits, and no zero below zero. */
const inShort = (similarity: number): string => (Math.round(similarity * 100) / 100 || 0).toFixed(2)
