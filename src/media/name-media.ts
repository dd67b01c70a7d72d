import type { Media } from './media.js'

/** Names new media after their modality, counting on from what is there: `image1`, `image2`, `audio1`. */
export function nameMedia(
  known: Readonly<Record<string, Media>>,
  added: readonly Media[],
): Readonly<Record<string, Media>> {
  const named: Record<string, Media> = { ...known }
  for (const media of added) {
    const count = Object.values(named).filter(({ modality }) => modality === media.modality).length
    named[`${media.modality}${count + 1}`] = media
  }
  return named
}
