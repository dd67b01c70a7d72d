import { open, readFile } from 'node:fs/promises'
import type { Sharp, SharpOptions } from 'sharp'
import { loadSharp } from './codec/load-sharp.js'

/** Pictures from satellites and of the print trade have more channels than colours; no more than this many. */
const maxChannels = 32

/** A picture file as sharp reads it: its first page or frame. */
export async function openPicture(path: string, options: SharpOptions): Promise<Sharp> {
  const sharp = await loadSharp()
  const input = (await isAvifSequence(path)) ? await asStillAvif(path) : path
  return sharp(input, { limitInputChannels: maxChannels, ...options })
}

/** Whether the file is an AVIF with several frames, by the brand that it gives itself. */
export async function isAvifSequence(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0)
    return bytesRead === 12 && buffer.toString('latin1', 4) === 'ftypavis'
  } finally {
    await file.close()
  }
}

/** libvips knows an AVIF by its brand only, and not by this one, though each holds a still picture: the first frame. */
async function asStillAvif(path: string): Promise<Buffer> {
  const bytes = await readFile(path)
  bytes.write('avif', 8, 'latin1')
  return bytes
}

/**
 * The first frame upright (EXIF), in sRGB, with transparency laid over white. More channels than a transparency are
 * measurements of their own and are left out.
 */
export async function flattenPicture(path: string, options: SharpOptions): Promise<Sharp> {
  const picture = (await openPicture(path, { ...options, failOn: 'truncated' })).autoOrient()
  const { channels, space } = await picture.metadata()
  const isLayered = channels - (colours[space] ?? 3) > 1
  const flat = isLayered ? picture.removeAlpha() : picture.flatten({ background: '#ffffff' })
  return flat.toColourspace('srgb')
}

/** Channels of colour, where they are not three. */
const colours: Readonly<Record<string, number>> = { 'b-w': 1, grey16: 1, cmyk: 4 }
