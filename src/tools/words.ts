import type { Media } from '../media/media.js'

/** `640 × 480 pixels`. */
export function sizeOf({ facts: { width, height } }: Media): string {
  return width && height ? `${width} × ${height} pixels` : 'of unknown size'
}

/** ` (3.2 seconds)`; nothing where the length is not known. */
export function lengthOf({ facts: { durationSeconds } }: Media): string {
  return durationSeconds === undefined ? '' : ` (${durationSeconds.toFixed(1)} seconds)`
}
