import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { picture, samples } from '../support/cli.js'
import { servePage } from '../support/served-page.js'

/** What functions that run in the browser use there. */
declare const document: { activeElement: { id: string } | null; documentElement: { scrollWidth: number } }
interface Shown {
  naturalWidth: number
}

const report = samples('documents/report.pdf')

describe.skipIf(noBrowser)('reading answers on the page', () => {
  const open = servePage()

  const focused = () => open.driver.page.evaluate(() => document.activeElement?.id)

  it('keeps the answer in sight, puts the cursor into the question, and shows made pictures under the answer', async () => {
    const { page, drop, ask, axe, strays } = open.driver
    await page.setViewportSize({ width: 1000, height: 500 })
    await drop(picture(1), picture(3))
    await expect.poll(focused).toBe('question')
    await ask('Which picture shows a dog?')
    const [answers, room] = [page.locator('.answer .tools'), page.locator('.composer')]
    const isAboveTheQuestion = async () => {
      const [answer, question] = [await answers.last().boundingBox(), await room.boundingBox()]
      return answer !== null && question !== null && answer.y + answer.height <= question.y + 1
    }
    await page.getByText('scene-03.png.').first().waitFor()
    await expect.poll(isAboveTheQuestion).toBe(true)

    // Whoever looks at something else is not pulled away from it.
    await page.locator('.question img').first().hover()
    await page.mouse.wheel(0, -5000)
    const top = async () => (await page.locator('.question').first().boundingBox())?.y ?? -1
    await expect.poll(top).toBeGreaterThan(0)
    await page.setViewportSize({ width: 950, height: 500 })
    expect(await top()).toBeGreaterThan(0)

    await drop(report)
    await ask('Turn the pdf into images.')
    const made = page.getByRole('region', { name: 'Files that were made' })
    await made.getByRole('img').nth(1).waitFor()
    // What is longer than the page is shown from its begin.
    await expect
      .poll(async () => (await page.locator('.answer').last().boundingBox())?.y ?? 0)
      .toSatisfy((y: number) => y > 0 && y < 150)
    await expect
      .poll(() =>
        made
          .getByRole('img')
          .first()
          .evaluate((image: Shown) => image.naturalWidth),
      )
      .toBe(1600)
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Save the PDF' }).click()
    expect((await saved).suggestedFilename()).toBe('report.pdf')
    const read = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Save the text that was read from it' }).click()
    expect((await read).suggestedFilename()).toBe('report.txt')
    expect(await axe()).toEqual([])

    await page.reload()
    await made.getByRole('img').nth(1).waitFor()
    await page.getByRole('navigation').getByRole('button', { name: 'New chat' }).click()
    await expect.poll(focused).toBe('question')
    expect(strays).toEqual([])
  })

  it('calls a file what it was called last, also where it was sent without a name before', async () => {
    const { page, drop, ask } = open.driver
    const send = async (name: string | undefined) => {
      const bytes = await readFile(picture(6))
      const form = new FormData()
      form.set('file', new Blob([new Uint8Array(bytes)]), name)
      if (name) return fetch(`${open.served.server.url}/v1/media`, { method: 'POST', body: form })
      const url = `data:image/png;base64,${bytes.toString('base64')}`
      const content = [{ type: 'image_url', image_url: { url } }]
      const body = JSON.stringify({ model: 'demo', messages: [{ role: 'user', content }] })
      return fetch(`${open.served.server.url}/v1/chat/completions`, { method: 'POST', body })
    }
    await send('first.png')
    await send(undefined)
    await send('second.png')
    await send('first.png')
    await page.getByRole('navigation').getByRole('button', { name: 'New chat' }).click()
    await drop(picture(6))
    await page.getByLabel('Attached files').getByText('384 × 384').waitFor()
    await send(undefined)
    await ask('What is in this picture?')
    await page.getByText('image1 (scene-06.png): It shows a bus').first().waitFor()
  })

  it('keeps words whole in the tables of a narrow page', async () => {
    const { page, drop, ask } = open.driver
    await page.getByRole('navigation').getByRole('button', { name: 'New chat' }).click()
    await drop(picture(8))
    await ask('What is in this picture?')
    await page
      .getByRole('button', { name: /^What it rests on/ })
      .first()
      .click()
    const attempts = page.getByRole('group', { name: 'Attempts' })
    await attempts.waitFor()
    const size = page.viewportSize()
    await page.setViewportSize({ width: 360, height: 800 })
    // One line each, and the table is scrolled in place of the page.
    for (const head of await attempts.getByRole('columnheader').all())
      expect((await head.boundingBox())?.height).toBeLessThan(35)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    if (size) await page.setViewportSize(size)
  })

  it('opens the chat that was chosen last, whichever reply comes first, and leaves a question in its own', async () => {
    const { page, drop, ask } = open.driver
    const list = page.getByRole('list', { name: 'All chats' })
    const title = page.getByRole('banner').getByRole('heading')
    for (const [at, words] of [
      [1, 'What is in this first picture?'],
      [3, 'What is in this second picture?'],
    ] as const) {
      await page.getByRole('navigation').getByRole('button', { name: 'New chat' }).click()
      await drop(picture(at))
      await ask(words)
      await page.getByRole('button', { name: 'Copy the answer' }).waitFor()
    }
    const first = list.getByRole('link', { name: 'What is in this first picture?' })
    const second = list.getByRole('link', { name: 'What is in this second picture?' })
    const [firstAddress, secondAddress] = [
      await first.getAttribute('href'),
      await second.getAttribute('href'),
    ]
    const id = firstAddress?.slice(1)
    // By its address: the list may come in another order between two clicks.
    const goTo = (address: string | null) => page.evaluate(`location.hash = ${JSON.stringify(address)}`)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route(`**/v1/chats/${id}`, async (route) => {
      const response = await route.fetch()
      await held
      await route.fulfill({ response })
    })
    const late = page.waitForResponse(`**/v1/chats/${id}`)
    await goTo(firstAddress)
    await goTo(secondAddress)
    release()
    await (await late).finished()
    await page.getByRole('article', { name: /second picture/ }).waitFor()
    expect(await title.innerText()).toBe('What is in this second picture?')
    await page.unroute(`**/v1/chats/${id}`)

    // Asked in the second, answered when the first is open.
    let reply = () => {}
    const replied = new Promise<void>((resolve) => {
      reply = resolve
    })
    await page.route('**/v1/chats/*/turns', async (route) => {
      const response = await route.fetch()
      await replied
      await route.fulfill({ response })
    })
    const begun = page.waitForResponse('**/v1/chats/*/turns')
    await ask('What colour is its background?')
    await goTo(firstAddress)
    await page.getByRole('article', { name: /first picture/ }).waitFor()
    reply()
    await (await begun).finished()
    await list.getByRole('link').first().and(second).waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
    await page.unroute('**/v1/chats/*/turns')
    await goTo(secondAddress)
    await page.getByRole('article', { name: /colour/ }).waitFor()
  })

  it('takes no path in its address for a chat', async () => {
    const page = await open.driver.open('#../../v1/settings')
    await page.getByRole('heading', { name: 'New chat' }).waitFor()
    await page.getByRole('list', { name: 'All chats' }).getByRole('link').first().waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.close()
  })
})
