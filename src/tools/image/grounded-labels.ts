import { wordsIn } from '../text/mentions.js'
import type { FoundObject } from './objects.js'

/** The labels as models that ground phrases read them: one text, in lower case, a full stop after each. */
export const asGroundedText = (labels: readonly string[]): string =>
  labels.map((label) => `${label.toLowerCase().replaceAll('.', ' ').trim()}.`).join(' ')

/** Gives what such a model found the labels that were asked for: it names the words that it saw, which may be parts of one. */
export function withAskedLabels(found: readonly FoundObject[], labels: readonly string[]): FoundObject[] {
  return found.flatMap((object) => {
    const seen = new Set(wordsIn(object.label))
    const shared = labels.map((label) => {
      const words = wordsIn(label)
      return words.filter((word) => seen.has(word)).length / Math.max(1, words.length)
    })
    const best = Math.max(...shared)
    const label = labels[shared.indexOf(best)]
    return best > 0 && label !== undefined ? [{ ...object, label }] : []
  })
}
