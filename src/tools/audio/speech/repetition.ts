import { deflateSync } from 'node:zlib'

/**
 * Text that gets this many times smaller when it is compressed repeats itself. The value is Whisper's own, found by its
 * makers: `compression_ratio_threshold` of `transcribe` in openai/whisper (Radford et al., 2022, section 4.5).
 */
const mostCompression = 2.4

/** Short loops compress badly: so often a word, or a phrase of several words, may come in a row. */
const mostInARow = { word: 7, phrase: 4 }

/** Longest phrase that is looked for in a row, words. Longer loops compress well. */
const longestPhrase = 20

/** Whether a transcript of one stretch of speech is a phrase again and again, as no one says it: the model got stuck. */
export function isRepetitive(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  if (words.length === 0) return false
  return compressionRatio(text) > mostCompression || comesInARow(words)
}

function compressionRatio(text: string): number {
  const bytes = Buffer.from(text)
  return bytes.length / deflateSync(bytes).length
}

function comesInARow(words: readonly string[]): boolean {
  const longest = Math.min(longestPhrase, Math.floor(words.length / (mostInARow.phrase + 1)))
  return Array.from({ length: Math.max(1, longest) }, (_, at) => at + 1).some((length) => {
    const most = length === 1 ? mostInARow.word : mostInARow.phrase
    let same = 0
    return words.some((word, at) => {
      same = word === words[at - length] ? same + 1 : 0
      // After the first time, each further one repeats as many words.
      return same >= length * most
    })
  })
}
