import type { Picture } from '../../local-adapter.js'

/** A picture of no more than so many pixels, in its own shape; one that is small enough stays as it is. */
export async function shrink(picture: Picture, maxPixels: number): Promise<Picture> {
  const { width, height, data, channels } = picture
  const scale = Math.sqrt(maxPixels / (width * height))
  if (scale >= 1) return picture
  const { RawImage } = await import('@huggingface/transformers')
  const side = (length: number) => Math.max(1, Math.floor(length * scale))
  return new RawImage(data, width, height, channels).resize(side(width), side(height))
}
