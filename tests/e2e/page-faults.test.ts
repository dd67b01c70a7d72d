import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createChatShelf } from '../../src/serve/chats/chat-shelf.js'
import { noBrowser } from '../support/browser.js'
import { picture } from '../support/cli.js'
import { servePage } from '../support/served-page.js'

const chatSchema = z.looseObject({ turns: z.array(z.looseObject({})) })

describe.skipIf(noBrowser)('what goes wrong on the page', () => {
  const open = servePage()

  const shelf = () => createChatShelf({ dir: join(open.served.agent.parts.dirs.cache, 'serve', 'chats') })

  it('keeps a turn that cannot be drawn to itself, with its words, and draws it again when it can', async () => {
    const { page } = open.driver
    const chats = shelf()
    const { id: chat } = await chats.create('local', 'Broken')
    let after: string | null = null
    for (const at of [1, 2]) {
      const id = randomUUID()
      const said = { text: `Question ${at}`, answer: `Answer ${at}`, status: 'answered' as const }
      await chats.writeTurn('local', chat, {
        ...said,
        id,
        after,
        media: [],
        created_at: 1,
        run: randomUUID(),
      })
      after = id
    }
    // Such as a server of another version may send it.
    await page.route(`**/v1/chats/${chat}`, async (route) => {
      const response = await route.fetch()
      const { turns, ...head } = chatSchema.parse(await response.json())
      const [first, ...others] = turns
      await route.fulfill({ response, json: { ...head, turns: [{ ...first, media: [null] }, ...others] } })
    })
    await page.evaluate(`location.hash = '#${chat}'`)
    await page.getByText("The page can't draw this question and its answer as usual").waitFor()
    await page.getByText('Answer 1').waitFor()
    await page
      .getByRole('article', { name: /Question 2/ })
      .getByText('Answer 2')
      .waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
    expect(await page.getByLabel('Your question').isEnabled()).toBe(true)
    expect(await open.driver.axe()).toEqual([])

    await page.getByRole('button', { name: 'Draw it again' }).click()
    await page.getByText("The page can't draw this question and its answer as usual").waitFor()
    await page.unroute(`**/v1/chats/${chat}`)
    await page.reload()
    await page.getByRole('article', { name: /Question 1/ }).waitFor()
    expect(await page.getByRole('article').count()).toBe(2)
  })

  it('keeps a step that cannot be drawn to itself', async () => {
    const { page, drop, ask } = open.driver
    await page.getByRole('navigation').getByRole('button', { name: 'New chat' }).click()
    await drop(picture(6))
    await ask('What is in this picture?')
    await page.getByRole('button', { name: 'Copy the answer' }).waitFor()
    await page.route('**/v1/chats/*/turns/*', async (route) => {
      const response = await route.fetch()
      const text = (await response.text()).replaceAll(/"summary":"[^"]*"/g, '"summary":7')
      await route.fulfill({ response, body: text })
    })
    await page.reload()
    await page
      .getByRole('button', { name: /^What it rests on/ })
      .first()
      .click()
    await page.getByText("The page can't draw this step").waitFor()
    await page.getByRole('article').getByText(/bus/).first().waitFor()
    await page.unroute('**/v1/chats/*/turns/*')
  })

  it('leaves the order of the chats as it is while someone is about to click one', async () => {
    const { page } = open.driver
    const chats = shelf()
    const { id } = await chats.create('local', 'Used elsewhere')
    await chats.create('local', 'Newer')
    const list = page.getByRole('list', { name: 'All chats' })
    const titles = () => list.getByRole('link').allInnerTexts()
    // The browser hears of it from another tab.
    const tell = () => page.evaluate("new BroadcastChannel('switchyard-chats').postMessage('')")
    await tell()
    await list.getByRole('link', { name: 'Newer' }).waitFor()
    const before = await titles()
    await list.getByRole('link').first().hover()
    const { updated_at } = await chats.head('local', id)
    await expect
      .poll(async () => (await chats.update('local', id, 'Used elsewhere!')).updated_at)
      .toBeGreaterThan(updated_at)
    await tell()
    await list.getByRole('link', { name: 'Used elsewhere!' }).waitFor()
    const held = before.map((title) => (title === 'Used elsewhere' ? 'Used elsewhere!' : title))
    expect(await titles()).toEqual(held)
    await page.getByLabel('Your question').hover()
    await expect.poll(async () => (await titles())[0]).toBe('Used elsewhere!')
  })
})
