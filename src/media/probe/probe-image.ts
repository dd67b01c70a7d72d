import type { Metadata } from 'sharp'
import { loadSharp } from '../codec/load-sharp.js'
import { countAvifFrames, countPngFrames } from '../count-frames.js'
import type { MediaFacts } from '../media.js'
import { failOn, isAvifSequence, openPicture, readSignature } from '../open-picture.js'
import type { ReadLimits } from '../reader/reader-protocol.js'
import { damagedError, tooLarge, unsupportedError } from '../source-errors.js'
import type { BinaryFormat } from './accepted-kinds.js'
import { readTiffDirectory, type TiffDirectory } from './tiff-directory.js'

export interface ProbeImageOptions {
  label: string
  format: BinaryFormat
  limits: Pick<ReadLimits, 'maxPixels' | 'maxSide'>
}

/**
 * Measures a picture and decodes its first frame once, row by row, so that damage shows now and not in a model.
 * The limits are checked on the header, before anything is decoded.
 * @throws SwitchyardError `MEDIA_TOO_LARGE` or `UNSUPPORTED_MEDIA`
 */
export async function probeImage(
  path: string,
  { label, format, limits: { maxPixels, maxSide } }: ProbeImageOptions,
): Promise<MediaFacts> {
  // What is wrong with this machine is no fault of the file.
  await loadSharp()
  const tiff = format === 'tiff' ? await orDamaged(() => readTiffDirectory(path)) : undefined
  const facts = await orDamaged(async () => (await openPicture(path, { limitInputPixels: false })).metadata())
  checkSides(label, Math.max(facts.width, facts.height), { maxSide })
  const pixels = facts.width * facts.height
  if (pixels > maxPixels)
    throw tooLarge(label, { unit: 'pixels', actual: pixels, limit: maxPixels, setting: 'media.maxPixels' })

  const unread = tiff && whyUnread(tiff, facts.depth)
  if (unread)
    throw unsupportedError(`${label} is TIFF with ${unread}, which is not supported. Save it as PNG.`)
  await orDamaged(async () => {
    // The last row can only be had by decoding all rows above it, while no more than one is held.
    const lastRow = { left: 0, top: facts.height - 1, width: facts.width, height: 1 }
    const options = { failOn: failOn(format), limitInputPixels: maxPixels, sequentialRead: true } as const
    await (await openPicture(path, options)).extract(lastRow).raw().toBuffer()
  })
  const { width, height } = facts.autoOrient
  return { width, height, ...(await countPages(path, format, facts)) }

  async function orDamaged<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw damagedError(label, format, error)
    }
  }
}

/** Compressions of TIFF of which libvips makes black pictures. */
const unreadTiff: ReadonlyMap<number, string> = new Map([
  [33_003, 'JPEG 2000 compression'],
  [33_004, 'JPEG 2000 compression'],
  [33_005, 'JPEG 2000 compression'],
  [34_712, 'JPEG 2000 compression'],
  [34_887, 'LERC compression'],
  [34_925, 'LZMA compression'],
  [50_000, 'Zstandard compression'],
  [50_002, 'JPEG XL compression'],
  [52_546, 'JPEG XL compression'],
])

function whyUnread({ compression }: TiffDirectory, depth: string): string | undefined {
  const isInteger = depth === 'uint' || depth === 'int'
  return unreadTiff.get(compression) ?? (isInteger ? 'integers of 32 bits' : undefined)
}

/** @throws SwitchyardError `MEDIA_TOO_LARGE` */
export function checkSides(label: string, side: number, { maxSide }: Pick<ReadLimits, 'maxSide'>): void {
  if (side > maxSide)
    throw tooLarge(label, {
      unit: 'pixels on one side',
      actual: side,
      limit: maxSide,
      setting: 'media.maxSide',
    })
}

/** How many pages or frames there are, where it is more than one. */
async function countPages(path: string, format: BinaryFormat, { pages = 1 }: Metadata): Promise<MediaFacts> {
  if (format === 'tiff') return pages > 1 ? { pages } : {}
  const frames = (await countOther(path, format)) ?? pages
  return frames > 1 ? { frames } : {}
}

/** Animations of which sharp knows the first frame only. */
async function countOther(path: string, format: BinaryFormat): Promise<number | undefined> {
  if (format === 'png') return countPngFrames(path)
  if (format === 'avif' && isAvifSequence(await readSignature(path))) return countAvifFrames(path)
  return undefined
}
