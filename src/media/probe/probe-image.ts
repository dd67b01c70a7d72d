import type { Metadata } from 'sharp'
import { orAborted } from '../../core/abort.js'
import { loadSharp } from '../codec/load-sharp.js'
import type { MediaFacts } from '../media.js'
import { damaged, tooLarge } from '../source-errors.js'
import type { BinaryFormat } from './sniff.js'

export interface ProbeImageOptions {
  label: string
  format: BinaryFormat
  maxPixels: number
  signal?: AbortSignal | undefined
}

/**
 * Measures a picture and decodes its first frame once, row by row, so that damage shows now and not in a model.
 * The pixel limit is checked on the header, before anything is decoded.
 * @throws SwitchyardError `MEDIA_TOO_LARGE` or `UNSUPPORTED_MEDIA`
 */
export async function probeImage(
  path: string,
  { label, format, maxPixels, signal }: ProbeImageOptions,
): Promise<MediaFacts> {
  const sharp = await loadSharp()
  let facts: Metadata
  try {
    facts = await orAborted(sharp(path, { limitInputPixels: false }).metadata(), signal)
  } catch (error) {
    throw rethrowCancelled(error, signal) ?? damaged(label, format, error)
  }
  const pixels = facts.width * facts.height
  if (pixels > maxPixels)
    throw tooLarge(label, { unit: 'pixels', actual: pixels, limit: maxPixels, setting: 'media.maxPixels' })

  try {
    // The last row can only be had by decoding all rows above it, while no more than one is held.
    const lastRow = { left: 0, top: facts.height - 1, width: facts.width, height: 1 }
    const decoding = sharp(path, { failOn: 'truncated', limitInputPixels: maxPixels, sequentialRead: true })
    await orAborted(decoding.extract(lastRow).raw().toBuffer(), signal)
  } catch (error) {
    throw rethrowCancelled(error, signal) ?? damaged(label, format, error)
  }
  const { width, height } = facts.autoOrient
  return { width, height, ...(facts.pages && facts.pages > 1 && { frames: facts.pages }) }
}

function rethrowCancelled(error: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted ? error : undefined
}
