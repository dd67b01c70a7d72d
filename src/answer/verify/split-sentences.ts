/** Cuts a text that comes in pieces into its sentences. */
export interface SentenceSplitter {
  /** The sentences that are whole now, each with the white space and the citations (`[s1]`) after it. */
  push(text: string): string[]
  /** What is left. */
  end(): string[]
}

/** A sentence is whole after so many characters, whatever it says: nobody waits for ever. */
const longest = 2000
/** A citation behind a full stop is no longer than this. */
const longestCitation = 80

const isSpace = (character: string | undefined) => character === ' ' || character === '\t'
const closers = '"\'”’»)]*_'
/** Words that end in a full stop in the middle of a sentence. */
const abbreviations =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|vs|etc|approx|ca|no|nr|fig|vol|e\.g|i\.e|z\.b|d\.h|u\.a|bzw|usw|p\.ej|sr|sra|\p{Lu})$/iu

/**
 * Makes a splitter. A sentence ends at a line's end, or at `.`, `!`, `?` before a space and something that may begin one: not in
 * `3.5`, `scene.png`, `e.g. dogs` or the `1.` of a list. The pieces together are always the text.
 */
export function createSentenceSplitter(): SentenceSplitter {
  let buffer = ''
  /** No sentence ends before this place. */
  let scanned = 0

  function next(): string | undefined {
    while (scanned < buffer.length) {
      const end = endAt(buffer, scanned)
      if (end === 'wait') break
      if (end !== undefined) return take(end)
      scanned += 1
    }
    return buffer.length > longest ? take(buffer.length) : undefined
  }

  function take(end: number): string {
    const sentence = buffer.slice(0, end)
    buffer = buffer.slice(end)
    scanned = 0
    return sentence
  }

  function* all(): Generator<string> {
    for (let sentence = next(); sentence !== undefined; sentence = next()) yield sentence
  }

  return {
    push(text) {
      buffer += text
      return [...all()]
    },
    end() {
      const rest = buffer
      take(buffer.length)
      return rest === '' ? [] : [rest]
    },
  }
}

/** Where the sentence ends whose last character may be at `at`; `wait`: what comes next decides. */
function endAt(text: string, at: number): number | 'wait' | undefined {
  const character = text[at] ?? ''
  if (character === '\n') return at + 1
  if ('。！？'.includes(character))
    return afterCitation(
      text,
      skip(text, at + 1, (one) => '」』”"'.includes(one)),
    )
  if (!'.!?…'.includes(character)) return undefined
  const closed = skip(text, at + 1, (one) => closers.includes(one))
  if (closed >= text.length) return 'wait'
  if (text[closed] === '\n') return closed + 1
  if (!isSpace(text[closed])) return undefined
  if (character === '.' && isInside(text.slice(0, at))) return undefined
  return afterCitation(text, closed)
}

/** Whether a full stop after this belongs to an abbreviation or to the number of a list's item. */
const isInside = (before: string): boolean =>
  /^\s*\d{1,3}$/.test(before) || abbreviations.test(before.slice(-20))

/** The place behind white space and citations, which belong to the sentence before them. */
function afterCitation(text: string, from: number): number | 'wait' | undefined {
  const begin = skip(text, from, isSpace)
  if (begin >= text.length) return 'wait'
  if (text[begin] !== '[') return /\p{Ll}/u.test(text[begin] ?? '') ? undefined : begin
  const end = text.indexOf(']', begin)
  if (end === -1) return text.length - begin > longestCitation ? begin : 'wait'
  if (end - begin > longestCitation) return begin
  const stop = skip(text, end + 1, (one) => '.!?'.includes(one))
  const behind = skip(text, stop, isSpace)
  return behind >= text.length ? 'wait' : behind
}

function skip(text: string, from: number, is: (character: string) => boolean): number {
  let at = from
  while (at < text.length && is(text[at] ?? '')) at += 1
  return at
}
