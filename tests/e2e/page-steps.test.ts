import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { scriptedModel } from '../../src/testing.js'
import { outputField, textField } from '../../src/tools/fields.js'
import { defineTool } from '../../src/tools/tool.js'
import { noBrowser } from '../support/browser.js'
import { picture, samples } from '../support/cli.js'
import { startOpenAiServer } from '../support/openai-server.js'
import { drivePage, type PageDriver } from '../support/page-driver.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

interface Player {
  currentTime: number
  videoWidth: number
}

let served: ServedAgent
let driver: PageDriver

describe.skipIf(noBrowser)('what was done, on the page', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    served = await serveAgent()
  })
  afterAll(() => served?.close())
  afterEach(() => driver?.close())

  it('leads through a step that joins what others found to the second of the video where it is said', async () => {
    driver = await drivePage(served.server.url)
    const { page, drop, ask, axe, strays } = driver
    page.setDefaultTimeout(100_000)
    await drop(samples('video/clip-01.mp4'))
    await ask('What happens in this video?')
    await page
      .getByRole('button', { name: /^What it rests on: step/ })
      .first()
      .click()
    const rests = page.getByRole('region', { name: 'It rests on' })
    await rests.getByRole('button', { name: /the bus is behind the moon/ }).click()
    const player = rests.locator('video')
    await expect.poll(() => player.evaluate((video: Player) => video.currentTime)).toBeGreaterThan(2.9)
    expect(await player.evaluate((video: Player) => video.videoWidth)).toBeGreaterThan(0)
    await rests.getByText('a dog on a red background').first().waitFor()
    expect(await rests.getByRole('img').count()).toBeGreaterThan(0)
    expect(await axe()).toEqual([])
    expect(await driver.axeDarkAndNarrow()).toEqual([])
    expect(strays).toEqual([])
  })

  it('marks in a long text what was found in it', async () => {
    const findName = defineTool({
      id: 'find-name',
      description: 'Finds a name in a text.',
      input: z.object({ sourceText: textField('The text.') }),
      output: z.object({ text: outputField(z.string(), 'text', 'The name.') }),
      describe: ({ text }) => `It names ${text}.`,
      run: async ({ sourceText }) => ({ text: /[A-Z]\w+ Kolb/.exec(sourceText)?.[0] ?? '' }),
    })
    const other = await serveAgent({ agent: { tools: [findName] } })
    driver = await drivePage(other.server.url)
    const { page, drop, ask, axe } = driver
    page.setDefaultTimeout(100_000)
    await drop(samples('documents/report.pdf'))
    const sourceText = `Anna Kolb built the bridge. ${'It was a long year. '.repeat(20)}`
    const steps = [
      { id: 's1', tool: 'find-name', input: { sourceText: '$text1' } },
      { id: 's2', tool: 'find-name', input: { sourceText } },
    ]
    await page.route('**/turns', (route) =>
      route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), plan: { steps } }) }),
    )
    await ask('Who built it?')
    await page.getByRole('button', { name: 'Copy the answer' }).waitFor()
    await page.getByText('2 steps').click()
    await page.locator('[data-step="s1"]').click()
    const read = page.getByRole('region', { name: 'Step s1' })
    const text = read.getByRole('group', { name: 'report.pdf' })
    await text.locator('mark').waitFor()
    expect(await text.locator('mark').innerText()).toBe('Anna Kolb')
    expect(await text.innerText()).toMatch(/The harbour[\s\S]*lighthouse was built by/)
    expect(await axe()).toEqual([])
    expect(await driver.axeDarkAndNarrow()).toEqual([])

    await page.locator('[data-step="s2"]').click()
    const given = page.getByRole('region', { name: 'Step s2' })
    await given.getByText('Input', { exact: true }).click()
    await given.getByRole('group', { name: 'sourceText' }).locator('mark').first().waitFor()
    await other.close()
  })

  it('shows how alike pictures are as a matrix, and rows as a table beside the drawing of them', async () => {
    driver = await drivePage(served.server.url)
    const { page, drop, ask, axe } = driver
    await drop(picture(6), picture(3), picture(11))
    await ask('How alike are these pictures?')
    await page
      .getByRole('button', { name: /^What it rests on: step/ })
      .first()
      .click()
    const matrix = page.getByRole('group', { name: 'How alike they are' })
    const shades = matrix.locator('td[data-strength]')
    expect(await shades.count()).toBe(6)
    expect(await matrix.getByRole('columnheader').allInnerTexts()).toEqual([
      '1 scene-06.png',
      '2 scene-03.png',
      '3 scene-11.png',
    ])
    const [first = '', , second = ''] = await shades.allInnerTexts()
    expect(Number(first)).toBeLessThan(1)
    expect(second).toBe(first)

    await drop(samples('tables/sales.csv'))
    await ask('Forecast the next six values.')
    await page
      .getByRole('article')
      .nth(1)
      .getByRole('button', { name: /^What it rests on: step/ })
      .first()
      .click()
    const rows = page.getByRole('region', { name: /^Step/ }).last().getByRole('table').first()
    expect(await rows.getByRole('row').count()).toBe(7)
    await page.getByRole('region', { name: 'Files that were made' }).getByRole('img').waitFor()
    expect(await axe()).toEqual([])
    expect(await driver.axeDarkAndNarrow()).toEqual([])
  })

  it('says that a step failed, and shows the new plan that was made for it', async () => {
    const llm = scriptedModel([
      { json: { steps: [{ id: 's1', tool: 'text-to-speech', input: { text: 'a bus' } }] } },
      { json: { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] } },
      { stream: ['It shows a bus ', '[s2].'] },
    ])
    const planned = await serveAgent({ agent: { llm, set: ['planner=auto'] } })
    try {
      driver = await drivePage(planned.server.url)
      const { page, drop, ask } = driver
      await drop(picture(6))
      await ask('Say what it shows.')
      await page.getByRole('button', { name: 'Copy the answer' }).waitFor()
      await page.locator('details.plan summary').first().click()
      await page.getByText('A step failed, so that a new plan was made (by llm).').waitFor()
      const states = await page
        .locator('[data-step]')
        .evaluateAll((cards) =>
          cards.map((card: { getAttribute(name: string): string | null }) => card.getAttribute('data-state')),
        )
      expect(states).toEqual(['failed', 'done'])
      await driver.close()
    } finally {
      await planned.close()
    }
  })

  it('shows an answer as it is written, and keeps what was written when it is stopped', async () => {
    const llm = await startOpenAiServer([{ json: { steps: [] } }, { stall: 'Buses are **large**, and' }])
    const env = { OPENAI_BASE_URL: llm.baseUrl, OPENAI_API_KEY: 'sk-test' }
    const writing = await serveAgent({ agent: { llm: 'openai:test', env, set: ['planner=auto'] } })
    try {
      driver = await drivePage(writing.server.url)
      const { page, ask } = driver
      await ask('Tell me about buses.')
      await page.locator('.markdown strong').getByText('large').waitFor()
      await page.getByRole('button', { name: 'Stop answering' }).click()
      await page.getByText('It was stopped.').waitFor()
      await llm.hungUp(2)
      expect(await page.locator('.markdown').innerText()).toContain('Buses are large')
      await driver.close()
    } finally {
      await writing.close()
      await llm.close()
    }
  })
})
