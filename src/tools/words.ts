import { clockTime } from '../core/format.js'
import { formatCount } from '../core/text.js'
import type { Media } from '../media/media.js'

/** `640 × 480 pixels`. */
export function sizeOf({ facts: { width, height } }: Media): string {
  return width && height ? `${width} × ${height} pixels` : 'of unknown size'
}

/** A sentence, with a space before it, where a recording is cut short: what is there was heard, and the rest was not. */
export function describeCutShort({ facts: { cutShort, durationSeconds, promisedSeconds } }: Media): string {
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

/** ` (5,120 triangles)`; nothing where they are not known. */
export function trianglesOf({ facts: { triangles } }: Media): string {
  return triangles === undefined ? '' : ` (${formatCount(triangles, 'triangle')})`
}

/** `0:00-0:03`; of what lasts less than a second only the begin. */
export const describeSpan = ({ start, end }: { start: number; end: number }): string =>
  end - start < 1 ? clockTime(start) : `${clockTime(start)}-${clockTime(end)}`

/** More stretches than these are not told one by one. */
const mostSpans = 10

/** `0:00-0:03, 0:05 and 12 more`. */
export function describeSpans(spans: readonly { start: number; end: number }[]): string {
  const told = spans.slice(0, mostSpans).map(describeSpan)
  const more = spans.length - told.length
  return `${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
