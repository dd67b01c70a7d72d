import { expect, it } from 'vitest'
import { asksForLooks, pagesSaid } from '../../../../../src/planner/rules/documents/pages-said.js'

it.each<[text: string, pages: number[] | undefined]>([
  ['what is on page 2', [2]],
  ['Read pages 1, 3 and 5.', [1, 3, 5]],
  ['Read pages 2 to 4', [2, 3, 4]],
  ['pages 2-4, please', [2, 3, 4]],
  ['page no. 7', [7]],
  ['What is on page two?', [2]],
  ['describe the first page of the report', [1]],
  ['the 3rd page', [3]],
  ['How does the last page look?', [9]],
  ['Read the last two pages', [8, 9]],
  ['the first 3 pages', [1, 2, 3]],
  ['Compare the second page with page 5.', [2, 5]],
  ['Was steht auf Seite 2?', [2]],
  ['What is on page 2 and what is 3 plus 4?', [2]],
  ['How many pages are there?', undefined],
  ['page 0', undefined],
  ['What does it say?', undefined],
])('%s', (text, pages) => {
  expect(pagesSaid(text, 9)).toEqual(pages)
})

it('no more pages are named than are drawn', () => {
  expect(pagesSaid('pages 1 to 99999', 99_999)).toHaveLength(64)
})

it.each([
  'what does the chart on page 3 show',
  'describe the first page of the report',
  'How does the last page look?',
  'What is the layout of the document?',
  'Is there a signature on page 2?',
  'Turn the pdf into images',
  'Which pictures are on page 4?',
  'What does figure 3 show?',
  'ocr this pdf',
])('looks are asked for: %s', (text) => expect(asksForLooks(text)).toBe(true))

it.each([
  'what is on page 2',
  'summarize the report',
  'Who signed the contract?',
  'Draw a picture of what the text says.',
  'What figures does the report give?',
  'What color is the bus in the story?',
  'Figure out who wrote it.',
])('words are asked for: %s', (text) => expect(asksForLooks(text)).toBe(false))
