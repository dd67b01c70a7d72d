import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evidenceOf } from '../../src/answer/evidence.js'
import { type Agent, createAgent } from '../../src/index.js'
import { pdf } from '../support/office-files.js'

const slow = { timeout: 120_000 }
const scene = (name: string) => ({ jpeg: readFileSync(`samples/images/${name}`), side: 512 })

describe('the pages of a PDF', () => {
  let folder: string
  let agent: Agent
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-pages-'))
    agent = await createAgent({
      profile: 'demo',
      env: { ...process.env, SWITCHYARD_CACHE_DIR: join(folder, 'cache') },
    })
  })
  afterAll(async () => {
    await agent.close()
    await rm(folder, { recursive: true, force: true })
  })
  const file = async (name: string, bytes: Uint8Array) => {
    await writeFile(join(folder, name), bytes)
    return join(folder, name)
  }
  const scan = () =>
    file(
      'scan.pdf',
      pdf([scene('scene-09.jpg'), scene('scene-05.jpg'), scene('scene-07.jpg')], { size: [200, 200] }),
    )

  it('of a scan are each looked at, and the answer cites them', slow, async () => {
    const { answer, plan, media, steps, outputs } = await agent.run({
      text: 'What does this scan say?',
      media: [await scan()],
    }).result
    expect(plan.steps.map(({ tool }) => tool)).toEqual(['document-to-images', 'image-to-text'])
    expect(answer).toContain('image1 (scan.pdf) [s2]:')
    for (const page of [1, 2, 3]) expect(answer).toContain(`Page ${page}: `)
    expect(answer).not.toContain('only the first')
    expect(outputs).toEqual([])
    expect(evidenceOf({ answer, plan, media, steps })).toMatchObject(
      [1, 2, 3].map((page) => ({
        step: 's2',
        media: { name: `page ${page}`, modality: 'image' },
        fragment: `page=${page}`,
      })),
    )
  })

  it('are looked at by their number, and one that is missing is told of', slow, async () => {
    const media = [await scan()]
    const [second, ninth] = await Promise.all(
      ['What is on page 2?', 'What is on page 9?'].map((text) => agent.run({ text, media }).result),
    )
    expect(second?.answer).toMatch(/^image1 \(scan\.pdf\): Page 2: .*\[s2\]$/)
    expect(ninth?.answer).toContain('The document has 3 pages: it has no page 9.')
  })

  it('that have text are looked at where that is asked for', slow, async () => {
    const { answer, steps } = await agent.run({
      text: 'Describe the second page of the report.',
      media: ['samples/documents/report.pdf'],
    }).result
    expect(steps.map(({ tool }) => tool)).toEqual(['document-to-images', 'image-to-text'])
    expect(answer).toContain('text1 (report.pdf): Page 2: ')
  })

  it('are given as files where those are asked for', slow, async () => {
    const { outputs, answer } = await agent.run({
      text: 'Turn the pdf into images.',
      media: ['samples/documents/report.pdf'],
    }).result
    expect(answer).toContain('All 2 pages.')
    expect(outputs.map(({ media }) => media)).toMatchObject([
      { name: 'page 1', facts: { page: 1, width: 1600, height: 1067 } },
      { name: 'page 2', facts: { page: 2 } },
    ])
  })

  it('100 metres wide, of 5,000 and with scripts are bounded', slow, async () => {
    const pages = Array.from({ length: 5000 }, (_, at) => `Page ${at + 1}`)
    const catalog = '/OpenAction << /S /JavaScript /JS (while \\(true\\) {}) >>'
    const document = await file('huge.pdf', pdf(pages, { catalog, size: [283_465, 200] }))
    const plan = {
      steps: [{ id: 's1', tool: 'document-to-images', input: { document: '$text1', count: 2, side: 256 } }],
    }
    const { steps } = await agent.run({ text: 'Draw the pages.', media: [document], plan }).result
    expect(steps[0]?.output).toMatchObject({
      pages: [{ facts: { width: 256, height: 1, page: 1 } }, { facts: { page: 5000 } }],
      numbers: [1, 5000],
      total: 5000,
    })
  })
})
