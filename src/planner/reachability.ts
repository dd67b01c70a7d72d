import type { Modality } from '../media/media.js'
import { mainField } from '../plan/reference-type.js'
import { toolSchema } from '../plan/tool-schema.js'
import type { AnyTool } from '../tools/tool.js'

/** A tool as an edge in the graph of modalities: what it must be given, what it gives. */
export interface Edge {
  tool: AnyTool
  /** Modalities of its required inputs. Text is always at hand: the request itself is text. */
  needs: readonly Modality[]
  gives: readonly Modality[]
  /**
   * For a tool with one required input and a main output: what it turns into what, by itself. `output` is the end of a
   * reference to that: `text`, or `frames[*]` where a video becomes several pictures.
   */
  converts: { from: Modality; to: Modality; input: string; output: string } | undefined
}

const edges = new WeakMap<AnyTool, Edge>()

export function edgeOf(tool: AnyTool): Edge {
  const known = edges.get(tool)
  if (known) return known
  const { input, output, outputType } = toolSchema(tool)
  const required = [...input.values()].filter(({ optional }) => !optional)
  const modalities = (fields: Iterable<{ meta: { modality: Modality } | undefined }>) => [
    ...new Set([...fields].flatMap(({ meta }) => meta?.modality ?? [])),
  ]
  const only = required.length === 1 ? required[0] : undefined
  const main = output.get(mainField(outputType) ?? '')
  const isList = main?.meta?.list === true
  // A video and a document become several pictures.
  const isDivided = only?.meta?.modality === 'video' || only?.meta?.modality === 'document'
  const divides = isList && isDivided && main?.meta?.modality === 'image'
  const single = only?.meta && main?.meta && !only.meta.list && (!isList || divides)
  const edge: Edge = {
    tool,
    needs: modalities(required),
    gives: modalities(output.values()),
    converts: single
      ? {
          from: only.meta?.modality ?? 'text',
          to: main.meta?.modality ?? 'text',
          input: only.name,
          output: isList ? `${main.name}[*]` : main.name,
        }
      : undefined,
  }
  edges.set(tool, edge)
  return edge
}

/**
 * How many tools stand between what is at hand and each modality, 0 for what is at hand. What can't be reached is not in
 * the map. Text is always at hand.
 */
export function reachable(
  tools: readonly AnyTool[],
  atHand: Iterable<Modality>,
): ReadonlyMap<Modality, number> {
  const far = new Map<Modality, number>([['text', 0]])
  for (const modality of atHand) far.set(modality, 0)
  let left = tools.map(edgeOf)
  for (let distance = 1; left.length > 0; distance++) {
    const isOpen = ({ needs }: Edge) => needs.every((modality) => known.has(modality))
    const known = new Set(far.keys())
    const open = left.filter(isOpen)
    if (open.length === 0) break
    left = left.filter((edge) => !isOpen(edge))
    for (const modality of open.flatMap(({ gives }) => gives))
      if (!far.has(modality)) far.set(modality, distance)
  }
  return far
}

/** How far a tool is from what is at hand: 0 when it can run at once; undefined when it never can. */
export function distanceTo(tool: AnyTool, far: ReadonlyMap<Modality, number>): number | undefined {
  const steps = edgeOf(tool).needs.map((modality) => far.get(modality) ?? Number.POSITIVE_INFINITY)
  const most = Math.max(0, ...steps)
  return Number.isFinite(most) ? most : undefined
}

/**
 * The shortest chain of tools that turns one modality into another with nothing else to be asked and nothing made up:
 * empty when they are the same, undefined when there is none.
 */
export function findChain(tools: readonly AnyTool[], from: Modality, to: Modality): AnyTool[] | undefined {
  if (from === to) return []
  const rank = ({ nature }: AnyTool) => (nature === 'faithful' ? 0 : 1)
  const converters = tools
    .filter((tool) => edgeOf(tool).converts && tool.nature !== 'inventing')
    .sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
  const ways = new Map<Modality, AnyTool[]>([[from, []]])
  for (const [here, way] of ways) {
    for (const tool of converters) {
      const edge = edgeOf(tool).converts
      if (edge?.from !== here || ways.has(edge.to)) continue
      if (edge.to === to) return [...way, tool]
      ways.set(edge.to, [...way, tool])
    }
  }
  return undefined
}
