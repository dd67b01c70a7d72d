import { z } from 'zod'
import type { RespondRequest } from '../responder.js'
import { foldWords } from './fold-words.js'
import { labelEvidence, type SeenLabel } from './label-evidence.js'
import { spokenNumbers } from './number-words.js'
import { readNumbers } from './read-numbers.js'

/** All that an answer may rest on, made ready for look-ups. */
export interface Evidence {
  /** Folded words, each between spaces, so that words in a row can be looked up. */
  text: string
  words: ReadonlySet<string>
  /** In ascending order, each once. */
  numbers: readonly number[]
  /** Whether numbers that are written out in words could be read: not in every script. */
  readsNumberWords: boolean
  /** How many things there may be that an answer counts. */
  mostThings: number
  /** How often each label stands in the lists of the results, by its folded words. */
  labelCounts: ReadonlyMap<string, number>
  /** Labels of closed sets that were looked for. */
  labels: readonly SeenLabel[]
  /** Ids of steps that may be cited. */
  steps: ReadonlySet<string>
}

/** What is gathered at most. With more, nothing is said to be missing: the evidence would be incomplete. */
const mostCharacters = 500_000

/** What scores are weighed against: that 50 % would be a sign of a thing is no finding. */
const half = 0.5

interface Gathered {
  texts: string[]
  numbers: number[]
  /** Lengths of lists. */
  lengths: number[]
  characters: number
}

/** Gathers what the request, the files, the results and the chat say; undefined where that is too much to go through. */
export function gatherEvidence(request: RespondRequest): Evidence | undefined {
  const { text, media, turns, plan, steps, notes = [], shortfalls = [], checks = [], known = [] } = request
  const gathered: Gathered = { texts: [], numbers: [], lengths: [], characters: 0 }
  const parts: unknown[] = [text, media, turns, plan, steps, notes, shortfalls, checks, known]
  for (const part of parts) gather(part, gathered)
  if (gathered.characters > mostCharacters) return undefined
  const words = gathered.texts.map(foldWords)
  const results = steps.flatMap(({ output, summary = '' }) => [summary, JSON.stringify(output ?? '')])
  const numbers = [
    half,
    ...gathered.numbers,
    ...gathered.texts
      .flatMap((one) => readNumbers(one.replace(/[_#$@]|(?<=\p{L})-/gu, ' ')))
      .flatMap(({ readings }) => readings.map(({ value }) => value)),
    ...gathered.texts.flatMap((one) => one.match(/\d+/g) ?? []).map(Number),
    ...words.flatMap(spokenNumbers),
  ]
  return {
    text: words.map((one) => ` ${one.join(' ')} `).join('|'),
    words: new Set(words.flat()),
    numbers: [...new Set(numbers.filter(Number.isFinite))].sort((a, b) => a - b),
    readsNumberWords: isMostlyLatin(results.join(' ')),
    mostThings: Math.max(
      2,
      steps.length,
      Object.keys(media).length,
      gathered.lengths.reduce((most, one) => Math.max(most, one), 0),
      gathered.texts.reduce((most, one) => Math.max(most, thingsIn(one)), 0),
    ),
    ...labelEvidence(request),
    steps: new Set(steps.map(({ id }) => id)),
  }
}

const objectSchema = z.record(z.string(), z.unknown())

function gather(value: unknown, into: Gathered): void {
  if (into.characters > mostCharacters) return
  if (typeof value === 'string') {
    into.texts.push(value)
    into.characters += value.length
  } else if (typeof value === 'number') {
    into.numbers.push(value)
    into.characters += 8
  } else if (Array.isArray(value)) {
    into.lengths.push(value.length)
    for (const item of value) gather(item, into)
  } else {
    const object = objectSchema.safeParse(value)
    if (!object.success) return
    for (const [key, part] of Object.entries(object.data)) {
      into.texts.push(key)
      gather(part, into)
    }
  }
}

/** How many things a text may name: it lists them, or has an article before each. */
function thingsIn(text: string): number {
  const listed = text.match(/[,;\n]|\b(?:and|or|und|oder|et|ou|y|e)\b/gi)?.length ?? 0
  const named =
    text.match(/\b(?:an?|the|ein|eine|einen|der|die|das|une?|le|la|les|el|los|las|il|lo)\b/gi)?.length ?? 0
  return Math.max(listed + 1, named)
}

function isMostlyLatin(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  return latin >= letters * 0.9
}
