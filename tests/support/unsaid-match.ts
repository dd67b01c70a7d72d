/** What is heard of a text, character by character: a state of what matters so far, or undefined once a cue was heard. */
export interface Listener {
  start: string
  /** `char`: a small letter or any other character. */
  hear(state: string, char: string): string | undefined
  /** Whether only texts count in which words are set apart wherever a pattern lets them be. Default: false */
  setsApart?: boolean
  /** Whether a cue was heard where the text ends. */
  isHeardAtEnd(state: string): boolean
}

/** Hears each of some strings wherever it stands. */
export function stringListener(cues: readonly string[]): Listener {
  const isBegun = (text: string) => cues.some((cue) => cue.startsWith(text))
  return {
    start: '',
    hear(state, char) {
      let heard = state + char
      while (heard !== '' && !isBegun(heard)) heard = heard.slice(1)
      // A cue may end while a longer one is under way.
      return cues.some((cue) => (state + char).endsWith(cue)) ? undefined : heard
    },
    isHeardAtEnd: () => false,
  }
}

/** Hears each of some words: letters and numbers, with what may follow an apostrophe. Cues that begin with no letter are strings. */
export function wordListener(cues: readonly string[]): Listener {
  const words = new Set(cues.filter((cue) => /^\w/.test(cue)))
  const strings = stringListener(cues.filter((cue) => !/^\w/.test(cue)))
  const split = (state: string): [word: string, rest: string] => {
    const at = state.indexOf('\n')
    return [state.slice(0, at), state.slice(at + 1)]
  }
  const isHeard = (word: string) => words.has(word) || words.has(lastOf(word))
  const lastOf = (word: string) => word.slice(word.lastIndexOf("'") + 1)
  const isBegun = (text: string) => [...words].some((one) => one.startsWith(text))
  /** As much of a word as a cue may still need. */
  const shortened = (word: string) => {
    if (isBegun(word)) return word
    const last = lastOf(word)
    return `${last === word ? '' : "~'"}${isBegun(last) ? last : '~'}`
  }
  return {
    start: '\n',
    setsApart: true,
    hear(state, char) {
      const [word, rest] = split(state)
      const next = strings.hear(rest, char)
      if (next === undefined) return undefined
      const goesOn = word.includes("'")
        ? /\p{L}/u.test(char)
        : /[\p{L}\p{N}]/u.test(char) || (char === "'" && word !== '')
      if ((!goesOn || char === "'") && isHeard(word)) return undefined
      const begun = goesOn ? word + char : /[\p{L}\p{N}]/u.test(char) ? char : ''
      return `${shortened(begun)}\n${next}`
    },
    isHeardAtEnd: (state) => isHeard(split(state)[0]),
  }
}

type Part =
  | { kind: 'one'; source: string }
  | { kind: 'edge' }
  | { kind: 'all'; parts: Part[] }
  | { kind: 'any'; parts: Part[] }
  | { kind: 'times'; part: Part; least: number; most: number }
  | { kind: 'beside'; part: Part; isAhead: boolean }

/** What can be reached without a cue, each with a text that leads there. Keys: see `keyOf`. */
type Reached = ReadonlyMap<string, string>

/** What was heard, whether a word stands before, and whether it must end or begin here. */
const keyOf = (state: string, isInWord: boolean, isEdge: boolean): string =>
  `${state}\t${isInWord ? 'w' : ''}${isEdge ? 'e' : ''}`
const stateOf = (key: string): string => key.slice(0, key.lastIndexOf('\t'))
const isInWord = (key: string): boolean => /\twe?$/.test(key)
const isEdge = (key: string): boolean => /\tw?e$/.test(key)

/**
 * A text that a pattern matches, as far as what its assertions refuse is left aside, and in which no cue is heard; undefined
 * where there is none.
 */
export function unsaidMatch(
  pattern: RegExp,
  cues: readonly string[],
  listenTo: (cues: readonly string[]) => Listener,
): string | undefined {
  const listener = listenTo(cues)
  const alphabet = [...new Set([...cues.join('').toLowerCase(), ...'q7-_ \'"(,;:.?!/\n'])].reverse()
  const flags = pattern.flags.replace(/[gy]/g, '')
  const start: Reached = new Map([[keyOf(listener.start, false, false), '']])
  const known = new Map<string, readonly string[]>()
  const charsOf = (source: string): readonly string[] => {
    const before = known.get(source)
    if (before) return before
    const one = new RegExp(`^${source}$`, flags)
    const chars = alphabet.filter((char) => one.test(char) || one.test(char.toUpperCase()))
    // What none of these is, such as a letter that no cue has.
    const found = chars.length > 0 ? chars : [source.replace(/^\\(?=[^\w])/, '').toLowerCase()]
    known.set(source, found)
    return found
  }

  function walk(part: Part, from: Reached): Reached {
    switch (part.kind) {
      case 'one': {
        const reached = new Map<string, string>()
        for (const [key, text] of from)
          for (const char of charsOf(part.source)) {
            const isOfWord = /\w/.test(char)
            if (isEdge(key) && isOfWord === isInWord(key)) continue
            const state = listener.hear(stateOf(key), char)
            if (state === undefined) continue
            const next = keyOf(state, isOfWord, false)
            if (!reached.has(next)) reached.set(next, text + char)
          }
        return reached
      }
      case 'edge':
        return new Map([...from].map(([key, text]) => [keyOf(stateOf(key), isInWord(key), true), text]))
      case 'all':
        return part.parts.reduce((reached, one) => walk(one, reached), from)
      case 'any':
        return new Map(part.parts.flatMap((one) => [...walk(one, from)]))
      case 'times': {
        let last = from
        const isBlank = part.part.kind === 'one' && part.part.source === ' '
        const least = isBlank && listener.setsApart ? Math.max(part.least, 1) : part.least
        for (let count = 0; count < least; count++) last = walk(part.part, last)
        const reached = new Map(last)
        for (let count = least; count < part.most && last.size > 0; count++) {
          last = new Map([...walk(part.part, last)].filter(([state]) => !reached.has(state)))
          for (const [state, text] of last) reached.set(state, text)
        }
        return reached
      }
      case 'beside': {
        if (!part.isAhead) return walk(part.part, start).size > 0 ? from : new Map()
        return new Map(
          [...from].filter((one) =>
            [...walk(part.part, new Map([one]))].some(([end]) => !listener.isHeardAtEnd(stateOf(end))),
          ),
        )
      }
    }
  }

  const ends = walk(parsePattern(pattern.source), start)
  return [...ends].find(([end]) => !listener.isHeardAtEnd(stateOf(end)))?.[1]
}

/** The parts of a regular expression. Assertions other than what must stand ahead or behind match nothing. */
function parsePattern(source: string): Part {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(pattern.source, 'y')
    sticky.lastIndex = at
    const found = sticky.exec(source)
    if (found) at = sticky.lastIndex
    return found
  }
  function choice(): Part {
    const parts = [sequence()]
    while (take(/\|/)) parts.push(sequence())
    return parts.length === 1 ? (parts[0] as Part) : { kind: 'any', parts }
  }
  function sequence(): Part {
    const parts: Part[] = []
    while (at < source.length && !/[|)]/.test(source[at] as string)) parts.push(quantified())
    return { kind: 'all', parts }
  }
  function quantified(): Part {
    const part = atom()
    const found = take(/(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/)
    if (!found) return part
    const [, mark, least, comma, most] = found
    if (mark)
      return {
        kind: 'times',
        part,
        least: mark === '+' ? 1 : 0,
        most: mark === '?' ? 1 : Number.POSITIVE_INFINITY,
      }
    const upTo = comma === '' ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most)
    return { kind: 'times', part, least: Number(least), most: upTo }
  }
  function atom(): Part {
    const nothing: Part = { kind: 'all', parts: [] }
    if (take(/\\b/)) return { kind: 'edge' }
    if (take(/\^|\$|\\B/)) return nothing
    const group = take(/\((?:\?(?:(<?[=!])|:|<\w+>))?/)
    if (group) {
      const part = choice()
      if (!take(/\)/)) throw new Error(`no end of a group in ${source}`)
      const look = group[1]
      if (look === undefined) return part
      return look.endsWith('!') ? nothing : { kind: 'beside', part, isAhead: look === '=' }
    }
    const one = take(/\[(?:\\.|[^\]\\])*\]|\\[pP]\{[^}]+\}|\\u\{?[\da-fA-F]+\}?|\\[^\dk]|[^\\[]/)
    if (!one) throw new Error(`not understood at ${at}: ${source}`)
    return { kind: 'one', source: one[0] }
  }
  const parsed = choice()
  if (at < source.length) throw new Error(`not understood at ${at}: ${source}`)
  return parsed
}
