import type { Media } from '../../media/media.js'
import type { LocalContext } from '../local-adapter.js'

/** Width and height of a picture, without decoding it where they were measured before. */
export async function pictureSize(
  image: Media,
  context: Pick<LocalContext, 'image'>,
): Promise<{ width: number; height: number }> {
  const { width, height } = image.facts
  return width !== undefined && height !== undefined ? { width, height } : context.image(image)
}
