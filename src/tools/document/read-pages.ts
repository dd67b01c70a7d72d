import { openPagePictures } from '../../media/documents/page-pictures.js'
import type { Media } from '../../media/media.js'
import type { ReaderContext } from '../reader-adapter.js'
import { choosePages } from './choose-pages.js'

interface PagesWanted {
  document: Media
  count: number
  pages?: readonly number[] | undefined
  side: number
}

/** Draws pages of a PDF, one after the other; meant for processes that read files. @throws SwitchyardError */
export async function readPages(
  { document, count, pages: named, side }: PagesWanted,
  { path, save, limits }: ReaderContext,
): Promise<{ pages: Media[]; numbers: number[]; total: number }> {
  const label = document.name ?? 'The document'
  const pictures = await openPagePictures(await path(document), label)
  try {
    const numbers = choosePages({ total: pictures.count, count, named })
    const pages: Media[] = []
    for (const page of numbers) {
      const most = Math.min(side, limits.maxSide, Math.floor(Math.sqrt(limits.maxPixels)))
      const { jpeg, width, height } = await pictures.draw(page, { side: most })
      pages.push(
        await save(jpeg, {
          modality: 'image',
          mimeType: 'image/jpeg',
          facts: { width, height, page },
          name: `page ${page}`,
        }),
      )
    }
    return { pages, numbers, total: pictures.count }
  } finally {
    pictures.close()
  }
}
