import MiniSearch from 'minisearch'
import { type Modality, modalitiesOf } from '../../media/media.js'
import type { AnyTool } from '../../tools/tool.js'
import type { PlanRequest } from '../planner.js'
import { distanceTo, edgeOf, findChain, reachable } from '../reachability.js'
import { tellingTerm } from './telling-term.js'

/**
 * The tools that fit a request, at most `limit`, so that a prompt stays the same size with 30 or 1,000 of them: those
 * that what is at hand can lead to, best text match first. Tools that bridge from the attached media to what a chosen
 * tool needs come along with it. The same request gives the same tools in the same order.
 */
export function retrieveTools(request: PlanRequest, { limit }: { limit: number }): AnyTool[] {
  const { tools } = request
  const atHand = new Set<Modality>(Object.values(request.media).flatMap(modalitiesOf))
  for (const { tool: id } of request.history.steps) {
    const tool = tools.find((known) => known.id === id)
    if (tool) for (const modality of edgeOf(tool).gives) atHand.add(modality)
  }
  const far = reachable(tools, atHand)
  const fitting = tools.filter((tool) => distanceTo(tool, far) !== undefined)
  if (fitting.length === 0) return tools.slice(0, limit)
  if (fitting.length <= limit) return fitting

  const matches = textMatches(request)
  const scored = fitting
    .map((tool) => ({ tool, score: (matches.get(tool.id) ?? 0) + nearness(tool, atHand, far) }))
    .sort((a, b) => b.score - a.score || (a.tool.id < b.tool.id ? -1 : 1))
  const chosen = new Set<AnyTool>()
  const take = (more: readonly AnyTool[]) => {
    const added = more.filter((tool) => !chosen.has(tool))
    if (chosen.size + added.length <= limit) for (const tool of added) chosen.add(tool)
  }
  // What says what is in the attached media is of use whatever the words are, in any language.
  for (const modality of [...atHand].sort()) take(findChain(fitting, modality, 'text') ?? [])
  for (const { tool } of scored) {
    if (chosen.size === limit) break
    take([...bridges(tool, fitting, atHand), tool])
  }
  return [...chosen]
}

/** Text match, 0 to 1: the best match has 1. */
function textMatches({ text, tools }: PlanRequest): Map<string, number> {
  const index = indexOf(tools)
  const found = index.search(text.slice(0, 2000), {
    boost: { phrases: 3, words: 2 },
    prefix: (term) => term.length > 3,
    fuzzy: (term) => (term.length > 5 ? 0.2 : false),
  })
  const best = found[0]?.score ?? 1
  return new Map(found.map(({ id, score }) => [String(id), score / best]))
}

/** Of the tools that were asked for last: most callers have the same ones each time, in a list made anew. */
let latest: { tools: readonly AnyTool[]; index: MiniSearch } | undefined

function indexOf(tools: readonly AnyTool[]): MiniSearch {
  if (latest?.tools.length === tools.length && tools.every((tool, at) => tool === latest?.tools[at]))
    return latest.index
  const index = new MiniSearch({
    fields: ['words', 'phrases', 'description'],
    processTerm: tellingTerm,
  })
  index.addAll(
    [...new Map(tools.map((tool) => [tool.id, tool])).values()].map(({ id, description, phrases }) => ({
      id,
      words: id.replaceAll('-', ' '),
      phrases: phrases?.join('. ') ?? '',
      description,
    })),
  )
  latest = { tools: [...tools], index }
  return index
}

/** Less than a good text match: for what takes the attached media as they are, and a little for what is near. */
function nearness(tool: AnyTool, atHand: ReadonlySet<Modality>, far: ReadonlyMap<Modality, number>): number {
  const takesMedia = edgeOf(tool).needs.some((modality) => modality !== 'text' && atHand.has(modality))
  const distance = distanceTo(tool, far) ?? 0
  return (takesMedia ? 0.3 : 0) + 0.1 / (1 + distance)
}

/** Tools that turn attached media into what a tool needs and nobody attached. */
function bridges(tool: AnyTool, tools: readonly AnyTool[], atHand: ReadonlySet<Modality>): AnyTool[] {
  return edgeOf(tool).needs.flatMap((needed) => {
    if (atHand.has(needed)) return []
    const chains = [...atHand, 'text' as const].map((modality) => findChain(tools, modality, needed))
    return chains.filter((chain) => chain !== undefined).sort((a, b) => a.length - b.length)[0] ?? []
  })
}
