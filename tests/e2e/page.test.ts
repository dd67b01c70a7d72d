/// <reference lib="dom" />
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noBrowser, startBrowser } from '../support/browser.js'
import { memo, picture } from '../support/cli.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

const patient = { timeout: 20_000 }

let served: ServedAgent
let browser: Browser
let context: BrowserContext
/** What the page asked of other origins, and what it complained about. */
let strays: string[]

describe.skipIf(noBrowser)('the page', () => {
  beforeAll(async () => {
    served = await serveAgent()
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
  })
  beforeEach(async () => {
    context = await browser.newContext({ permissions: ['microphone', 'camera'] })
    strays = []
    context.on('request', (request) => {
      const url = new URL(request.url())
      if (!['blob:', 'data:'].includes(url.protocol) && url.origin !== served.server.url)
        strays.push(request.url())
    })
    context.on('console', (message) => {
      if (message.type() === 'error') strays.push(message.text())
    })
    context.on('weberror', (error) => strays.push(String(error.error())))
  })
  afterEach(async () => {
    await context.close()
    expect(strays).toEqual([])
  })

  async function open(hash = ''): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${served.server.url}/${hash}`)
    return page
  }

  /** Drops files onto the page, as from a folder beside it. */
  async function drop(page: Page, ...files: { name: string; bytes: Buffer }[]): Promise<void> {
    const data = await page.evaluateHandle(
      (all) => {
        const transfer = new DataTransfer()
        for (const { name, base64 } of all) {
          const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
          transfer.items.add(new File([bytes], name))
        }
        return transfer
      },
      files.map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') })),
    )
    await page.dispatchEvent('main', 'drop', { dataTransfer: data })
  }

  const fileOf = async (path: string) => ({ name: basename(path), bytes: await readFile(path) })

  async function ask(page: Page, text: string): Promise<void> {
    await page.getByLabel('Your question').fill(text)
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
  }

  it('answers a question about a picture that is dropped on it, and leads from the answer to the picture', async () => {
    const page = await open()
    await drop(page, await fileOf(picture(6)))
    const attached = page.getByRole('list', { name: 'Attached files' })
    await attached.getByText('384 × 384').waitFor()
    await ask(page, 'What is in this picture?')
    await page.getByText('a bus to the left of a flower').first().waitFor()

    await page.getByRole('button', { name: 'What it rests on: step s1' }).click()
    const step = page.getByRole('region', { name: 'Step s1' })
    await step.waitFor()
    expect(await step.innerText()).toContain('pictogram/')
    expect(
      await step
        .getByRole('img')
        .first()
        .evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)),
    ).toBe(384)
  })

  it('writes down a dropped recording and plays it from the words', async () => {
    const page = await open()
    await drop(page, await fileOf(memo('05')))
    await page.getByText('2.1 s').waitFor()
    await ask(page, 'What is said in this recording?')
    await page.getByText('the bus is behind the moon').first().waitFor()
    await page
      .getByRole('button', { name: /^What it rests on: step/ })
      .first()
      .click()
    const step = page.getByRole('region', { name: /^Step s/ })
    await step.getByRole('button', { name: /the bus is behind the moon/ }).click()
    await expect
      .poll(
        () => step.locator('.waveform audio').evaluate((audio: HTMLAudioElement) => audio.currentTime),
        patient,
      )
      .toBeGreaterThan(0.2)
    expect(await step.locator('svg.wave rect').count()).toBeGreaterThan(100)
  })
})
