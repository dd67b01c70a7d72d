import { writeFile } from 'node:fs/promises'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { unsupportedError } from '../source-errors.js'
import type { MediaDescription } from '../store/store.js'
import type { DocumentContent, PictureContent } from './document-content.js'
import { type DocumentFormat, documentNames, sniffDocument } from './sniff-document.js'

export interface ReadDocumentOptions {
  /** What to call the file in errors. */
  label: string
  /** Where what it says is written, as UTF-8 or, for a scan, as JPEG. */
  to: string
}

/**
 * Puts a document into a text, a table or, where it has only pictures, a picture. It follows no reference to other files and
 * hosts, runs no script and works out no formula. For processes that read files.
 * @returns what it has written, and the media type of the document where its pages can be looked at; undefined for what is no
 * document
 * @throws SwitchyardError `UNSUPPORTED_MEDIA`, `MEDIA_TOO_LARGE`
 */
export async function readDocument(
  path: string,
  { label, to }: ReadDocumentOptions,
): Promise<(Omit<MediaDescription, 'name'> & { document?: string }) | undefined> {
  const format = await sniffDocument(path, label)
  if (!format) return undefined
  const content = await read(path, format, label)
  const document = format === 'pdf' ? { document: 'application/pdf' } : {}
  if (content.modality === 'image') {
    await writeFile(to, content.jpeg)
    return { modality: 'image', mimeType: 'image/jpeg', facts: content.facts, ...document }
  }
  const text = content.text.trim()
  if (text === '') throw unsupportedError(`${label} is ${documentNames[format]} without any text.`)
  await writeFile(to, `${text}\n`)
  const { modality, facts } = content
  const mimeType = modality === 'table' ? 'text/csv' : 'text/plain'
  return { modality, mimeType, facts: { ...facts, characters: [...text].length }, ...document }
}

async function read(
  path: string,
  format: DocumentFormat,
  label: string,
): Promise<DocumentContent | PictureContent> {
  try {
    switch (format) {
      case 'pdf':
        return await (await import('./read-pdf.js')).readPdf(path, label)
      case 'docx':
        return await (await import('./read-docx.js')).readDocx(path, label)
      case 'xlsx':
        return await (await import('./read-xlsx.js')).readXlsx(path, label)
      case 'pptx':
        return await (await import('./read-pptx.js')).readPptx(path, label)
      case 'html':
        return await (await import('./read-html.js')).readHtml(path)
    }
  } catch (error) {
    if (error instanceof SwitchyardError) throw error
    // The libraries go down into a document by calling themselves: the stack is what ends first.
    if (error instanceof RangeError)
      throw unsupportedError(
        `${label} is ${documentNames[format]} whose parts nest too deeply to be read. Save its text as a file of its own.`,
        messageOf(error),
      )
    throw unsupportedError(
      `${label} is ${documentNames[format]} by its content, but damaged or cut short. Copy, download or export it again.`,
      messageOf(error),
    )
  }
}
