import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { picture } from '../support/cli.js'
import { drivePage, type PageDriver } from '../support/page-driver.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

let served: ServedAgent
let driver: PageDriver

describe.skipIf(noBrowser)('judging on the page', () => {
  beforeAll(async () => {
    served = await serveAgent()
    driver = await drivePage(served.server.url)
  })
  afterAll(async () => {
    await driver?.close()
    await served?.close()
  })

  const said = async () =>
    (await served.agent.parts.feedback.list()).map(({ step, verdict, remark }) => ({ step, verdict, remark }))

  it('says of an answer and of a step that it is good or bad, and why, by keyboard', async () => {
    const { page, drop, ask, axe, strays } = driver
    await drop(picture(6))
    await ask('What is in this picture?')
    await page.getByText('a bus to the left of a flower').first().waitFor()
    const bad = page.getByRole('button', { name: 'The answer is bad' })
    await bad.press('Enter')
    await page.getByPlaceholder('Why is it bad?').fill('It says nothing of the colors.')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'It says nothing of the colors.' }).waitFor()
    await expect
      .poll(said)
      .toEqual([{ step: undefined, verdict: 'bad', remark: 'It says nothing of the colors.' }])

    await page.getByRole('button', { name: 'What it rests on: step s1' }).press('Enter')
    const step = page.getByRole('region', { name: 'Step s1' })
    await step.getByRole('button', { name: 'Step s1 is good' }).press('Space')
    await step.getByPlaceholder('Why is it good?').press('Escape')
    await expect.poll(said).toHaveLength(2)
    expect(await step.getByRole('button', { name: 'Step s1 is good' }).getAttribute('aria-pressed')).toBe(
      'true',
    )
    expect(await axe()).toEqual([])
    expect(await driver.axeDarkAndNarrow()).toEqual([])

    // It is still there after a reload, and in a second tab; pressed again, it is taken back.
    await page.reload()
    await expect.poll(() => bad.getAttribute('aria-pressed')).toBe('true')
    const tab = await driver.open(new URL(page.url()).hash)
    await tab.getByRole('button', { name: 'It says nothing of the colors.' }).waitFor()
    await bad.click()
    await expect.poll(said).toEqual([{ step: 's1', verdict: 'good', remark: undefined }])
    await expect
      .poll(() => tab.getByRole('button', { name: 'The answer is bad' }).getAttribute('aria-pressed'))
      .toBe('false')
    expect(strays).toEqual([])
  })
})
