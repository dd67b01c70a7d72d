import type { Modality } from '../../media/media.js'
import type { AnyTool } from '../../tools/tool.js'
import { edgeOf } from '../reachability.js'
import { type Rule, rules, type Tasks } from './table.js'

/** Something the words ask for, with the words around it. */
export interface Want {
  rule: Rule
  /** From the words that ask to the next that ask; the first of a sentence begins with it. */
  clause: string
  /** The words that matched. */
  trigger: string
  /** The whole sentence. */
  sentence: string
  /** The text that follows a colon or the first line: `summarize: ...`. Nothing in it asks for anything. */
  payload?: string
}

interface Match {
  start: number
  end: number
  rule: Rule
  /** Lower goes first among matches of the same length at the same place. */
  order: number
}

/** Characters of a request that are read for what they ask; wishes don't get longer, only the texts that come with them. */
export const mostRead = 4000

/** What the words ask for, in their order. */
export function readWants(text: string, tools: readonly AnyTool[], atHand: ReadonlySet<Modality>): Want[] {
  const fromTools = toolRules(tools, atHand)
  const matchesOf = (sentence: string) => {
    const found = matchesIn(sentence, [...ruleMatchers, ...fromTools.own])
    return found.length > 0 ? found : matchesIn(sentence, fromTools.known)
  }
  const [, head, payload] = /^([^:"\n]{3,120})(?::\s+|:?\n\s*)(\S[\s\S]*)$/.exec(text) ?? []
  const asking = head === undefined ? undefined : matchesOf(head).at(-1)
  if (head !== undefined && payload !== undefined && asking?.rule.literal) {
    const trigger = head.slice(asking.start, asking.end)
    return [{ rule: asking.rule, clause: head, trigger, sentence: head, payload: unquoted(payload) }]
  }
  return sentencesOf(text.slice(0, mostRead)).flatMap((sentence) => {
    const matches = matchesOf(sentence)
    return matches.flatMap(({ rule, start, end }, at) => {
      if (unwanted.test(sentence.slice(0, start))) return []
      const clause = sentence.slice(at === 0 ? 0 : start, matches[at + 1]?.start)
      return [{ rule, clause, trigger: sentence.slice(start, end), sentence: sentence.trim() }]
    })
  })
}

/** Words before a wish that turn it into none. */
const unwanted = /\b(?:don't|do not|without|no need to|instead of)\s+$/i

const unquoted = (text: string): string => /^"([^"]+)"[.!?]?$/.exec(text.trim())?.[1] ?? text.trim()

/** Sentences; a dot inside a number, a name or quotation marks ends none. */
export function sentencesOf(text: string): string[] {
  return text
    .replaceAll('’', "'")
    .split(/(?<=[?!;])\s+|(?<=[.])\s+(?=\S)|\n+/)
    .map((sentence) => sentence.trim())
    .filter(Boolean)
}

interface Matcher {
  rule: Rule
  pattern: RegExp
}

const global = (pattern: RegExp) => new RegExp(pattern.source, 'gi')
const ruleMatchers: readonly Matcher[] = rules.flatMap((rule) =>
  rule.triggers.map((trigger) => ({ rule, pattern: global(trigger) })),
)

/** The longest matches that don't overlap, in order. */
function matchesIn(sentence: string, matchers: readonly Matcher[]): Match[] {
  const all: Match[] = matchers.flatMap(({ rule, pattern }, order) =>
    [...sentence.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      rule,
      order,
    })),
  )
  const length = ({ start, end }: Match) => end - start
  all.sort((a, b) => length(b) - length(a) || a.start - b.start || a.order - b.order)
  const chosen: Match[] = []
  for (const match of all)
    if (length(match) > 0 && chosen.every(({ start, end }) => match.end <= start || match.start >= end))
      chosen.push(match)
  return chosen.sort((a, b) => a.start - b.start)
}

const inTable = new Set(
  rules.flatMap(({ tasks, withLabels, alsoTasks }) =>
    [tasks, withLabels, alsoTasks].flatMap((some) => Object.values(some ?? {}).flat()),
  ),
)

/**
 * Tools as rules: their ids and phrases ask for them. Those that the table speaks of have their phrases looked at only
 * where the table finds nothing: it knows better what to do with the words.
 */
function toolRules(
  tools: readonly AnyTool[],
  atHand: ReadonlySet<Modality>,
): { own: Matcher[]; known: Matcher[] } {
  const own: Matcher[] = []
  const known: Matcher[] = []
  const direct = (tool: AnyTool) => {
    const { needs } = edgeOf(tool)
    return needs.some((modality) => modality !== 'text' && atHand.has(modality)) ? 0 : 1
  }
  for (const tool of [...tools].sort((a, b) => direct(a) - direct(b))) {
    const { named, phrased } = matchersOf(tool)
    if (inTable.has(tool.id)) {
      own.push(named)
      known.push(...phrased)
    } else own.push(named, ...phrased)
  }
  return { own, known }
}

const toolMatchers = new WeakMap<AnyTool, { named: Matcher; phrased: Matcher[] }>()

function matchersOf(tool: AnyTool): { named: Matcher; phrased: Matcher[] } {
  const known = toolMatchers.get(tool)
  if (known) return known
  const rule = { name: tool.id, triggers: [], tasks: tasksOf(tool), literal: true }
  const matcher = (phrase: string) => ({ rule, pattern: phrasePattern(phrase) })
  const phrases = (tool.phrases ?? []).filter((phrase) => /[\p{L}\p{N}]/u.test(phrase))
  const matchers = { named: matcher(tool.id), phrased: phrases.map(matcher) }
  toolMatchers.set(tool, matchers)
  return matchers
}

/** About its first required media, else about text. */
function tasksOf(tool: AnyTool): Tasks {
  const media = edgeOf(tool).needs.find((modality) => modality !== 'text')
  return { [media ?? 'text']: [tool.id] }
}

function phrasePattern(phrase: string): RegExp {
  const words = phrase
    .trim()
    .split(/[\s-]+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`(?<![\\p{L}\\p{N}])${words.join('[\\s-]+')}(?![\\p{L}\\p{N}])`, 'giu')
}
