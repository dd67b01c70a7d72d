import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { startBrowser } from './browser.js'

/** What the function that runs in the browser uses there. */
declare const DataTransfer: new () => { items: { add(file: File): unknown } }

/** A page of a server in a browser of the test's own. */
export interface PageDriver {
  page: Page
  context: BrowserContext
  /** What the page asked of other origins, and what it complained about. */
  strays: string[]
  /** Another tab of the same browser. */
  open(hash?: string): Promise<Page>
  /** Drops files of this machine onto the page. */
  drop(...paths: string[]): Promise<void>
  ask(text: string): Promise<void>
  /** What axe complains about. */
  axe(): Promise<string[]>
  close(): Promise<void>
}

export async function drivePage(url: string): Promise<PageDriver> {
  const browser: Browser = await startBrowser()
  const context = await browser.newContext()
  const strays: string[] = []
  context.on('request', (request) => {
    const asked = new URL(request.url())
    if (!['blob:', 'data:'].includes(asked.protocol) && asked.origin !== new URL(url).origin)
      strays.push(request.url())
  })
  context.on('console', (message) => {
    if (message.type() === 'error') strays.push(message.text())
  })
  context.on('weberror', (error) => strays.push(String(error.error())))
  const open = async (hash = ''): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(`${url}/${hash}`)
    return page
  }
  const page = await open()
  return {
    page,
    context,
    strays,
    open,
    async drop(...paths) {
      const files = await Promise.all(
        paths.map(async (path) => ({
          name: basename(path),
          base64: (await readFile(path)).toString('base64'),
        })),
      )
      const dataTransfer = await page.evaluateHandle((all) => {
        const transfer = new DataTransfer()
        for (const { name, base64 } of all) {
          const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
          transfer.items.add(new File([bytes], name))
        }
        return transfer
      }, files)
      await page.dispatchEvent('main', 'drop', { dataTransfer })
      for (const { name } of files)
        await page.getByLabel('Attached files').getByText(name, { exact: true }).waitFor()
    },
    async ask(text) {
      await page.getByLabel('Your question').fill(text)
      await page.getByRole('button', { name: 'Ask', exact: true }).click()
    },
    async axe() {
      const { violations } = await new AxeBuilder({ page }).analyze()
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    },
    close: () => browser.close(),
  }
}
