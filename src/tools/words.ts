import type { Media } from '../media/media.js'

/** `0.52` as `52 %`; what rounds to nothing or everything says so. */
export function percent(score: number): string {
  if (score > 0 && score < 0.01) return 'under 1 %'
  if (score < 1 && score > 0.99) return 'over 99 %'
  return `${Math.round(score * 100)} %`
}

/** `a bus`, `an umbrella`; of ImageNet's `tabby, tabby cat` the first name. */
export function aThing(label: string): string {
  return withArticle(label.split(',')[0]?.trim() ?? label)
}

/** `a bus`, `an umbrella`; plurals, names, codes and what has an article stay as they are. */
export function withArticle(name: string): string {
  if (!/^[a-z]/.test(name) || /^(an?|the|two|three|no|some\w*|any\w*|people) ?\b/.test(name)) return name
  if (/[^sui]s$/.test(name)) return name
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`
}

/** `a, b and c`. */
export function listOf(items: readonly string[], conjunction = 'and'): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`
}

/** `1 object`, `3 objects`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}

/** Words of a request for the middle of a sentence: on one line, 80 characters at most. */
export function clipped(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line
}

/** `640 × 480 pixels`. */
export function sizeOf({ facts: { width, height } }: Media): string {
  return width && height ? `${width} × ${height} pixels` : 'of unknown size'
}

/** A sentence, with a space before it, where a recording is cut short: what is there was heard, and the rest was not. */
export function sayCutShort({ facts: { cutShort, durationSeconds, promisedSeconds } }: Media): string {
  if (!cutShort) return ''
  const there = durationSeconds === undefined ? '' : `${durationSeconds.toFixed(1)} `
  return promisedSeconds === undefined
    ? ' The recording is cut short: its file ends in the middle of the sound.'
    : ` The recording is cut short: only ${there}of its ${promisedSeconds.toFixed(1)} seconds are there.`
}

/** ` (3.2 seconds)`; nothing where the length is not known. */
export function lengthOf({ facts: { durationSeconds } }: Media): string {
  return durationSeconds === undefined ? '' : ` (${durationSeconds.toFixed(1)} seconds)`
}
