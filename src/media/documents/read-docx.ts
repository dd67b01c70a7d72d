import mammoth from 'mammoth'
import { checkedArchive } from './check-archive.js'
import type { DocumentContent } from './document-content.js'
import { htmlToText } from './read-html.js'

/** The text of a Word document, with its headings and tables. Its pictures are left out. */
export async function readDocx(path: string, label: string): Promise<DocumentContent> {
  const bytes = await checkedArchive(path, label)
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes) },
    { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
  )
  return { modality: 'text', text: htmlToText(value), facts: {} }
}
