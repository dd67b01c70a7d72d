import type { GraphArgument, ToolGraph } from './eval-case.js'

/** How many of the planned things are right, of how many planned and how many wanted. */
export interface MatchCounts {
  right: number
  planned: number
  wanted: number
}

/** How one plan compares with what is right, as counts that can be added up over requests. */
export interface CaseScore {
  nodes: MatchCounts
  links: MatchCounts
  /** Absent where nothing is known of the right arguments. */
  types?: MatchCounts | undefined
  values?: MatchCounts | undefined
  /** Whether tools and links are just those that are right. */
  exact: boolean
}

/** Compares two lists as sets. */
export function countMatches(wanted: readonly string[], planned: readonly string[]): MatchCounts {
  const [right, ours] = [new Set(wanted), new Set(planned)]
  let both = 0
  for (const one of ours) if (right.has(one)) both += 1
  return { right: both, planned: ours.size, wanted: right.size }
}

/** F1 of counts, 0 to 1; undefined where nothing was wanted and nothing planned. */
export function f1Of({ right, planned, wanted }: MatchCounts): number | undefined {
  return planned + wanted === 0 ? undefined : (2 * right) / (planned + wanted)
}

export function addCounts(counts: readonly MatchCounts[]): MatchCounts {
  const sum = { right: 0, planned: 0, wanted: 0 }
  for (const { right, planned, wanted } of counts) {
    sum.right += right
    sum.planned += planned
    sum.wanted += wanted
  }
  return sum
}

/**
 * Scores one plan as TaskBench does: sets of tools, of pairs of tools, of the types of each tool's arguments, and of their
 * values. A plan that could not be made is an empty graph.
 */
export function scoreGraph(expected: ToolGraph, planned: ToolGraph): CaseScore {
  const expectedSteps = withChoices(expected, planned)
  const nodes = countMatches(expectedSteps.tools, planned.tools)
  const links = countMatches(expectedSteps.links.map(pairKey), planned.links.map(pairKey))
  const ours = (planned.args ?? []).map((arg) => withAnyText(arg, expected, planned))
  const args = expected.args && {
    types: countMatches(expected.args.map(typeKey), ours.map(typeKey)),
    values: countMatches(expected.args.map(valueKey), ours.map(valueKey)),
  }
  return { nodes, links, types: args?.types, values: args?.values, exact: isSame(nodes) && isSame(links) }
}

const isSame = ({ right, planned, wanted }: MatchCounts): boolean => right === planned && right === wanted

// A separator that no name has, so that no two pairs run into one another.
const keyOf = (...parts: readonly string[]): string => parts.join('\u0000')
const pairKey = ([source, target]: readonly [string, string]): string => keyOf(source, target)
const typeKey = ({ tool, type }: GraphArgument): string => keyOf(tool, type)
const valueKey = ({ tool, type, value }: GraphArgument): string => keyOf(tool, type, value.trim())

/** The right graph, where `a|b` has become the one that was planned, else the first. */
function withChoices(expected: ToolGraph, planned: ToolGraph): ToolGraph {
  const chosen = (written: string): string => {
    const choices = written.split('|')
    return choices.find((one) => planned.tools.includes(one)) ?? choices[0] ?? written
  }
  return {
    ...expected,
    tools: expected.tools.map(chosen),
    links: expected.links.map(([source, target]) => [chosen(source), chosen(target)] as const),
  }
}

/** Where one value stands for any text, a text that was planned counts as it. Names of files and tools are no texts. */
function withAnyText(arg: GraphArgument, { anyText }: ToolGraph, { tools }: ToolGraph): GraphArgument {
  const isName = tools.includes(arg.value) || /^[\w-]+\.\w{2,4}$/.test(arg.value)
  return anyText === undefined || arg.type !== 'text' || isName ? arg : { ...arg, value: anyText }
}
