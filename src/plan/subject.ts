import type { Media } from '../media/media.js'
import type { Step } from './plan.js'
import { type Reference, referencesIn } from './reference.js'
import type { StepValue } from './step-value.js'

const longestQuote = 60
/** More results than these are no good name for what a step is about. */
const mostResults = 2

/**
 * What a step works on, in words: the files it refers to, `image1 (scene.png) and audio1 (memo.wav)`, or whose pages it looks at; if none, the
 * results, `s1.frames`; or the beginning of its first text when it refers to nothing. Of a step that joins many results the
 * files that those are about.
 */
export function subjectOf(
  step: Step,
  media: Readonly<Record<string, Media>>,
  steps: ReadonlyMap<string, Step> = new Map(),
): string {
  const own = referencesIn(step.input)
  const isFile = ({ root }: Reference) => Object.hasOwn(media, root)
  const documents = own.flatMap(({ root, path }) =>
    path[0] === 'pages' ? referencesIn(steps.get(root)?.input ?? {}).filter(isFile) : [],
  )
  const some = documents.length > 0 ? [...documents, ...own.filter(isFile)] : own
  const references = some.length > mostResults && !some.some(isFile) ? origins(some, steps) : some
  const files = references.filter(isFile)
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

/** What steps refer to that refer to no other step, by way of the steps between. */
function origins(references: readonly Reference[], steps: ReadonlyMap<string, Step>): Reference[] {
  const seen = new Set<string>()
  const left = [...references]
  const found: Reference[] = []
  // The loop also visits what it appends.
  for (const reference of left) {
    const step = steps.get(reference.root)
    if (!step) found.push(reference)
    else if (!seen.has(step.id)) left.push(...referencesIn(step.input))
    if (step) seen.add(step.id)
  }
  return found.length > 0 ? found : [...references]
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
