import { toolSchema } from '../../../plan/tool-schema.js'
import { loadBuiltInTools } from '../../../tools/registry.js'
import type { AnyTool } from '../../../tools/tool.js'
import { type Phrase, parsePhrase } from '../words/phrase.js'
import { stemOf } from '../words/stem.js'
import type { KnownTool } from './known-tool.js'
import { recipes } from './recipes.js'
import { rolesAfter } from './roles.js'

export interface VocabularyEntry {
  known: KnownTool
  phrase: Phrase
  /** Whether it names what the tool gives, rather than asking for it. */
  isResult: boolean
}

export interface Vocabulary {
  tools: readonly KnownTool[]
  /** The tools that are offered, with what is known of those that say nothing of themselves. */
  offered: readonly AnyTool[]
  /** Phrases that may begin with a word of this stem. */
  startingWith(stem: string): readonly VocabularyEntry[]
  /** Phrases that may begin with any word. */
  open: readonly VocabularyEntry[]
}

const vocabularies = new WeakMap<readonly AnyTool[], Promise<Vocabulary>>()

/** The words of all tools that are offered, and of the built-in ones that are not, once for each list of tools. */
export function vocabularyOf(tools: readonly AnyTool[]): Promise<Vocabulary> {
  const known =
    vocabularies.get(tools) ?? loadBuiltInTools().then((builtIn) => makeVocabulary(tools, builtIn))
  vocabularies.set(tools, known)
  return known
}

/** Pure; see `vocabularyOf`. */
export function makeVocabulary(offered: readonly AnyTool[], builtIn: readonly AnyTool[]): Vocabulary {
  const ids = new Set(offered.map(({ id }) => id))
  const namedOtherwise = (id: string) =>
    builtIn.find(({ otherNames }) => otherNames && Object.hasOwn(otherNames, id))
  const known = (tool: AnyTool): KnownTool => {
    const same = builtIn.find(({ id }) => id === tool.id) ?? namedOtherwise(tool.id)
    return knownAs(same && !tool.phrases ? withFactsOf(tool, same) : tool, true, same)
  }
  const tools: KnownTool[] = [
    ...offered.map(known),
    ...builtIn.filter(({ id }) => !ids.has(id)).map((tool) => knownAs(tool, false, tool)),
  ]
  const byStem = new Map<string, VocabularyEntry[]>()
  const open: VocabularyEntry[] = []
  for (const known of [...tools, ...recipes]) {
    const own = wordsOf(known)
    // Words that other lists have a tool of their own for, where there is none.
    const others =
      known.tool === known.builtIn || known.tool.id === known.builtIn?.id
        ? Object.entries(known.builtIn?.otherNames ?? {}).filter(([id]) => !ids.has(id))
        : []
    const phrases = [...own.phrases, ...others.flatMap(([, { phrases: more = [] }]) => more)]
    const results = [...own.results, ...others.flatMap(([, { results: more = [] }]) => more)]
    const entries = [
      ...phrases.map((text) => ({ known, phrase: parsePhrase(text), isResult: false })),
      ...results.map((text) => ({ known, phrase: parsePhrase(text), isResult: true })),
    ].filter(({ phrase }) => phrase.parts.some(({ kind }) => kind === 'word'))
    for (const entry of entries) {
      if (!entry.phrase.first) open.push(entry)
      for (const stem of entry.phrase.first ?? []) {
        const some = byStem.get(stem)
        if (some) some.push(entry)
        else byStem.set(stem, [entry])
      }
    }
  }
  return {
    tools,
    offered: tools.flatMap(({ tool, isOffered }) => (isOffered ? [tool] : [])),
    open,
    startingWith: (stem) => byStem.get(stem) ?? [],
  }
}

/** A tool that says nothing of itself, but is a built-in one by its id, is what that one is. */
function withFactsOf(tool: AnyTool, builtIn: AnyTool): AnyTool {
  const { nature, about, byDefault, standsInFor } = builtIn
  return { nature, about, byDefault, standsInFor, roles: rolesAfter(tool, builtIn), ...tool }
}

export function knownAs(tool: AnyTool, isOffered: boolean, builtIn: AnyTool | undefined): KnownTool {
  const { results } = wordsOf({ tool, builtIn })
  const words = results.flatMap((phrase) => (/^[\w|]+$/.test(phrase) ? phrase.split('|').map(stemOf) : []))
  const givesText = toolSchema(builtIn ?? tool).output.get('text') !== undefined
  return { tool, isOffered, builtIn, resultWords: new Set(words), givesText }
}

/** A tool's own words, else those of the built-in tool that it is, else what its id and description say; its id always. */
function wordsOf({ tool, builtIn }: Pick<KnownTool, 'tool' | 'builtIn'>): {
  phrases: readonly string[]
  results: readonly string[]
} {
  const byName = tool.id.replaceAll('-', ' ')
  const otherwise =
    builtIn?.otherNames && Object.hasOwn(builtIn.otherNames, tool.id)
      ? builtIn.otherNames[tool.id]
      : undefined
  const own = tool.phrases ?? otherwise?.phrases ?? builtIn?.phrases ?? describedAs(tool.description)
  const results = tool.results ?? otherwise?.results ?? builtIn?.results ?? []
  return { phrases: [byName, ...own], results }
}

/** "Counts the words of a text." asks by "count words": the verb and what it is done to. */
function describedAs(description: string): string[] {
  const [verb, ...rest] = description.slice(0, 200).match(/[\p{L}\p{N}]+/gu) ?? []
  const object = rest.find(
    (word) => word.length > 3 && !/^(?:with|from|into|that|this|each|some)$/i.test(word),
  )
  return verb && object ? [`${verb} .. ${object}`] : []
}
