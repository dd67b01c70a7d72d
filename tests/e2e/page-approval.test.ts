import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { noBrowser } from '../support/browser.js'
import { memo, picture } from '../support/cli.js'
import { drivePage, type PageDriver } from '../support/page-driver.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

const runsSchema = z.object({ data: z.array(z.looseObject({ id: z.string() })) })
const recordSchema = z.looseObject({
  result: z.looseObject({
    plan: z.object({ steps: z.array(z.looseObject({ model: z.string().optional() })) }),
  }),
})

let served: ServedAgent
let driver: PageDriver

describe.skipIf(noBrowser)('a plan that waits on the page', () => {
  beforeAll(async () => {
    served = await serveAgent({ agent: { set: ['approval=always'] } })
    driver = await drivePage(served.server.url)
  })
  afterAll(async () => {
    await driver?.close()
    await served?.close()
  })

  it('is changed in its inputs and its model before it runs', async () => {
    const { page, drop, ask, axe, strays } = driver
    await drop(picture(6), picture(8))
    await ask('What is in the first picture?')
    const panel = page.getByRole('region', { name: 'A plan waits for you' })
    await panel.getByText('Change s1').first().press('Enter')
    await panel.getByLabel('s1 model').selectOption('pictogram/captioner-tiny')
    await panel.getByRole('textbox', { name: 's1 image' }).fill('$image9')
    await panel.getByRole('button', { name: 'Run it as changed' }).click()
    // Checked like any plan, and it goes on waiting.
    await page
      .getByRole('alert')
      .getByText(/image9.*still waits/)
      .waitFor()
    await panel.getByRole('textbox', { name: 's1 image' }).fill('$image2')
    expect(await axe()).toEqual([])
    expect(await driver.axeDarkAndNarrow()).toEqual([])
    await panel.getByRole('button', { name: 'Run it as changed' }).press('Enter')
    await page
      .getByRole('button', { name: /^What it rests on: step s1/ })
      .first()
      .waitFor()
    const { data } = runsSchema.parse(await (await fetch(`${served.baseURL}/runs`)).json())
    const run = recordSchema.parse(await (await fetch(`${served.baseURL}/runs/${data[0]?.id}`)).json())
    expect(run.result.plan.steps).toMatchObject([
      { id: 's1', input: { image: '$image2' }, model: 'pictogram/captioner-tiny' },
    ])
    expect(strays.filter((stray) => !stray.includes('400'))).toEqual([])
  })

  it('does not run while an input is no JSON, and takes it for what it was once it is', async () => {
    const { page, drop, ask } = driver
    await page.getByRole('navigation').getByRole('button', { name: 'New chat' }).click()
    await drop(picture(6), memo('05'))
    await ask('What does the memo say, and is that in the picture?')
    const panel = page.getByRole('region', { name: 'A plan waits for you' })
    await panel.getByText('Change s3').click()
    const topK = panel.getByRole('textbox', { name: /topK/ })
    const run = panel.getByRole('button', { name: /^Run it/ })
    const write = async (text: string) => {
      await topK.fill(text)
      await topK.press('Tab')
    }
    await write('two')
    await panel.getByText("can't be read yet").waitFor()
    expect(await run.isDisabled()).toBe(true)
    await write('"two"')
    await run.click()
    await page
      .getByRole('alert')
      .getByText(/topK.*still waits/)
      .waitFor()
    await write('2')
    await run.click()
    await page
      .getByRole('button', { name: /^What it rests on/ })
      .first()
      .waitFor()
    expect(await page.getByText('still waits').count()).toBe(0)
  })

  it('is let go of when nobody decides in time', async () => {
    const hasty = await serveAgent({ agent: { set: ['approval=always', 'approvalTimeoutMs=1000'] } })
    const short = await drivePage(hasty.server.url)
    try {
      await short.drop(picture(6))
      await short.ask('What is in this picture?')
      await short.page.getByText('Nobody approved the plan until').first().waitFor()
      expect(await short.page.getByRole('region', { name: 'A plan waits for you' }).count()).toBe(0)
    } finally {
      await short.close()
      await hasty.close()
    }
  })
})
