import { encodePng } from '../../media/codec/encode.js'
import type { Media } from '../../media/media.js'
import type { LocalContext, Picture } from '../local-adapter.js'
import type { ReaderContext } from '../reader-adapter.js'
import type { SeriesSource } from './reading/read-series.js'

/** What working on series needs of the process that it runs in. */
export interface SeriesContext {
  path(media: Media): Promise<string>
  savePlot(picture: Picture): Promise<Media>
  /** How much is done, 0 to 1. */
  progress(fraction: number): void
}

export const sourceOf = async (
  table: string | Media,
  { path }: Pick<SeriesContext, 'path'>,
): Promise<SeriesSource> =>
  typeof table === 'string'
    ? { text: table }
    : { path: await path(table), bytes: table.bytes, hasSheets: (table.facts.sheets ?? []).length > 1 }

/** In a process that reads files. */
export const readerSeries = ({ path, save, progress }: ReaderContext): SeriesContext => ({
  path,
  progress,
  async savePlot({ data, width, height }) {
    const bytes = await encodePng({ data, width, height, channels: 3 })
    return save(bytes, { modality: 'image', mimeType: 'image/png', facts: { width, height }, name: 'plot' })
  },
})

/** In a process that runs models. */
export const hostSeries = ({ path, saveImage, progress }: LocalContext): SeriesContext => ({
  path,
  progress,
  savePlot: (picture) => saveImage(picture, 'plot'),
})
