import { readFile } from 'node:fs/promises'
import { extractImages, getDocumentProxy } from 'unpdf'
import { z } from 'zod'
import { loadSharp } from '../codec/load-sharp.js'
import { maxTextCharacters } from '../read-text.js'
import { unsupportedError } from '../source-errors.js'
import type { DocumentContent, PictureContent } from './document-content.js'
import { openPagePictures, type PagePicture } from './page-pictures.js'

const contentSchema = z.object({
  items: z.array(z.object({ str: z.string().optional(), hasEOL: z.boolean().optional() })),
})

/** A document without text on so many pages is a scan: to look for text on each of a hundred thousand takes minutes. */
const mostScans = 200

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

/**
 * The text of a PDF, each page behind a line `[page 3]`; of one without text, as scanners make them, the picture of the first
 * page that shows something. Of a long one the pages that fit into what is ever read of a text.
 */
export async function readPdf(path: string, label: string): Promise<DocumentContent | PictureContent> {
  const pdf = await open(path, label)
  try {
    const pages: string[] = []
    let characters = 0
    const mayGoOn = () => (characters === 0 ? pages.length < mostScans : characters < maxTextCharacters)
    while (pages.length < pdf.numPages && mayGoOn()) {
      const text = await textOf(pdf, pages.length + 1)
      characters += text.length
      pages.push(text)
    }
    if (characters === 0) return await firstPicture(pdf, path, label)
    const read = pages.length
    const rest = read < pdf.numPages ? `\n\n[pages ${read + 1} to ${pdf.numPages} are not read]` : ''
    const text = pages.map((page, at) => `[page ${at + 1}]\n${page}`).join('\n\n')
    return {
      modality: 'text',
      text: `${text}${rest}`,
      facts: { pages: pdf.numPages, ...(rest !== '' && { pagesRead: read }) },
    }
  } finally {
    await pdf.destroy()
  }
}

async function open(path: string, label: string): Promise<Pdf> {
  const bytes = new Uint8Array(await readFile(path))
  try {
    return await getDocumentProxy(bytes, { isEvalSupported: false, verbosity: 0, stopAtErrors: false })
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      throw unsupportedError(`${label} is a PDF with a password. Attach a copy without one.`)
    throw error
  }
}

async function textOf(pdf: Pdf, number: number): Promise<string> {
  const page = await pdf.getPage(number)
  try {
    const { items } = contentSchema.parse(await page.getTextContent())
    const text = items.map(({ str = '', hasEOL }) => `${str}${hasEOL ? '\n' : ''}`).join('')
    return text
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ').trim())
      .filter((line) => line !== '')
      .join('\n')
  } finally {
    page.cleanup()
  }
}

/** Most pages that are looked at for the first picture. */
const mostPages = 20
/** Pixels of the longer side of a page that has to be drawn. */
const drawnSide = 1600

/** The picture that a page is made of, as it was scanned; where it is made of more or of lines, the page is drawn. */
async function firstPicture(pdf: Pdf, path: string, label: string): Promise<PictureContent> {
  const last = Math.min(pdf.numPages, mostPages)
  for (let number = 1; number <= last; number += 1) {
    const pictures = await extractImages(pdf, number)
    const [only] = pictures
    if (!only) continue
    if (pictures.length > 1) return drawn(await drawFirst(path, label, [number]), pdf)
    const { width, height, channels, data } = only
    const sharp = await loadSharp()
    const { data: jpeg, info } = await sharp(data, { raw: { width, height, channels } })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 92 })
      .toBuffer({ resolveWithObject: true })
    return drawn({ jpeg, width: info.width, height: info.height }, pdf)
  }
  const pages = Array.from({ length: last }, (_, at) => at + 1)
  return drawn(await drawFirst(path, label, pages), pdf)
}

const drawn = ({ jpeg, width, height }: PagePicture, { numPages }: Pdf): PictureContent => ({
  modality: 'image',
  jpeg,
  facts: { width, height, pages: numPages },
})

/** The first of the pages that is not of one colour. */
async function drawFirst(path: string, label: string, pages: readonly number[]): Promise<PagePicture> {
  const pictures = await openPagePictures(path, label)
  try {
    for (const page of pages) {
      const picture = await pictures.draw(page, { side: drawnSide })
      if (!(await isEmpty(picture))) return picture
    }
  } finally {
    pictures.close()
  }
  throw unsupportedError(`${label} is a PDF whose pages are empty. Attach its pages as pictures.`)
}

async function isEmpty({ jpeg }: PagePicture): Promise<boolean> {
  const { channels } = await (await loadSharp())(jpeg, {}).stats()
  return channels.every(({ min, max }) => min === max)
}
