import { z } from 'zod'
import { clip } from '../../../core/text.js'
import { mostPages, usualPages } from '../../document/pages-bound.js'
import { documentField, imagesField, optionField, outputField } from '../../fields.js'
import { defineTool } from '../../tool.js'

/** Pixels of a page's longer side: A4 at 140 dots per inch, by which small print is read. */
const usualSide = 1600
const mostSide = 4096
const pageNumber = z.int().positive()

export const tool = defineTool({
  id: 'document-to-images',
  description:
    'Draws pages of a PDF as pictures: those that are named by number, else evenly. Use it for scans and for questions about how a page looks (layout, charts, signatures). It looks at nothing itself: map image-to-text, document-question-answering or another tool for pictures over $s1.pages[*]. What a PDF says as text needs no pictures.',
  input: z.object({
    document: documentField('The PDF.'),
    pages: optionField(
      z.array(pageNumber).min(1).max(mostPages).optional(),
      'The numbers of the pages, from 1. Default: evenly, the first and the last among them.',
    ),
    count: optionField(
      z.int().min(1).max(mostPages).default(usualPages),
      `Most pages, up to ${mostPages}, where none are named.`,
    ),
    side: optionField(
      z.int().min(64).max(mostSide).default(usualSide),
      `Pixels of the longer side of a page, 64 to ${mostSide}.`,
    ),
  }),
  output: z.object({
    pages: imagesField('The pages, in their order.', { min: 0 }),
    numbers: outputField(z.array(pageNumber), 'text', 'For each picture the number of its page.'),
    total: outputField(z.int().nonnegative(), 'text', 'How many pages the document has.'),
  }),
  describe: ({ numbers, total }) => {
    const all = numbers.length === total
    const pages = numbers.length === 1 ? 'page' : 'pages'
    return all
      ? `All ${total} ${pages}.`.replace('All 1 page.', 'The only page.')
      : `${numbers.length === 1 ? 'Page' : 'Pages'} ${clip(numbers.join(', '))} of ${total}.`
  },
  // What asks for it.
  phrases: [
    'document to images',
    'page .. as|into|to a|an? picture|image|photo|png|jpeg|jpg|screenshot',
    'convert|turn|split|render|export|save|draw .. pdf|document|page|scan .. to|into|as .. {image}',
    'picture|image|screenshot of .. page',
    'render|rasterize .. pdf|page|document',
  ],
  results: [],
  nature: 'faithful',
  // How it runs.
  reader: {
    async run(input, context) {
      const { readPages } = await import('../../document/read-pages.js')
      return readPages(input, context)
    },
  },
})
