import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { openBrowser } from './browser.js'
import { findViolations, watchStrays } from './page.js'

/** What the function that runs in the browser uses there. */
declare const document: { documentElement: { scrollWidth: number } }
declare const DataTransfer: new () => { items: { add(file: File): unknown } }

/** A page of a server, in a context of the test's own. */
export interface PageDriver {
  page: Page
  context: BrowserContext
  /** What the page asked of other origins, and what it complained about. */
  strays: string[]
  /** Another tab of the same context. */
  open(hash?: string): Promise<Page>
  /** Drops files of this machine onto the page. */
  drop(...paths: string[]): Promise<void>
  ask(text: string): Promise<void>
  /** What axe complains about. */
  axe(): Promise<string[]>
  /** The same of what is shown now in dark colors and 360 pixels wide, and what sticks out there. */
  axeDarkAndNarrow(): Promise<string[]>
  close(): Promise<void>
}

export async function drivePage(url: string): Promise<PageDriver> {
  const context = await (await openBrowser()).newContext()
  const strays = watchStrays(context, new Set([new URL(url).origin]))
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
    axe: () => findViolations(page),
    async axeDarkAndNarrow() {
      const size = page.viewportSize()
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.setViewportSize({ width: 360, height: 800 })
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      const violations = await findViolations(page)
      await page.emulateMedia({ colorScheme: null })
      if (size) await page.setViewportSize(size)
      return width > 360 ? [...violations, `The page is ${width} pixels wide.`] : violations
    },
    close: () => context.close(),
  }
}
