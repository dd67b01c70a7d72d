import { describe, expect, it } from 'vitest'
import type { Media } from '../../../../../src/media/media.js'
import { createRulePlanner } from '../../../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../../../src/tools/registry.js'
import { mediaRecord } from '../../../../support/media-records.js'

const tools = await loadBuiltInTools()
const signal = new AbortController().signal
/** What was read from a PDF of so many pages. */
const from = (modality: 'image' | 'text', pages: number): Media => ({
  ...mediaRecord(modality, 'a', 'report.pdf'),
  facts: { pages, ...(modality === 'text' && { characters: 5000 }) },
  original: { ...mediaRecord('document', 'b'), facts: { pages } },
})
const scan = { image1: from('image', 3) }
const report = { text1: from('text', 4) }

async function plan(text: string, media: Readonly<Record<string, Media>>, offered = tools) {
  const planned = await createRulePlanner().plan(
    { text, media, history: { turns: [], steps: [] }, tools: offered },
    { signal },
  )
  if (!planned.ok) throw planned.error
  const { plan, onTheWay } = planned.value
  return {
    steps: plan.steps.map(({ id, tool, input }) => `${id} ${tool} ${JSON.stringify(input)}`),
    onTheWay,
  }
}
const all = 's1 document-to-images {"document":"$image1"}'
const pageOf = (name: string, page: number) =>
  `s1 document-to-images {"document":"$${name}","pages":[${page}]}`
const readAll = [all, 's2 image-to-text {"image":"$s1.pages[*]"}']
const readSecond = [pageOf('image1', 2), 's2 image-to-text {"image":"$s1.pages[0]"}']

describe('a scan of several pages', () => {
  it.each<[text: string, steps: string[]]>([
    ['what does this scan say', readAll],
    ['read the scanned pdf', readAll],
    ['ocr this pdf', readAll],
    ['What is on the pages?', readAll],
    ['summarize the scan', [...readAll, 's3 summarization {"text":"$s2.text"}']],
    ['what is on page 2', readSecond],
    ['Was steht auf Seite 2?', readSecond],
    [
      'What is the total on page 2?',
      [
        pageOf('image1', 2),
        's2 document-question-answering {"image":"$s1.pages[0]","question":"What is the total on page 2?"}',
      ],
    ],
    ['Turn the pdf into images', [all]],
    ['Give me page 2 as a picture', [pageOf('image1', 2)]],
  ])('is read and looked at by its pages: %s', async (text, steps) => {
    expect((await plan(text, scan)).steps).toEqual(steps)
  })

  it('whose pages nobody asked for as files has them drawn on the way', async () => {
    expect((await plan('what does this scan say', scan)).onTheWay).toEqual(['s1'])
    expect((await plan('Turn the pdf into images', scan)).onTheWay).toBeUndefined()
  })

  it('is seen by its first page where no tool draws pages', async () => {
    const others = tools.filter(({ id }) => id !== 'document-to-images')
    expect((await plan('ocr this pdf', scan, others)).steps).toEqual(['s1 image-to-text {"image":"$image1"}'])
  })
})

describe('a scan of one page', () => {
  const single = { image1: from('image', 1) }
  it('is its picture', async () => {
    expect((await plan('what does this scan say', single)).steps).toEqual([
      's1 image-to-text {"image":"$image1"}',
    ])
  })
  it('asked about another page says that there is none', async () => {
    expect((await plan('what is on page 2', single)).steps).toEqual(readSecond)
  })
})

describe('a PDF with text', () => {
  it.each([
    'what is on page 2',
    'summarize the report',
    'Who signed the contract?',
    'Translate the document into French.',
  ])('goes on as text: %s', async (text) => {
    const { steps } = await plan(text, report)
    expect(steps.length).toBeGreaterThan(0)
    expect(steps.join()).not.toContain('document-to-images')
  })

  it.each<[text: string, page: number, tool: string]>([
    ['describe the first page of the report', 1, 'image-to-text'],
    ['describe page 2 of report.pdf', 2, 'image-to-text'],
    ['what does the chart on page 3 show', 3, 'image-to-text'],
    ['How does the last page look?', 4, 'image-to-text'],
  ])('is looked at where that is asked for: %s', async (text, page, tool) => {
    const { steps } = await plan(text, report)
    expect(steps[0]).toBe(pageOf('text1', page))
    expect(steps.slice(1)).toEqual([expect.stringMatching(`^s2 ${tool} .*"image":"\\$s1.pages\\[0\\]"`)])
  })

  it('is read for one wish and looked at for another', async () => {
    const { steps } = await plan('summarize the report and describe the chart on page 3', report)
    expect(steps).toEqual([
      's1 summarization {"text":"$text1"}',
      's2 document-to-images {"document":"$text1","pages":[3]}',
      's3 image-to-text {"image":"$s2.pages[0]"}',
    ])
  })
})
