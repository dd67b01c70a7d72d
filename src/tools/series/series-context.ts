import { encodePng } from '../../media/codec/encode.js'
import type { Media } from '../../media/media.js'
import type { LocalContext, Picture } from '../local-adapter.js'
import type { ReaderContext } from '../reader-adapter.js'
import type { SeriesSource } from './read-series.js'

/** What working on series needs of the process that it runs in. */
export interface SeriesContext {
  path(media: Media): Promise<string>
  savePlot(picture: Picture): Promise<Media>
}

export const sourceOf = async (
  table: string | Media,
  { path }: Pick<SeriesContext, 'path'>,
): Promise<SeriesSource> => (typeof table === 'string' ? { text: table } : { path: await path(table) })

/** In a process that reads files. */
export const readerSeries = ({ path, save }: ReaderContext): SeriesContext => ({
  path,
  async savePlot({ data, width, height }) {
    const bytes = await encodePng({ data, width, height, channels: 3 })
    return save(bytes, { modality: 'image', mimeType: 'image/png', facts: { width, height }, name: 'plot' })
  },
})

/** In a process that runs models. */
export const hostSeries = ({ path, saveImage }: LocalContext): SeriesContext => ({
  path,
  savePlot: (picture) => saveImage(picture, 'plot'),
})
