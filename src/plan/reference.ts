import type { StepValue } from './step-value.js'
/** A parsed reference: where it starts and which parts are taken from there. */
export interface Reference {
  /** `image1` (attached media) or a step id. */
  root: string
  /** Property names, list indexes, and `'*'` for "each of them". */
  path: readonly (string | number | '*')[]
  /** As written, for messages. */
  text: string
}

const referencePattern = /^\$([A-Za-z][A-Za-z0-9_]*)((?:\.[A-Za-z_][A-Za-z0-9_-]*|\[(?:\d+|\*)\])*)$/
const templatePattern = /\{\{([^{}]*)\}\}/g

/** Parses `$s1.frames[*]`; undefined when the text is no reference (then it is a literal). */
export function parseReference(text: string): Reference | undefined {
  const match = referencePattern.exec(text)
  if (!match?.[1]) return undefined
  const path = [...(match[2] ?? '').matchAll(/\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d+|\*)\]/g)].map((part) =>
    part[1] !== undefined ? part[1] : part[2] === '*' ? ('*' as const) : Number(part[2]),
  )
  return { root: match[1], path, text }
}

/** The `{{...}}` parts of a text: references, or undefined where one can't be parsed. */
export function parseTemplate(text: string): { match: string; reference: Reference | undefined }[] {
  return [...text.matchAll(templatePattern)].map((found) => ({
    match: found[0],
    reference: parseReference(`$${(found[1] ?? '').trim().replace(/^\$/, '')}`),
  }))
}

/** All references in an input value, however deep, in order. Keys are literals. */
export function referencesIn(value: StepValue): Reference[] {
  if (typeof value === 'string') {
    const whole = parseReference(value)
    if (whole) return [whole]
    return parseTemplate(value).flatMap(({ reference }) => (reference ? [reference] : []))
  }
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(referencesIn)
  return []
}
