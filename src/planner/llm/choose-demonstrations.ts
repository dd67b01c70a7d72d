import MiniSearch from 'minisearch'
import { trimEndOf } from '../../core/trim-end.js'
import type { Media, Modality } from '../../media/media.js'
import type { Plan } from '../../plan/plan.js'
import type { PlanRequest } from '../planner.js'
import { type CalledFor, nothingMore, operatorsFor } from './called-for.js'
import { type Demonstration, demonstrations } from './demonstrations.js'
import { listDemonstrations } from './list-demonstrations.js'
import { tellingTerm } from './telling-term.js'

/** A demonstration with its plan in terms of the tools at hand. */
export interface ShownDemonstration {
  request: string
  media: Readonly<Record<string, Media>>
  parts: readonly string[]
  plan: Plan
}

const all = [...demonstrations, ...listDemonstrations]

export interface ChoiceOfDemonstrations {
  count: number
  /** Characters that they may take together; the first is shown in any case. Default: no bound. */
  room?: number | undefined
  /** What the reply may use beside tools; demonstrations with more than that are not shown. Default: nothing. */
  called?: CalledFor | undefined
  /** Brings a plan into the form of the tools at hand; undefined where it needs others. */
  planOf: (demonstration: ShownDemonstration) => Plan | undefined
}

/**
 * The `count` demonstrations that are most like a request: in words, in length, in what is attached and in what it calls
 * for. Only those whose plan passes `planOf` are shown. The likest is last, next to the request.
 */
export function chooseDemonstrations(
  { text, media }: Pick<PlanRequest, 'text' | 'media'>,
  { count, room = Number.POSITIVE_INFINITY, called = nothingMore, planOf }: ChoiceOfDemonstrations,
): ShownDemonstration[] {
  const words = new Map<string, number>(
    index()
      .search(withoutFileNames(text.slice(0, 2000)), { prefix: (term) => term.length > 3 })
      .map(({ id, score }) => [id, score]),
  )
  const best = Math.max(1, ...words.values())
  const kinds = kindsOf(media)
  const ranked = all
    .filter((demonstration) => isWithin(demonstration, called))
    .map((demonstration) => {
      const shown = { ...demonstration, media: mediaOf(demonstration) }
      const alike = sameKinds(kinds, kindsOf(shown.media))
      const lengths = [text.length, demonstration.request.length]
      const asLong = Math.min(...lengths) / Math.max(1, ...lengths)
      return {
        demonstration,
        shown,
        score:
          (words.get(demonstration.request) ?? 0) / best +
          0.4 * alike +
          0.4 * asLong +
          (listDemonstrations.includes(demonstration) ? 0.4 : 0),
      }
    })
    .sort((a, b) => b.score - a.score)
  const chosen: ShownDemonstration[] = []
  let left = room
  for (const { demonstration, shown } of ranked) {
    if (chosen.length === count) break
    const steps = demonstration.steps.map(([tool, input, when], at) => ({
      id: `s${at + 1}`,
      tool,
      ...(when && { when }),
      input,
    }))
    const plan = planOf({ ...shown, plan: { steps } })
    const next = plan && { request: shown.request, media: shown.media, parts: shown.parts, plan }
    const length = next ? sizeOf(next) : 0
    if (!next || (chosen.length > 0 && length > left)) continue
    chosen.push(next)
    left -= length
  }
  return chosen.reverse()
}

/** Whether a demonstration does with the tools and what is called for beside them. */
function isWithin({ steps }: Demonstration, called: CalledFor): boolean {
  const operators = operatorsFor(called)
  return steps.every(
    ([tool, , when]) =>
      (called.conditions || when === undefined) && (operators.includes(tool) || !isListOperatorId(tool)),
  )
}

const operatorIds = operatorsFor({ conditions: true, lists: true })
const isListOperatorId = (tool: string): boolean => operatorIds.includes(tool)

/** Characters of a demonstration in a prompt: words, plan, and some forty for each file and the words between. */
const sizeOf = ({ request, media, parts, plan }: ShownDemonstration): number =>
  request.length + JSON.stringify({ parts, ...plan }).length + 40 * (1 + Object.keys(media).length)

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
  requests.addAll(all.map(({ request, parts }) => ({ request, parts: parts.join('. ') })))
  return requests
}
