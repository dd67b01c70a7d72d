import { modelsNamedIn } from '../../core/model-id.js'
import type { Media, MediaSource } from '../../media/media.js'
import { nameMedia } from '../../media/name-media.js'
import { accepted, usualExtension } from '../../media/probe/accepted-kinds.js'
import type { Planner } from '../../planner/planner.js'
import type { Answering } from './answering.js'

/** Planners that have planned, or are about to: their code is compiled. */
const warm = new WeakSet<Planner>()

/**
 * What may be done while the files of a first request are measured, by a process that has to start: planning it by the kinds
 * that their names tell, so that the plan proper, which knows what was measured, takes a tenth of the time. Undefined where
 * an LLM plans, where names tell too little, and for all further requests.
 */
export function planAhead({
  parts,
  conversation: { turns, steps },
  request: { text, media: sources = [], plan },
  signal,
}: Pick<Answering, 'parts' | 'conversation' | 'request' | 'signal'>): (() => void) | undefined {
  const planner = parts.rulePlanner
  // Most requests come to a planner that is warm: nothing is read for those.
  if (parts.planner !== planner || warm.has(planner)) return undefined
  const isPlain = plan === undefined && turns.length + steps.length === 0 && modelsNamedIn(text).length === 0
  const likely = isPlain ? sources.map(mediaByName) : []
  if (!isPlain || likely.includes(undefined)) return undefined
  const media = nameMedia(
    {},
    likely.filter((one) => one !== undefined),
  )
  return () => {
    if (warm.has(planner)) return
    warm.add(planner)
    // First goes what the files are measured with.
    setImmediate(() => {
      if (signal.aborted) return
      const tools = parts.registry.list()
      planner.plan({ text, media, history: { turns: [], steps: [] }, tools }, { signal }).catch(() => {})
    })
  }
}

/** A file that was not read yet, by the extension of its name. */
function mediaByName(source: MediaSource): Media | undefined {
  const name = typeof source === 'string' ? source : source instanceof URL ? source.pathname : ''
  const kind = accepted.get(usualExtension((/\.(\w+)$/.exec(name)?.[1] ?? '').toLowerCase()))
  return kind && { digest: '', bytes: 0, modality: kind.modality, mimeType: kind.mimeType, facts: {} }
}
