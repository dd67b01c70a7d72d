import type { FormWords } from '../kinds/form-words.js'

/** All that the rules know of one language, in one file: the other languages have a line in each of the files of `kinds`. */
export interface WholeLexicon {
  /** Lines of an English word and, parted by slashes, what stands for it: `picture = obrázek/obrázku`. */
  words: string
  /** Things that pictures often show, in the order of `kinds/things.ts`, parted by commas; their forms by slashes. */
  things: string
  /** Things that they show less often, likewise. */
  otherThings: string
  /** Colours, in the order of `kinds/colours.ts`, likewise. */
  colours: string
  /** Words that say nothing of what is wanted, parted by spaces. */
  small: string
  /** Words for the form of an answer. */
  forms: FormWords
}
