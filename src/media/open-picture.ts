import { open, readFile } from 'node:fs/promises'
import type { Sharp, SharpOptions } from 'sharp'
import { loadSharp } from './codec/load-sharp.js'
import { readTiffDirectory } from './probe/tiff-directory.js'

/** Pictures from satellites and of the print trade have more channels than colours; no more than this many. */
const maxChannels = 32

/** A picture file as sharp reads it: its first page or frame. */
export async function openPicture(path: string, options: SharpOptions): Promise<Sharp> {
  return openBySignature(path, await readSignature(path), options)
}

async function openBySignature(path: string, signature: string, options: SharpOptions): Promise<Sharp> {
  const sharp = await loadSharp()
  const input = isAvifSequence(signature) ? await asStillAvif(path) : path
  return sharp(input, { limitInputChannels: maxChannels, ...options })
}

/** The first twelve bytes, as Latin-1: enough to tell an AVIF of several frames and a TIFF. */
export async function readSignature(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Whether the file is an AVIF with several frames, by the brand that it gives itself. */
export const isAvifSequence = (signature: string): boolean => signature.slice(4) === 'ftypavis'

/** Classic TIFF and BigTIFF, of either byte order. */
const isTiff = (signature: string): boolean => /^(?:II[*+]\0|MM\0[*+])/.test(signature)

/** libvips knows an AVIF by its brand only, and not by this one, though each holds a still picture: the first frame. */
async function asStillAvif(path: string): Promise<Buffer> {
  const bytes = await readFile(path)
  bytes.write('avif', 8, 'latin1')
  return bytes
}

/** Formats that are neither AVIF nor TIFF: of these, nothing needs to be told by the first bytes. */
const plainTypes: ReadonlySet<string | undefined> = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
])

/**
 * The first frame upright (EXIF), in sRGB, with transparency laid over white. More channels than a transparency are
 * measurements of their own and are left out.
 * @param mimeType the file's, where it is known
 */
export async function flattenPicture(
  path: string,
  options: SharpOptions,
  mimeType?: string | undefined,
): Promise<Sharp> {
  const signature = plainTypes.has(mimeType) ? '' : await readSignature(path)
  const read = { ...options, failOn: failOn(isTiff(signature) ? 'tiff' : '') }
  const picture = (await openBySignature(path, signature, read)).autoOrient()
  const isLayered = isTiff(signature) && (await isLayeredTiff(path, options))
  const flat = isLayered ? picture.removeAlpha() : picture.flatten({ background: '#ffffff' })
  return flat.toColourspace('srgb')
}

/** Whether a TIFF has channels beyond its colours that are no transparency. Other formats have none. */
async function isLayeredTiff(path: string, options: SharpOptions): Promise<boolean> {
  const { channels, space } = await (await openPicture(path, options)).metadata()
  const extra = channels - (colours[space] ?? 3)
  return extra > 1 || (extra === 1 && !(await isTransparent(path)))
}

/** How bad a fault ends reading. libvips reads on where a TIFF was cut short, unless it is told to stop at errors. */
export const failOn = (format: string): 'truncated' | 'error' => (format === 'tiff' ? 'error' : 'truncated')

/** Whether the channel beyond the colours of a TIFF is said to be transparency. */
async function isTransparent(path: string): Promise<boolean> {
  const { extraSamples } = await readTiffDirectory(path)
  return extraSamples[0] === 1 || extraSamples[0] === 2
}

/** Channels of colour, where they are not three. */
const colours: Readonly<Record<string, number>> = { 'b-w': 1, grey16: 1, cmyk: 4 }
