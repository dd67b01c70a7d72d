import { readFile } from 'node:fs/promises'
import { readHead } from '../read-head.js'
import { unsupportedError } from '../source-errors.js'

export type DocumentFormat = 'pdf' | 'docx' | 'xlsx' | 'pptx' | 'html'

/** How its name is written for people. */
export const documentNames: Readonly<Record<DocumentFormat, string>> = {
  pdf: 'a PDF',
  docx: 'a Word document',
  xlsx: 'an Excel workbook',
  pptx: 'a PowerPoint presentation',
  html: 'an HTML page',
}

const zip = 'PK\x03\x04'
const compoundFile = '\xd0\xcf\x11\xe0'

/** What may stand before the first element of a page. */
const prolog = /^(?:\uFEFF|\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)*/
const isHtml = (head: Buffer): boolean =>
  startsWithElement(head) &&
  /^<(?:!doctype html|html|head|body)[\s>]/i.test(head.toString('utf8').replace(prolog, ''))

/** Whether the first thing that is no space may begin an element: quick, as most files are no page. */
function startsWithElement(head: Buffer): boolean {
  const start = head.toString('utf8', 0, 64).trimStart()
  return start === '' || start.startsWith('<')
}

/** Whether a file may be a document, by its first bytes: quick, and never wrong about what is none. */
export function mayBeDocument(head: Buffer): boolean {
  const start = head.toString('latin1', 0, 1024)
  return start.includes('%PDF-') || start.startsWith(zip) || start.startsWith(compoundFile) || isHtml(head)
}

/**
 * What kind of document a file is, by its content. Undefined: it is none that is read.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` for one with a password, and for one of a format of the last century
 */
export async function sniffDocument(path: string, label: string): Promise<DocumentFormat | undefined> {
  const head = await readHead(path)
  const start = head.toString('latin1', 0, 1024)
  if (start.includes('%PDF-')) return 'pdf'
  if (isHtml(head)) return 'html'
  if (start.startsWith(compoundFile)) throw await compound(path, label)
  const { fileTypeFromFile } = await import('file-type')
  const found = await fileTypeFromFile(path).catch(() => undefined)
  return found?.ext === 'docx' || found?.ext === 'xlsx' || found?.ext === 'pptx' ? found.ext : undefined
}

/** New Office files with a password lie in a file of the old kind, under this name. */
async function compound(path: string, label: string) {
  const isLocked = (await readFile(path)).includes(Buffer.from('EncryptedPackage', 'utf16le'))
  return unsupportedError(
    isLocked
      ? `${label} is an Office document with a password. Attach a copy without one.`
      : `${label} is an Office document of the old kind (DOC, XLS, PPT). Save it as DOCX, XLSX or PPTX.`,
  )
}
