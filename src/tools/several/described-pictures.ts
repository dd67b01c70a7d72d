import { SwitchyardError } from '../../core/errors.js'
import { formatCount } from '../../core/text.js'
import type { Media } from '../../media/media.js'
import { imagesField, textsField } from '../fields.js'
import { readShown, type Shown } from './read-shown.js'

/** Pictures with what each shows, as the tools that compare several take them. */
export const describedPictures = {
  images: imagesField('The pictures, two or more, in their order.', { min: 2 }),
  descriptions: textsField('What each of the pictures shows, in their order: the text of image-to-text.', {
    min: 2,
  }),
}

/** What each description says is there. @throws SwitchyardError `INVALID_REQUEST` where there is not one for each picture */
export function readDescriptions(images: readonly Media[], descriptions: readonly string[]): Shown[] {
  if (images.length === descriptions.length) return descriptions.map(readShown)
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `There ${images.length === 1 ? 'is' : 'are'} ${formatCount(images.length, 'picture')} and ${formatCount(descriptions.length, 'description')}. Give each picture one description, in the order of the pictures.`,
    { details: { images: images.length, descriptions: descriptions.length } },
  )
}

/** What to call a picture: its name, or its place, from 0. */
export const pictureName = (images: readonly Media[], at: number): string =>
  images[at]?.name ?? `picture ${at + 1}`
