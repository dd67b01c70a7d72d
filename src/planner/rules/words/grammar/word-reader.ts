/** Words as a set, for looking them up. */
export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean))

type Wanted = ReadonlySet<string> | string

const isOneOf = (word: string | undefined, wanted: Wanted): boolean =>
  word !== undefined && (typeof wanted === 'string' ? word === wanted : wanted.has(word))

/** Goes through the words of a request from left to right. Small letters; marks are words of their own. */
export class WordReader {
  readonly words: readonly string[]
  /** The place of the next word. */
  at: number

  constructor(words: readonly string[], at = 0) {
    this.words = words
    this.at = at
  }

  get next(): string | undefined {
    return this.words[this.at]
  }

  get isDone(): boolean {
    return this.at >= this.words.length
  }

  /** Whether the words from here on are of these kinds, one after the other. */
  sees(...wanted: readonly Wanted[]): boolean {
    return wanted.every((one, ahead) => isOneOf(this.words[this.at + ahead], one))
  }

  /** Goes past one of the words, and says which it was. Undefined, and nothing is passed, where another word is next. */
  take(...wanted: readonly Wanted[]): string | undefined {
    if (!this.sees(...wanted)) return undefined
    this.at += wanted.length
    return this.words[this.at - 1]
  }

  /** Goes past all words of a kind. */
  skip(some: Wanted): this {
    while (isOneOf(this.next, some)) this.at += 1
    return this
  }

  /** The place of the first word of a kind from here on; -1 where there is none. */
  find(...wanted: readonly Wanted[]): number {
    for (let at = this.at; at < this.words.length; at++)
      if (wanted.every((one, ahead) => isOneOf(this.words[at + ahead], one))) return at
    return -1
  }

  has(...wanted: readonly Wanted[]): boolean {
    return this.find(...wanted) >= 0
  }
}
