import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { createAgent } from '../dist/agent/agent.js'
import { createChatShelf } from '../dist/serve/chats/chat-shelf.js'
import { serve } from '../dist/serve/serve.js'
import { noBrowser, startBrowser } from '../tests/support/browser.js'
import { type BenchLine, median, ms } from './bench-line.js'

/** What functions that run in the page use there. */
declare const performance: {
  getEntriesByType(type: string): { name: string; startTime: number }[]
}
declare const PerformanceObserver: new (
  told: (list: { getEntries(): { duration: number }[] }) => void,
) => { observe(options: object): void }
declare const window: { longest: number }

const opens = 5
const questions = 500
const planned = 200

/** The page in a browser: how soon it paints, and the longest time that it does not answer, over a long chat and a long plan. */
export async function main(): Promise<BenchLine[]> {
  if (noBrowser) return [{ name: 'the page', value: noBrowser, target: 'a browser', pass: true }]
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const agent = await createAgent({
    profile: 'demo',
    env: { SWITCHYARD_CACHE_DIR: dir },
    set: [`steps.max=${planned}`],
  })
  const server = await serve(agent, { port: 0 })
  const browser = await startBrowser()
  try {
    const chat = await longChat(dir)
    return [
      await paint(browser, server.url),
      await fluent(browser, `${server.url}/#${chat}`, `a chat of ${2 * questions} messages`, async (page) => {
        await page.getByText(`Answer ${questions - 1}`, { exact: true }).waitFor()
        await page
          .locator('article')
          .nth(questions - 1)
          .waitFor({ state: 'attached' })
        await page.getByLabel('Your question').fill('What else?')
        await page.mouse.wheel(0, -20_000)
      }),
      await fluent(browser, server.url, `a plan of ${planned} steps`, async (page) => {
        await page.route('**/turns', (route) =>
          route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), plan: longPlan }) }),
        )
        await page.getByLabel('Your question').fill('Look at it.')
        await page.getByRole('button', { name: 'Ask', exact: true }).click()
        await page.getByRole('button', { name: 'Copy the answer' }).waitFor()
        await page.getByText(`${planned} steps`).click()
        await page.locator(`[data-step="s${planned}"]`).click()
      }),
    ]
  } finally {
    await browser.close()
    await server.close({ drainMs: 0 })
    await agent.close()
    await rm(dir, { recursive: true, force: true })
  }
}

async function paint(browser: Browser, url: string): Promise<BenchLine> {
  const took: number[] = []
  for (let at = 0; at <= opens; at += 1) {
    // Each time as somebody who was never here.
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(url)
    await page.getByLabel('Your question').waitFor()
    const first = await page.evaluate(() =>
      performance.getEntriesByType('paint').find(({ name }) => name === 'first-contentful-paint'),
    )
    if (at > 0) took.push(first?.startTime ?? Number.POSITIVE_INFINITY)
    await context.close()
  }
  const value = median(took)
  return { name: 'first contentful paint', value: ms(value), target: '<= 1000 ms', pass: value <= 1000 }
}

/** The longest task of the page's main thread while it is used. */
async function fluent(
  browser: Browser,
  url: string,
  name: string,
  use: (page: Page) => Promise<void>,
): Promise<BenchLine> {
  const page = await browser.newPage()
  await page.addInitScript(() => {
    window.longest = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration)
    }).observe({ type: 'longtask', buffered: true })
  })
  await page.goto(url)
  await use(page)
  const value = await page.evaluate(() => window.longest)
  await page.close()
  return { name: `longest task, ${name}`, value: ms(value), target: '<= 200 ms', pass: value <= 200 }
}

async function longChat(dir: string): Promise<string> {
  const chats = createChatShelf({ dir: join(dir, 'serve', 'chats') })
  const { id: chat } = await chats.create('local', 'Long')
  let after: string | null = null
  for (let at = 0; at < questions; at += 1) {
    const id = randomUUID()
    await chats.writeTurn('local', chat, {
      id,
      after,
      text: `Question ${at}`,
      answer: `**Answer ${at}**: it *depends* on \`${at}\`.\n\n- one\n- two [s1]`,
      status: 'answered',
      media: [],
      created_at: 1,
      run: randomUUID(),
    })
    after = id
  }
  return chat
}

/** Each tenth step needs the one before; the demo has no model for it, so that the steps themselves take no time. */
const longPlan = {
  steps: Array.from({ length: planned }, (_, at) => ({
    id: `s${at + 1}`,
    tool: 'summarization',
    input: { text: at % 10 === 0 ? 'A bus.' : `{{s${at}.text}}` },
  })),
}
