import { readFile } from 'node:fs/promises'
import { convert } from 'html-to-text'
import type { DocumentContent } from './document-content.js'

const maxCharacters = 20_000_000

/** The text of an HTML page, with its headings and tables. Scripts, styles and what lies elsewhere are left out. */
export async function readHtml(path: string): Promise<DocumentContent> {
  return { modality: 'text', text: htmlToText(await readFile(path, 'utf8')), facts: {} }
}

export function htmlToText(html: string): string {
  const skipped = ['script', 'style', 'noscript', 'template', 'head', 'img', 'svg', 'iframe', 'object']
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: maxCharacters },
    selectors: [
      ...skipped.map((selector) => ({ selector, format: 'skip' })),
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
    ],
  })
}
