import type { Token } from '../words/tokens.js'
import type { Wish } from './wishes.js'

/** A request as the rules understand it. */
export interface Reading {
  /** What is asked and known of the files without any step, in words. */
  known: readonly string[]
  /** The words that were read; of another language, with English in place of what is known. */
  text: string
  wishes: readonly Wish[]
  /** What the words say not to do. */
  unwanted: readonly Wish[]
  sentences: readonly (readonly Token[])[]
  /** Sentences that are answered by what is known of the files: what they speak of, later ones may call "it". */
  answered: readonly (readonly Token[])[]
  /** Quoted texts outside of all wishes: what "the text" and "the question" are. */
  introduced: readonly { text: string; isQuestion: boolean }[]
  /** File names that nobody attached, with the media they must stand for. */
  aliases: ReadonlyMap<string, string>
}
