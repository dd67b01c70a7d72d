import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { picture, samples } from '../support/cli.js'
import { servePage } from '../support/served-page.js'

/** What functions that run in the browser use there. */
declare const navigator: { clipboard: { write(items: unknown[]): Promise<void> } }
declare const ClipboardItem: new (parts: Record<string, Blob>) => unknown

describe.skipIf(noBrowser)('attaching files on the page', () => {
  const open = servePage()

  it('takes a picture that is pasted from the clipboard', async () => {
    const { page, context, strays } = open.driver
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const base64 = (await readFile(picture(6))).toString('base64')
    await page.evaluate(async (text) => {
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
      const copied = new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })
      await navigator.clipboard.write([copied])
    }, base64)
    await page.getByLabel('Your question').press('Control+V')
    await page.getByLabel('Attached files').getByText('384 × 384').waitFor()
    await page.keyboard.type('What is in this picture?')
    await page.keyboard.press('Enter')
    await page.getByText('a bus to the left of a flower').first().waitFor()
    expect(strays).toEqual([])
  })

  it('says how much of a file is uploaded, and lets go of it in the middle', async () => {
    const { page, context } = open.driver
    const devtools = await context.newCDPSession(page)
    const bytesPerSecond = 200_000
    const limits = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond }
    await devtools.send('Network.enable')
    await devtools.send('Network.emulateNetworkConditions', limits)
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Attach files' }).click()
    await (await choosing).setFiles(samples('audio/memo-long.wav'))
    const bar = page.getByRole('progressbar', { name: 'Uploading memo-long.wav' })
    await expect
      .poll(() => bar.evaluate((one: { value: number }) => one.value), { interval: 20 })
      .toSatisfy((value: number) => value > 0 && value < 1)
    expect(await page.getByRole('button', { name: 'Ask', exact: true }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Remove memo-long.wav' }).click()
    await bar.waitFor({ state: 'detached' })
    await devtools.send('Network.emulateNetworkConditions', { ...limits, uploadThroughput: -1 })
    await page.getByLabel('Your question').fill('And now?')
    await expect.poll(() => page.getByRole('button', { name: 'Ask', exact: true }).isDisabled()).toBe(false)
  })

  it('takes a folder that is dropped on a chat as files of a batch', async () => {
    const { page, context } = open.driver
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-folder-'))
    try {
      await copyFile(picture(6), join(folder, 'bus.png'))
      await copyFile(picture(3), join(folder, 'dog.png'))
      const devtools = await context.newCDPSession(page)
      const at = { x: 600, y: 300, data: { items: [], files: [folder], dragOperationsMask: 1 } }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await devtools.send('Input.dispatchDragEvent', { type, ...at })
      await page.getByRole('heading', { name: 'Batches' }).first().waitFor()
      await page.getByText('2 files are ready.').waitFor()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
