import type { Media } from './media.js'

/** Pictures that are shown at most: the newest. */
const maxPictures = 6

/** The pictures of a chat that an LLM which sees is shown when it answers, by reference, in the order in which they came. */
export function shownPictures(media: Readonly<Record<string, Media>>): [reference: string, picture: Media][] {
  return Object.entries(media)
    .filter(([, { modality }]) => modality === 'image')
    .slice(-maxPictures)
}
