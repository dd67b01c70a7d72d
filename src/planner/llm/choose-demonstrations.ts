import MiniSearch from 'minisearch'
import { trimEndOf } from '../../core/trim-end.js'
import type { Media, Modality } from '../../media/media.js'
import type { Plan } from '../../plan/plan.js'
import type { PlanRequest } from '../planner.js'
import { type Demonstration, demonstrations } from './demonstrations.js'
import { tellingTerm } from './telling-term.js'

/** A demonstration with its plan in terms of the tools at hand. */
export interface ShownDemonstration {
  request: string
  media: Readonly<Record<string, Media>>
  parts: readonly string[]
  plan: Plan
}

/**
 * The `count` demonstrations that are most like a request: in words, in length and in what is attached. Only
 * those whose plan passes `planOf`, which brings it into the form of the tools at hand, are shown. The likest is last,
 * next to the request.
 */
export function chooseDemonstrations(
  { text, media }: Pick<PlanRequest, 'text' | 'media'>,
  { count, planOf }: { count: number; planOf: (demonstration: ShownDemonstration) => Plan | undefined },
): ShownDemonstration[] {
  const words = new Map<string, number>(
    index()
      .search(withoutFileNames(text.slice(0, 2000)), { prefix: (term) => term.length > 3 })
      .map(({ id, score }) => [id, score]),
  )
  const best = Math.max(1, ...words.values())
  const kinds = kindsOf(media)
  const ranked = demonstrations
    .map((demonstration) => {
      const shown = { ...demonstration, media: mediaOf(demonstration) }
      const alike = sameKinds(kinds, kindsOf(shown.media))
      const lengths = [text.length, demonstration.request.length]
      const asLong = Math.min(...lengths) / Math.max(1, ...lengths)
      return {
        demonstration,
        shown,
        score: (words.get(demonstration.request) ?? 0) / best + 0.4 * alike + 0.4 * asLong,
      }
    })
    .sort((a, b) => b.score - a.score)
  const chosen: ShownDemonstration[] = []
  for (const { demonstration, shown } of ranked) {
    if (chosen.length === count) break
    const steps = demonstration.steps.map(([tool, input], at) => ({
      id: `s${at + 1}`,
      tool,
      input: Object.fromEntries(
        Object.entries(input).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
      ),
    }))
    const plan = planOf({ ...shown, plan: { steps } })
    if (plan) chosen.push({ request: shown.request, media: shown.media, parts: shown.parts, plan })
  }
  return chosen.reverse()
}

/** Names of files say nothing of what is wanted. */
const withoutFileNames = (text: string): string =>
  text
    .split(/\s+/)
    .filter((word) => !/\w\.[a-z0-9]{2,4}\W?$/i.test(word))
    .join(' ')

/** What is attached: a document counts beside what was read from it. */
const kindsOf = (media: Readonly<Record<string, Media>>): ReadonlySet<Modality> =>
  new Set(
    Object.values(media).flatMap(({ modality, original }): Modality[] =>
      original ? [modality, 'document'] : [modality],
    ),
  )

/** 1 for the same kinds of media, 0 for none in common. */
function sameKinds(a: ReadonlySet<Modality>, b: ReadonlySet<Modality>): number {
  const all = new Set([...a, ...b])
  return all.size === 0 ? 1 : [...all].filter((kind) => a.has(kind) && b.has(kind)).length / all.size
}

const mimeTypes: Readonly<Record<Modality, string>> = {
  image: 'image/jpeg',
  audio: 'audio/wav',
  video: 'video/mp4',
  mesh: 'model/gltf-binary',
  text: 'text/plain',
  table: 'text/csv',
  document: 'application/pdf',
}

const documentRecord: Media = {
  digest: '0'.repeat(64),
  modality: 'document',
  mimeType: mimeTypes.document,
  bytes: 90_000,
  facts: {},
}

function mediaOf({ files }: Demonstration): Record<string, Media> {
  return Object.fromEntries(
    Object.entries(files).map(([reference, name]) => {
      const modality = modalityOf(reference)
      const media: Media = {
        digest: '0'.repeat(64),
        modality,
        mimeType: mimeTypes[modality],
        bytes: 90_000,
        // Videos here have sound.
        facts: modality === 'video' ? { channels: 2 } : {},
        name,
        ...(name.endsWith('.pdf') && { original: documentRecord }),
      }
      return [reference, media]
    }),
  )
}

const modalityOf = (reference: string): Modality => {
  const name = trimEndOf(reference, '0123456789')
  return name === 'image' || name === 'audio' || name === 'video' || name === 'table' ? name : 'text'
}

let requests: MiniSearch | undefined

/** The words of each demonstration, by its request. */
function index(): MiniSearch {
  if (requests) return requests
  requests = new MiniSearch({
    fields: ['request', 'parts'],
    idField: 'request',
    processTerm: tellingTerm,
  })
  requests.addAll(demonstrations.map(({ request, parts }) => ({ request, parts: parts.join('. ') })))
  return requests
}
