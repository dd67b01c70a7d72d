import mammoth from 'mammoth'
import { assertFew, checkedArchive } from './check-archive.js'
import type { DocumentContent } from './document-content.js'
import { htmlToText } from './read-html.js'

/** Far more than is ever read of a text, and what is put into one in seconds. */
const mostParagraphs = 100_000

/** The text of a Word document, with its headings and tables. Its pictures are left out. */
export async function readDocx(path: string, label: string): Promise<DocumentContent> {
  const bytes = await checkedArchive(path, label)
  assertFew(bytes, label, {
    part: /^word\/document\d*\.xml$/i,
    tag: /<(?:\w+:)?p[ />]/g,
    noun: 'paragraphs',
    most: mostParagraphs,
    advice: 'Attach a part of it.',
  })
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes) },
    { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
  )
  return { modality: 'text', text: htmlToText(value), facts: {} }
}
