import { readFile } from 'node:fs/promises'
import type { PDFiumDocument, PDFiumPage } from '@hyzyla/pdfium'
import { messageOf } from '../../core/errors.js'
import { loadSharp } from '../codec/load-sharp.js'
import { unsupportedError } from '../source-errors.js'

/** A page as it looks, as JPEG. */
export interface PagePicture {
  jpeg: Uint8Array
  width: number
  height: number
}

/** Draws the pages of one PDF, one at a time. */
export interface PagePictures {
  /** How many pages there are. */
  readonly count: number
  /**
   * A page, from 1, with its longer side of `side` pixels; no less than one pixel wide and high.
   * @throws SwitchyardError `UNSUPPORTED_MEDIA` for one that is damaged
   */
  draw(page: number, options: { side: number }): Promise<PagePicture>
  close(): void
}

/** Good enough to read small print by. */
const quality = 90

/**
 * Opens a PDF to look at its pages. No script in it runs, no address is visited, and no font of the system is read. For
 * processes that read files.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` for one that is damaged or has a password
 */
export async function openPagePictures(path: string, label: string): Promise<PagePictures> {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium')
  const library = await PDFiumLibrary.init()
  const document = await library.loadDocument(await readFile(path)).catch((error: unknown) => {
    library.destroy()
    throw openError(label, error)
  })
  return {
    count: document.getPageCount(),
    async draw(number, { side }) {
      try {
        return await drawPage(pageOf(document, number), side)
      } catch (error) {
        throw unsupportedError(
          `Page ${number} of ${label} is damaged, and can't be drawn. Export the document again.`,
          error,
        )
      }
    },
    close() {
      document.destroy()
      library.destroy()
    },
  }
}

const openError = (label: string, error: unknown) =>
  unsupportedError(
    /password|security/i.test(messageOf(error))
      ? `${label} is a PDF with a password. Attach a copy without one.`
      : `${label} is a PDF by its content, but damaged or cut short. Copy, download or export it again.`,
    error,
  )

const pageOf = (document: PDFiumDocument, number: number): PDFiumPage => document.getPage(number - 1)

async function drawPage(page: PDFiumPage, side: number): Promise<PagePicture> {
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const longest = Math.max(originalWidth, originalHeight)
  const scaled = (length: number) => Math.max(1, Math.round((length / longest) * side))
  const size = { width: scaled(originalWidth), height: scaled(originalHeight) }
  const { data } = await page.render({ ...size, render: 'bitmap', renderFormFields: false })
  const sharp = await loadSharp()
  const jpeg = await sharp(data, { raw: { ...size, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer()
  return { jpeg, ...size }
}
