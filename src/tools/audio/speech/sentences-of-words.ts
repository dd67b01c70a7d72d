import type { Span } from './find-speech.js'

/** Something said, seconds. */
interface Said extends Span {
  text: string
}

/** A sentence with the times of its words. */
export interface TimedSentence extends Said {
  words: Said[]
}

/** A longer pause parts two sentences, also without a full stop, seconds. */
const longestPause = 0.8

/**
 * Puts words with their times together to sentences. The texts of the words are as a model writes them, with the spaces before them,
 * so that languages without spaces get none. Pure.
 */
export function sentencesOfWords(words: readonly Said[]): TimedSentence[] {
  const sentences: TimedSentence[] = []
  let isOpen = false
  for (const { start, end, text } of words) {
    const said = text.trim()
    if (said === '') continue
    const last = sentences.at(-1)
    const word = { start, end: Math.max(start, end), text: said }
    if (last && isOpen && start - last.end <= longestPause) {
      last.text = `${last.text}${text.trimEnd()}`
      last.end = Math.max(last.end, word.end)
      last.words.push(word)
    } else sentences.push({ ...word, words: [word] })
    isOpen = !/[.?!。？！…]["'”’)]?$/u.test(said)
  }
  return sentences
}
