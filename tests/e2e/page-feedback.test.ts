import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { picture } from '../support/cli.js'
import { servePage } from '../support/served-page.js'

describe.skipIf(noBrowser)('judging on the page', () => {
  const open = servePage()

  const said = async () =>
    (await open.served.agent.parts.feedback.list()).map(({ step, verdict, remark }) => ({
      step,
      verdict,
      remark,
    }))

  it('says of an answer and of a step that it is good or bad, and why, by keyboard', async () => {
    const { page, drop, ask, axe, strays } = open.driver
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
    expect(await open.driver.axeDarkAndNarrow()).toEqual([])

    // It is still there after a reload, and in a second tab; pressed again, it is taken back.
    await page.reload()
    await expect.poll(() => bad.getAttribute('aria-pressed')).toBe('true')
    const tab = await open.driver.open(new URL(page.url()).hash)
    await tab.getByRole('button', { name: 'It says nothing of the colors.' }).waitFor()
    await bad.click()
    await expect.poll(said).toEqual([{ step: 's1', verdict: 'good', remark: undefined }])
    await expect
      .poll(() => tab.getByRole('button', { name: 'The answer is bad' }).getAttribute('aria-pressed'))
      .toBe('false')
    expect(strays).toEqual([])
  })
})
