import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { picture } from '../support/cli.js'
import { servePage } from '../support/served-page.js'

/** What functions that run in the browser use there. */
declare const document: {
  activeElement: { id: string; innerText: string; getAttribute(name: string): string | null } | null
}

describe.skipIf(noBrowser)('the page by keyboard', () => {
  const open = servePage()

  /** What has the focus: its words, or its id. */
  const focused = () =>
    open.driver.page.evaluate(() => {
      const { activeElement: at } = document
      return at?.getAttribute('aria-label') || at?.innerText.trim() || at?.id
    })
  const press = async (...keys: string[]) => {
    for (const key of keys) await open.driver.page.keyboard.press(key)
  }
  async function newChats(...titles: string[]): Promise<void> {
    for (const title of titles)
      await fetch(`${open.served.baseURL}/chats`, { method: 'POST', body: JSON.stringify({ title }) })
  }

  it('passes the list of chats in one stop of Tab, however many they are, and goes through it by arrows', async () => {
    const { page, axe, strays } = open.driver
    await newChats('First', 'Second', 'Third', 'Fourth')
    await page.reload()
    await page.getByRole('link', { name: 'Fourth' }).waitFor()
    const stopsToTheQuestion = async () => {
      await page.getByRole('button', { name: 'Skip to the question' }).focus()
      for (let stops = 1; stops < 40; stops += 1) {
        await press('Tab')
        if ((await focused()) === 'question') return stops
      }
      return 40
    }
    const stops = await stopsToTheQuestion()
    expect(stops).toBeLessThan(10)
    await newChats('Fifth', 'Sixth')
    await page.reload()
    await page.getByRole('link', { name: 'Sixth' }).waitFor()
    expect(await stopsToTheQuestion()).toBe(stops)
    // Those of one second come in any order.
    const [first, second, third, ...rest] = await page
      .getByRole('list', { name: 'All chats' })
      .getByRole('link')
      .allInnerTexts()
    const [secondLast, last] = rest.slice(-2)

    await page.getByLabel('Search in chats').focus()
    await press('Tab')
    await expect.poll(focused).toBe(first)
    await press('ArrowDown', 'ArrowDown')
    await expect.poll(focused).toBe(third)
    await press('End')
    await expect.poll(focused).toBe(last)
    await press('ArrowDown', 'ArrowUp')
    await expect.poll(focused).toBe(secondLast)
    await press('Home', 'ArrowDown')
    await expect.poll(focused).toBe(second)
    expect(await axe()).toEqual([])
    // Whoever comes back to the list comes back to this chat.
    await press('Shift+Tab', 'Tab')
    await expect.poll(focused).toBe(second)

    await press('ArrowRight')
    await expect.poll(focused).toBe(`Rename ${second}`)
    await press('Enter')
    await page.keyboard.type('Renamed')
    await press('Enter')
    await expect.poll(focused).toBe('Renamed')
    await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter')
    await expect.poll(focused).toBe('Delete it')
    await press('Tab', 'Enter')
    await expect.poll(focused).toBe('Renamed')
    await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter')
    await expect.poll(focused).toBe('Delete it')
    await press('Enter')
    await page.getByRole('link', { name: 'Renamed' }).waitFor({ state: 'detached' })
    const beside = String(await focused())
    expect([first, third]).toContain(beside)
    await press('Enter')
    await page.getByRole('heading', { name: beside, exact: true }).waitFor()
    expect(strays).toEqual([])
  })

  it('gives the focus back to what opened a step, an edited question and a remark', async () => {
    const { page, drop, ask } = open.driver
    await drop(picture(6))
    await ask('What is in this picture?')
    const cite = page.getByRole('button', { name: 'What it rests on: step s1' })
    await cite.press('Enter')
    await expect.poll(focused).toBe('Step s1')
    await press('Escape')
    await expect.poll(focused).toMatch(/What it rests on: step\s*s1/)

    await page.getByRole('button', { name: 'Edit the question and ask again' }).press('Enter')
    await expect.poll(() => page.getByLabel('The question').inputValue()).toBe('What is in this picture?')
    await page.getByRole('button', { name: 'Leave it' }).press('Enter')
    await expect.poll(focused).toBe('Edit the question and ask again')

    await page.getByRole('button', { name: 'The answer is good' }).press('Enter')
    await page.getByPlaceholder('Why is it good?').press('Escape')
    await expect.poll(focused).toBe('The answer is good')
  })

  it('opens the list of chats over a narrow page and closes it again', async () => {
    const { page, axe } = open.driver
    const size = page.viewportSize()
    await page.setViewportSize({ width: 360, height: 800 })
    const opener = page.getByRole('banner').getByRole('button', { name: 'Chats' })
    await opener.press('Enter')
    await expect.poll(focused).toBe('New chat')
    expect(await axe()).toEqual([])
    await press('Escape')
    await expect.poll(() => opener.evaluate((one: object) => one === document.activeElement)).toBe(true)
    await opener.press('Enter')
    await page.getByRole('navigation').getByRole('link').last().press('Enter')
    await page.getByRole('navigation').waitFor({ state: 'hidden' })
    if (size) await page.setViewportSize(size)
  })
})
