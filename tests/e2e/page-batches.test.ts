import { createHash, randomUUID } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { addKey } from '../../src/serve/access/key-file.js'
import { serve } from '../../src/serve/serve.js'
import { createFileShelf } from '../../src/serve/shelf/file-shelf.js'
import { noBrowser, openBrowser } from '../support/browser.js'
import { memo, picture } from '../support/cli.js'
import { jobBatches } from '../support/job-batches.js'
import { findViolations, watchStrays } from '../support/page.js'
import { noRedis, startRedis } from '../support/redis.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'
import { createServedQueue } from '../support/served-queue.js'

/** What functions that run in the browser use there: this program itself is checked without a browser's types. */
declare const document: {
  title: string
  documentElement: { scrollWidth: number }
  activeElement: { textContent: string | null } | null
}
declare const DataTransfer: new () => { items: { add(file: File): unknown } }
declare const PerformanceObserver: new (
  seen: (list: { getEntries(): { duration: number }[] }) => void,
) => { observe(options: object): void }
declare const window: { longest?: number }

let served: ServedAgent
let browser: Browser
let context: BrowserContext
let strays: string[]
let folder: string
const ownOrigins = new Set<string>()

describe.skipIf(noBrowser)('batches in the page', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    served = await serveAgent()
    ownOrigins.add(served.server.url)
    browser = await openBrowser()
    // A folder as people have them: folders in it, files that are none to ask about, one that is broken.
    folder = join(await mkdtemp(join(tmpdir(), 'switchyard-page-')), 'holiday')
    await mkdir(join(folder, 'day one'), { recursive: true })
    await copyFile(picture(6), join(folder, 'bus.png'))
    await copyFile(picture(3), join(folder, 'day one', 'other.png'))
    await copyFile(picture(11), join(folder, 'day one', '<img src=x onerror=document.title=1>.png'))
    const whole = await readFile(picture(8))
    await writeFile(join(folder, 'broken.png'), whole.subarray(0, whole.length >> 1).fill(0, 60))
    await writeFile(join(folder, '.DS_Store'), 'aside')
  })
  afterAll(async () => {
    await served?.close()
    if (folder) await rm(join(folder, '..'), { recursive: true, force: true })
  })
  beforeEach(async () => {
    context = await browser.newContext()
    strays = watchStrays(context, ownOrigins)
  })
  afterEach(async () => {
    await context.close()
    // The file that is broken is refused, and the browser says so.
    expect(strays.filter((stray) => !stray.includes('415'))).toEqual([])
  })

  async function open(hash = '#/batches', url = served.server.url): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${url}/${hash}`)
    return page
  }

  const chooseFolder = async (page: Page) => {
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await (await choosing).setFiles(folder)
  }
  const rows = (page: Page) => page.getByRole('region', { name: 'Results' }).locator('tbody tr[data-outcome]')

  /** A batch that has ended, with so many results, as if it had been answered. */
  async function writeBatch(results: readonly object[]): Promise<string> {
    const { parts } = served.agent
    const shelf = createFileShelf({ dir: join(parts.dirs.cache, 'serve', 'files') })
    const bytes = Buffer.from(results.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const staged = await parts.store.stage(
      (async function* () {
        yield bytes
      })(),
      { maxBytes: bytes.length, label: 'test' },
    )
    const upload = await shelf.add('local', staged, { filename: 'out.jsonl', purpose: 'batch_output' })
    const id = `batch_${randomUUID().replaceAll('-', '')}`
    const record = {
      ...{ id, owner: 'local', endpoint: '/v1/runs', input_file_id: upload.id, input_digest: upload.digest },
      ...{
        completion_window: '24h',
        metadata: { name: 'Many' },
        origin: served.server.url,
        status: 'completed',
      },
      ...{ created_at: 1, expires_at: 2, completed_at: 2, output_file_id: upload.id },
      counts: { total: results.length, completed: results.length, failed: 0 },
    }
    const place = join(parts.dirs.cache, 'serve', 'batches', 'local')
    await mkdir(place, { recursive: true })
    await writeFile(join(place, `${id}.json`), JSON.stringify(record))
    return id
  }
  const resultOf = (name: string, answer: string) => ({
    id: randomUUID(),
    custom_id: name,
    response: {
      status_code: 200,
      request_id: 'r',
      body: { answer, status: 'answered', steps: [], costUsd: 0, durationMs: 1 },
    },
    error: null,
  })

  it('asks the same of a folder, shows the answers as they come, narrows them, and saves them', async () => {
    const page = await open()
    await chooseFolder(page)
    await page.getByText('3 files are ready.').waitFor()
    await page.getByText('1 can not be taken.').waitFor()
    await page.getByLabel('What to ask of each file').fill('What is in this picture?')
    await page.getByLabel(/^Name of the batch/).fill('Holiday')
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('heading', { name: 'Holiday' }).waitFor()
    await page.getByText('Done: 3 of 3 answered').waitFor()
    await expect.poll(() => rows(page).count()).toBe(3)
    const bus = rows(page).filter({ hasText: 'holiday/bus.png' })
    await bus.getByText('a bus to the left of a flower').waitFor()
    const width = await bus
      .locator('img')
      .evaluate((img: { decode(): Promise<void>; naturalWidth: number }) =>
        img.decode().then(() => img.naturalWidth),
      )
    expect(width).toBe(128)

    await page.getByLabel('Search in results').fill('BUS flower')
    await expect.poll(() => rows(page).count()).toBe(1)
    await page.getByLabel('Search in results').fill('')
    await page.getByLabel('Show').selectOption('Failed')
    await page.getByText('No results yet that fit.').waitFor()
    await page.getByLabel('Show').selectOption('All')

    await bus.getByRole('button', { name: 'holiday/bus.png' }).click()
    const result = page.getByRole('dialog', { name: 'holiday/bus.png' })
    await result.getByText('a bus to the left of a flower').waitFor()
    await result.getByText(/pictogram/).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await result.waitFor({ state: 'detached' })

    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as CSV' }).click()
    const saved = await saving
    expect(saved.suggestedFilename()).toBe('Holiday.csv')
    // For Excel, which would read it as text of an old encoding.
    const table = await readFile(await saved.path(), 'utf8')
    expect(table).toMatch(/^\uFEFFjob,/)
    expect(table).toMatch(/holiday\/bus\.png,answered,"?[^\n]*bus/)

    // What file names say is text.
    expect(await page.locator('img[src="x"], [onerror]').count()).toBe(0)
    expect(await page.title()).toBe('Switchyard')
    await page.getByRole('link', { name: 'All batches' }).click()
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Holiday' })
      .getByText('Done: 3 of 3 answered')
      .waitFor()
  })

  it('takes what is dropped: a jobs file with the files that it names, whose failures are tried again', async () => {
    const page = await open()
    const jobs = [
      { custom_id: 'here', body: { text: 'What is in this picture?', media: ['scene.png'] } },
      { custom_id: 'later', body: { text: 'What is said in this recording?', media: ['memo.wav'] } },
      { custom_id: 'the server’s own', body: { text: 'Summarize this.', media: ['/etc/passwd'] } },
    ]
    const memoBytes = await readFile(memo('05'))
    const files = [
      { name: 'scene.png', base64: (await readFile(picture(6))).toString('base64') },
      { name: 'memo.wav', base64: memoBytes.toString('base64') },
      {
        name: 'questions.jsonl',
        base64: Buffer.from(jobs.map((job) => JSON.stringify(job)).join('\n')).toString('base64'),
      },
    ]
    const data = await page.evaluateHandle((all) => {
      const transfer = new DataTransfer()
      for (const { name, base64 } of all)
        transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name))
      return transfer
    }, files)
    await page.dispatchEvent('main', 'drop', { dataTransfer: data })
    await page.getByText('questions.jsonl', { exact: true }).waitFor()
    await page.getByText('2 files are ready.').waitFor()
    // The store has lost one of them by the time that it is asked about.
    const digest = createHash('sha256').update(memoBytes).digest('hex')
    await rm(await served.agent.parts.store.path(digest))
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText('Done: 1 of 3 answered, 2 failed').waitFor()
    const failed = rows(page).filter({ hasText: 'the server’s own' })
    await failed.getByText('There is no file /etc/passwd among those that came with the jobs').waitFor()

    await jobBatches(served.baseURL).media(memo('05'))
    await page.getByRole('button', { name: 'Try again what failed' }).click()
    await page.getByText('Done: 2 of 3 answered, 1 failed').waitFor()
    await rows(page).filter({ hasText: 'later' }).getByText('the bus is behind the moon').waitFor()
    await expect.poll(() => rows(page).count()).toBe(3)
  })

  it('is stopped and gone on with, by keyboard alone', async () => {
    const client = jobBatches(served.baseURL)
    const { digest } = await client.media(picture(6))
    const { id } = await client.make({
      text: 'What can you do?',
      name: 'Long',
      files: Array.from({ length: 1500 }, (_, at) => ({ digest, name: `f${at}` })),
    })
    const page = await open(`#/batches/${id}`)
    const pressOn = async (name: string) => {
      const button = page.getByRole('button', { name })
      await button.waitFor()
      for (let presses = 0; presses < 40; presses += 1) {
        if (await button.evaluate((one: object) => one === document.activeElement))
          return page.keyboard.press('Enter')
        await page.keyboard.press('Tab')
      }
      throw new Error(`Tab does not come to ${name}.`)
    }
    await pressOn('Stop')
    await page.getByText(/^Stopped: \d+ of 1500 answered/).waitFor()
    await pressOn('Try again what failed')
    await page.getByText('Done: 1500 of 1500 answered').waitFor()
    expect((await client.get(id)).request_counts).toEqual({ total: 1500, completed: 1500, failed: 0 })
    await pressOn('f0')
  })

  it('stays fluid with 10,000 results, and runs nothing of what is in them', async () => {
    const attack = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
    const id = await writeBatch(
      Array.from({ length: 10_000 }, (_, at) =>
        resultOf(`${attack} ${at}`, `${attack} [go](javascript:document.title=1) Answer number ${at}.`),
      ),
    )
    const page = await open(`#/batches/${id}`)
    await rows(page).first().waitFor()
    await page.evaluate(() => {
      window.longest = 0
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest ?? 0, duration)
      }).observe({ type: 'longtask' })
    })
    const box = page.getByRole('group', { name: 'Results' })
    const toTheEnd = () =>
      box.evaluate((one: { scrollTop: number; scrollHeight: number }) => {
        one.scrollTop = one.scrollHeight
      })
    for (let read = 0; read < 10_000; ) {
      await toTheEnd()
      const words = await page.getByText(/^\d+ results/).innerText()
      read = Number(words.split(' ')[0])
    }
    await toTheEnd()
    await page.getByText('Answer number 9999.').waitFor()
    expect(await rows(page).count()).toBeLessThan(60)
    expect(await page.evaluate(() => window.longest)).toBeLessThan(200)

    await page.getByLabel('Search in results').fill('number 4321.')
    await expect.poll(() => rows(page).count()).toBe(1)
    await rows(page).getByRole('button').click()
    await page.getByRole('dialog').getByText('Answer number 4321.').waitFor()
    expect(await page.locator('img[src="x"], [onerror], dialog a').count()).toBe(0)
    expect(await page.title()).toBe('Switchyard')
  })

  it.each([
    { colorScheme: 'light', width: 1200 },
    { colorScheme: 'dark', width: 1200 },
    { colorScheme: 'light', width: 360 },
  ] as const)(
    'has nothing that axe complains about: $colorScheme, $width pixels wide',
    async ({ colorScheme, width }) => {
      const client = jobBatches(served.baseURL)
      const files = [picture(6), picture(3), memo('05')]
      const media = await Promise.all(files.map((file) => client.media(file)))
      const { id } = await client.make({
        text: 'What is in this picture?',
        name: 'A name as long as they come, without-any-place-where-it-could-be-broken-into-lines-by-itself',
        files: [
          ...media.map(({ digest, name }) => ({ digest, name: String(name) })),
          { digest: '0'.repeat(64), name: 'gone' },
        ],
      })
      await client.ended(id)
      const page = await context.newPage()
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      for (const hash of ['#/batches', `#/batches/${id}`, '#/queue']) {
        await page.goto(`${served.server.url}/${hash}`)
        await page
          .getByRole('main')
          .getByRole(hash === '#/batches' ? 'listitem' : 'table')
          .first()
          .waitFor()
        expect(await findViolations(page)).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      }
    },
  )

  it('shows what this server works on, and to whom it may not', async () => {
    const page = await open('#/queue')
    await page.getByText('There is no queue: this server does the work itself.').waitFor()
    const workers = page.getByRole('region', { name: 'Workers' })
    await workers.getByText(String(process.pid)).waitFor()
    // The models come up as they are used.
    const client = jobBatches(served.baseURL)
    const { digest } = await client.media(picture(8))
    await client.ended((await client.make({ text: 'What is in this picture?', files: [{ digest }] })).id)
    await page
      .getByRole('region', { name: 'Processes that hold models' })
      .getByText(/pictogram/)
      .first()
      .waitFor()

    const keyFile = join(served.dir, 'keys.jsonl')
    const { key } = await addKey(keyFile, { name: 'Ben', scopes: ['batch'] })
    const guarded = await serve(served.agent, { port: 0, keyFile })
    ownOrigins.add(guarded.url)
    const asked = await open('#/queue', guarded.url)
    await asked.getByRole('textbox', { name: 'Key' }).fill(key)
    await asked.getByRole('button', { name: 'Go on' }).click()
    await asked
      .getByText(/lacks the scope "admin"/)
      .first()
      .waitFor()
    await asked.getByRole('link', { name: 'Batches' }).click()
    await asked.getByText('None yet.').waitFor()
    expect(await asked.getByText(/lacks the scope "run"/).count()).toBe(0)
    await asked.close()
    await guarded.close({ drainMs: 0 })
    strays.splice(0, strays.length, ...strays.filter((stray) => !/40[13]/.test(stray)))
  })

  it.skipIf(noRedis)('shows lanes and workers of a queue, and a batch that they answer', async () => {
    const redis = await startRedis()
    const queue = await createServedQueue(redis.url)
    try {
      const server = await queue.server()
      ownOrigins.add(server.url)
      const page = await open('#/queue', server.url)
      await page.getByText(/^No worker\. Start one with/).waitFor()
      await queue.worker()
      await page.getByRole('region', { name: 'Workers' }).getByText('working').waitFor()

      await page.getByRole('link', { name: 'Batches' }).click()
      await chooseFolder(page)
      await page.getByText('3 files are ready.').waitFor()
      await page.getByLabel('What to ask of each file').fill('What is in this picture?')
      await page.getByRole('button', { name: 'Start' }).click()
      await page.getByText('Done: 3 of 3 answered').waitFor()
      await rows(page)
        .filter({ hasText: 'holiday/bus.png' })
        .getByText('a bus to the left of a flower')
        .waitFor()

      await page.getByRole('link', { name: 'Queue' }).click()
      const lane = page
        .getByRole('region', { name: /^Lanes/ })
        .getByRole('row')
        .filter({ hasText: 'pictogram' })
      await lane.first().waitFor()
      await page.getByRole('region', { name: 'Batches' }).getByText('ended').waitFor()
      expect(await findViolations(page)).toEqual([])
      await page.close()
    } finally {
      await queue.close()
      await redis.stop()
    }
  })

  // Taken with SWITCHYARD_TAKE_PICTURE=1, for docs/page.md.
  it.skipIf(!process.env.SWITCHYARD_TAKE_PICTURE)('has its picture taken', async () => {
    const client = jobBatches(served.baseURL)
    const media = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => client.media(picture(n, [2, 5, 7].includes(n) ? 'jpg' : 'png'))),
    )
    const files = media.map(({ digest, name }) => ({ digest, name: `holiday/${name}` }))
    const { id } = await client.make({
      text: 'What is in this picture?',
      name: 'Holiday',
      files: [...files, { digest: '0'.repeat(64), name: 'holiday/lost.png' }],
    })
    await client.ended(id)
    const page = await open(`#/batches/${id}`)
    await page.setViewportSize({ width: 1120, height: 860 })
    await expect.poll(() => rows(page).count()).toBe(9)
    await page.waitForLoadState('networkidle')
    const path = join(packageRoot, 'docs/images/page-batches.png')
    await page.screenshot({ path })
    expect((await stat(path)).size).toBeLessThan(200_000)
  })
})
