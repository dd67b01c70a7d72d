import type { Media } from '../media/media.js'
import type { Plan } from '../plan/plan.js'
import { type Reference, referencesIn } from '../plan/reference.js'

/** One thing that an answer rests on. */
export interface AnswerEvidence {
  /** The step that the answer names: `s2` of `[s2]`. */
  step: string
  /** The step that found it: the same one, or one whose result it works on. */
  foundBy: string
  /** The file that it is in; absent where a step worked on words alone. */
  media?: Pick<Media, 'digest' | 'modality' | 'mimeType' | 'name'> | undefined
  /** The file's name in plans, such as `image1`; absent for files that a step made. */
  reference?: string | undefined
  /**
   * Which part of the file, as a W3C media fragment: `xywh=10,20,30,40` (pixels from the upper left corner, width, height) or
   * `t=1.2,3.4` (seconds); or `page=3`, where the file is a picture of that page of a document. Absent: the whole file.
   */
  fragment?: string | undefined
  /** What is there: a label, the words that are said, a cell, a passage. */
  text?: string | undefined
  /** How sure the model is, 0 to 1. */
  score?: number | undefined
}

/** What is needed of a run record. */
export interface EvidenceSource {
  answer: string
  plan: Plan
  media: Readonly<Record<string, Media>>
  steps: readonly { id: string; status: string; output?: unknown; summary?: string | undefined }[]
}

/** The steps that an answer names, in their order, each once. */
function citedSteps({ answer, steps }: Pick<EvidenceSource, 'answer' | 'steps'>): string[] {
  const known = new Set(steps.map(({ id }) => id))
  const named = [...answer.matchAll(/\[([^[\]]{1,300})\]/g)].flatMap(([, words = '']) => words.split(/,\s*/))
  return [...new Set(named.filter((word) => known.has(word)))]
}

/** What an answer rests on, for each step that it names: boxes in pictures, seconds of recordings, cells, passages, files. */
export function evidenceOf(source: EvidenceSource): AnswerEvidence[] {
  return citedSteps(source).flatMap((step) =>
    restsOn(step, source, new Set()).map((one) => ({ ...one, step })),
  )
}

type Found = Omit<AnswerEvidence, 'step'>

function restsOn(id: string, source: EvidenceSource, seen: Set<string>): Found[] {
  if (seen.has(id)) return []
  seen.add(id)
  const record = source.steps.find((step) => step.id === id)
  const step = source.plan.steps.find((one) => one.id === id)
  if (record?.status !== 'done' || !step) return []
  const references = Object.values(step.input).flatMap(referencesIn)
  const { output: whole } = record
  const isMapped = Array.isArray(whole)
  const outputs: readonly unknown[] = isMapped ? whole : [whole]
  const found = outputs.flatMap((output, item) => {
    if (output === null || output === undefined) return []
    const files = references.flatMap((one) => filesOf(one, source, isMapped ? item : undefined))
    return files.length > 0 ? within(output, distinct(files), id, source) : []
  })
  if (found.length > 0) return found
  // A step that works on words rests on what those came from.
  const before = references.flatMap(({ root }) => restsOn(root, source, seen))
  return before.length > 0 ? before : [{ foundBy: id, text: record.summary }]
}

/** The files that a reference leads to; of a list that a step goes through, the one of this item. */
function filesOf({ root, path }: Reference, source: EvidenceSource, item: number | undefined): Media[] {
  const start = Object.hasOwn(source.media, root)
    ? source.media[root]
    : source.steps.find(({ id }) => id === root)?.output
  let values: unknown[] = [start]
  for (const part of path) {
    values = values.flatMap((value): unknown[] => {
      if (part === '*') return Array.isArray(value) ? value : []
      if (Array.isArray(value) && typeof part === 'string') return value.map((one) => fieldOf(one, part))
      return [fieldOf(value, part)]
    })
    if (part === '*' && item !== undefined) values = values.slice(item, item + 1)
  }
  return values.flatMap(mediaIn)
}

const fieldOf = (value: unknown, name: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === String(name))?.[1]
    : undefined

function mediaIn(value: unknown): Media[] {
  if (Array.isArray(value)) return value.flatMap(mediaIn)
  if (isFile(value)) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(mediaIn) : []
}

const isFile = (value: unknown): value is Media =>
  typeof value === 'object' && value !== null && 'digest' in value && 'modality' in value

const distinct = (files: readonly Media[]): Media[] => [
  ...new Map(files.map((one) => [one.digest, one])).values(),
]

/** What an output says of parts of the files; of the files as a whole where it names no parts. */
function within(output: unknown, files: readonly Media[], foundBy: string, source: EvidenceSource): Found[] {
  const about = (file: Media): Found => {
    const { digest, modality, mimeType, name, facts } = file
    const named = Object.entries(source.media).find(([, media]) => media.digest === digest)
    const page = facts?.page === undefined ? {} : { fragment: `page=${facts.page}` }
    return { foundBy, media: { digest, modality, mimeType, name }, reference: named?.[0], ...page }
  }
  const parts = partsOf(output)
  const found = files.flatMap((file): Found[] => {
    const own = parts.filter(({ kind }) => partKinds[kind].includes(file.modality))
    return own.map(({ kind: _, ...part }) => ({ ...about(file), ...part }))
  })
  if (found.length > 0) return found
  const text = fieldOf(output, 'text')
  return files.map((file) => ({
    ...about(file),
    text: typeof text === 'string' && text !== '' ? text : undefined,
  }))
}

/** Which files have such parts. */
const partKinds: Record<PartKind, readonly Media['modality'][]> = {
  box: ['image', 'video'],
  time: ['audio', 'video'],
  cell: ['table'],
}

type PartKind = 'box' | 'time' | 'cell'
interface Part {
  kind: PartKind
  fragment?: string | undefined
  text?: string | undefined
  score?: number | undefined
}

function partsOf(output: unknown): Part[] {
  if (typeof output !== 'object' || output === null) return []
  return Object.entries(output).flatMap(([name, value]): Part[] => {
    if (!Array.isArray(value)) return []
    if (name === 'cells') return value.map((cell) => ({ kind: 'cell', text: String(cell) }))
    return value.flatMap((row) => boxPart(row) ?? timePart(row) ?? [])
  })
}

function boxPart(row: unknown): Part | undefined {
  const box = fieldOf(row, 'box')
  const [left, top, right, bottom] = ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => numberOf(box, side))
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return undefined
  const sides = [left, top, right - left, bottom - top].map(Math.round)
  return {
    kind: 'box',
    fragment: `xywh=${sides.join(',')}`,
    text: textOf(row, 'label'),
    score: numberOf(row, 'score'),
  }
}

function timePart(row: unknown): Part | undefined {
  const [start, end] = [numberOf(row, 'start'), numberOf(row, 'end')]
  // A turn of somebody who speaks has no words of its own.
  const text = textOf(row, 'text') ?? textOf(row, 'speaker')
  if (start === undefined || end === undefined || text === undefined) return undefined
  return { kind: 'time', fragment: `t=${seconds(start)},${seconds(end)}`, text }
}

const seconds = (value: number): string => String(Math.round(value * 1000) / 1000)

function numberOf(value: unknown, name: string): number | undefined {
  const field = fieldOf(value, name)
  return typeof field === 'number' ? field : undefined
}

function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name)
  return typeof field === 'string' ? field : undefined
}
