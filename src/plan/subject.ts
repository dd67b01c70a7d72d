import type { Media } from '../media/media.js'
import type { Step } from './plan.js'
import { referencesIn } from './reference.js'
import type { StepValue } from './step-value.js'

const longestQuote = 60

/**
 * What a step works on, in words: the files it refers to, `image1 (scene.png) and audio1 (memo.wav)`; if none, the
 * results, `s1.frames`; or the beginning of its first text when it refers to nothing.
 */
export function subjectOf(step: Step, media: Readonly<Record<string, Media>>): string {
  const references = referencesIn(step.input)
  const files = references.filter(({ root }) => Object.hasOwn(media, root))
  const subjects = files.length > 0 ? files : references
  const names = [...new Set(subjects.map(({ text }) => text.slice(1)))].map((name) => {
    const file = Object.hasOwn(media, name) ? media[name]?.name : undefined
    return file === undefined ? name : `${name} (${file})`
  })
  if (names.length > 0)
    return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ')
  const text = firstText(Object.values(step.input))
  if (text === undefined) return 'nothing in particular'
  return text.length > longestQuote ? `"${text.slice(0, longestQuote - 1).trimEnd()}…"` : `"${text}"`
}

function firstText(values: readonly StepValue[]): string | undefined {
  for (const value of values) {
    if (typeof value === 'string') return value
    if (value !== null && typeof value === 'object') {
      const inner = firstText(Object.values(value))
      if (inner !== undefined) return inner
    }
  }
  return undefined
}
