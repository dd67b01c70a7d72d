import { readFile } from 'node:fs/promises'
import { extractImages, getDocumentProxy } from 'unpdf'
import { z } from 'zod'
import { loadSharp } from '../codec/load-sharp.js'
import { maxTextCharacters } from '../read-text.js'
import { unsupportedError } from '../source-errors.js'
import type { DocumentContent, PictureContent } from './document-content.js'

const contentSchema = z.object({
  items: z.array(z.object({ str: z.string().optional(), hasEOL: z.boolean().optional() })),
})

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

/**
 * The text of a PDF, each page behind a line `[page 3]`; of one without text, as scanners make them, the picture of the first
 * page. Of a long one the pages that fit into what is ever read of a text.
 */
export async function readPdf(path: string, label: string): Promise<DocumentContent | PictureContent> {
  const pdf = await open(path, label)
  try {
    const pages: string[] = []
    let characters = 0
    while (pages.length < pdf.numPages && characters < maxTextCharacters) {
      const text = await textOf(pdf, pages.length + 1)
      characters += text.length
      pages.push(text)
    }
    if (characters === 0) return await firstPicture(pdf, label)
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

async function firstPicture(pdf: Pdf, label: string): Promise<PictureContent> {
  for (let number = 1; number <= Math.min(pdf.numPages, mostPages); number += 1) {
    const pictures = await extractImages(pdf, number)
    const [largest] = pictures.sort((a, b) => b.width * b.height - a.width * a.height)
    if (!largest) continue
    const { width, height, channels, data } = largest
    const sharp = await loadSharp()
    const { data: jpeg, info } = await sharp(data, { raw: { width, height, channels } })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 92 })
      .toBuffer({ resolveWithObject: true })
    return {
      modality: 'image',
      jpeg,
      facts: { width: info.width, height: info.height, pages: pdf.numPages },
    }
  }
  throw unsupportedError(
    `${label} is a PDF without text and without pictures that can be read. Attach its pages as pictures.`,
  )
}
