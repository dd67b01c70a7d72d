import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { memo, picture, samples } from '../support/cli.js'
import { servePage } from '../support/served-page.js'

describe.skipIf(noBrowser)('the first question on the page', () => {
  const open = servePage()

  const examples = () =>
    open.driver.page.getByRole('list', { name: 'What you could ask' }).getByRole('button')

  it('is asked about a sample picture by two clicks', async () => {
    const { page, axe, strays } = open.driver
    await page.getByRole('button', { name: 'Try it with a sample picture' }).click()
    await page.getByLabel('Attached files').getByText('384 × 384').waitFor()
    expect(await axe()).toEqual([])
    await examples().first().click()
    await page.getByText('a bus to the left of a flower').first().waitFor()
    expect(await page.getByLabel('Attached files').count()).toBe(0)
    expect(strays).toEqual([])
  })

  it.each([
    { files: [picture(6)], third: 'How large is this picture?' },
    { files: [picture(6), picture(3)], third: 'How large are the pictures?' },
    { files: [memo('05')], third: 'How long is it?' },
    { files: [samples('video/clip-01.mp4')], third: 'How long is it?' },
    { files: [samples('tables/sales.csv')], third: 'How many rows are there?' },
    { files: [memo('05'), picture(6)], third: 'Are there pauses in this recording?' },
  ])(
    'is offered for what is attached, and each one offered is answered: $third',
    async ({ files, third }) => {
      const { page, drop } = open.driver
      const newChat = () => page.getByRole('navigation').getByRole('button', { name: 'New chat' }).click()
      await newChat()
      await drop(...files)
      await examples().nth(2).waitFor()
      const offered = await examples().allInnerTexts()
      expect(offered[2]).toBe(third)
      for (const [at, text] of offered.entries()) {
        if (at > 0) {
          await newChat()
          await drop(...files)
        }
        await examples().nth(at).click()
        await page.getByRole('heading', { name: text, level: 2 }).waitFor()
        await page.getByRole('button', { name: 'Copy the answer' }).waitFor()
        const answer = await page.locator('.answer .markdown').innerText()
        expect(answer).not.toMatch(/could not be done|No tool was run/)
      }
      // The files of a question that could not be sent are given back with it.
      await newChat()
      await drop(...files)
      await page.route('**/turns', (route) => route.abort())
      await examples().first().click()
      await page.getByRole('alert').getByText('can not be reached').waitFor()
      expect(await page.getByLabel('Attached files').getByRole('listitem').count()).toBe(files.length)
      await page.unroute('**/turns')
      await page.getByRole('button', { name: 'Dismiss' }).click()
      const remove = page.getByRole('button', { name: /^Remove/ })
      while ((await remove.count()) > 0) await remove.first().click()
    },
  )
})
