import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../src/config/package-root.js'
import { addKey } from '../../src/serve/access/key-file.js'
import { createChatShelf } from '../../src/serve/chats/chat-shelf.js'
import { loadPage } from '../../src/serve/page/load-page.js'
import { serve } from '../../src/serve/serve.js'
import { noBrowser, openBrowser } from '../support/browser.js'
import { memo, picture, samples } from '../support/cli.js'
import { findViolations, watchStrays } from '../support/page.js'
import { fixtureModels, type ServedAgent, serveAgent } from '../support/served-agent.js'

/** What functions that run in the browser use there: this program itself is checked without a browser's types. */
declare const document: {
  documentElement: { scrollWidth: number }
  activeElement: { id: string } | null
}
declare const localStorage: { length: number }
declare const DataTransfer: new () => { items: { add(file: File): unknown } }
interface ShownImage {
  decode(): Promise<void>
  naturalWidth: number
}
interface BoxedElement {
  getBoundingClientRect(): { top: number }
}

const turnListSchema = z.looseObject({
  turns: z.array(z.looseObject({ status: z.string(), text: z.string(), after: z.string().nullable() })),
})
const patient = { timeout: 20_000 }

let served: ServedAgent
let browser: Browser
let context: BrowserContext
/** What the page asked of other origins, and what it complained about. */
let strays: string[]
/** Where the page is served. */
const ownOrigins = new Set<string>()

describe.skipIf(noBrowser)('the page', () => {
  beforeAll(async () => {
    served = await serveAgent()
    ownOrigins.add(served.server.url)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await served?.close()
  })
  beforeEach(async () => {
    context = await browser.newContext({ permissions: ['microphone', 'camera'] })
    strays = watchStrays(context, ownOrigins)
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

  /** Takes complaints that belong to the test off the list. */
  function pardon(belongs: (stray: string) => boolean): void {
    strays.splice(0, strays.length, ...strays.filter((stray) => !belongs(stray)))
  }

  let recordings = 0
  /** A recording that takes seconds to write down, and was never heard before: its last sample differs. */
  async function longRecording() {
    const bytes = await readFile(samples('audio/memo-long.wav'))
    recordings += 1
    bytes.writeInt16LE(recordings, bytes.length - 2)
    return { name: 'long.wav', bytes }
  }

  async function turnsOf(page: Page) {
    const reply = await fetch(`${served.baseURL}/chats/${new URL(page.url()).hash.slice(1)}`)
    return turnListSchema.parse(await reply.json()).turns
  }

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
        .evaluate((img: ShownImage) => img.decode().then(() => img.naturalWidth)),
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
        () => step.locator('.waveform audio').evaluate((audio: { currentTime: number }) => audio.currentTime),
        patient,
      )
      .toBeGreaterThan(0.2)
    expect(await step.locator('svg.wave rect').count()).toBeGreaterThan(100)
  })

  it('goes on where it was after a reload in the middle of a run, and in a second tab', async () => {
    const page = await open()
    await drop(page, await longRecording(), await fileOf(picture(3)))
    await page.getByLabel('Attached files').getByText('320 × 320').waitFor()
    await ask(page, 'Transcribe the recording and describe the picture.')
    await page.locator('[data-step]').first().waitFor()
    expect((await turnsOf(page)).at(-1)?.status).toBe('running')

    await page.reload()
    const tab = await open(new URL(page.url()).hash)
    for (const one of [page, tab]) {
      await one.getByRole('button', { name: 'What it rests on: step s1' }).waitFor()
      expect(await one.getByRole('article').count()).toBe(1)
    }
    // What one tab asks is seen in the other.
    await ask(page, 'Does a dog fit the picture?')
    await tab.getByRole('article').nth(1).getByText('Does a dog fit the picture?').waitFor()
    await tab
      .getByRole('article')
      .nth(1)
      .getByRole('button', { name: /^What it rests on/ })
      .first()
      .waitFor()
  })

  it('shows a plan that waits, runs it without the steps that are taken out, and ends when it is declined', async () => {
    const asking = await serveAgent({ agent: { set: ['approval=always'] } })
    ownOrigins.add(asking.server.url)
    const page = await context.newPage()
    try {
      await page.goto(asking.server.url)
      await drop(page, await fileOf(picture(6)), await fileOf(memo('05')))
      await page.getByLabel('Attached files').getByText('384 × 384').waitFor()
      await page.getByLabel('Attached files').getByText('2.1 s').waitFor()
      await ask(page, 'Describe the picture, and transcribe the recording.')
      const panel = page.getByRole('region', { name: 'A plan waits for you' })
      await panel.getByText('No file leaves the machine.').waitFor()
      expect(await panel.innerText()).toMatch(/Runs on local:pictogram.*free/)
      expect(await findViolations(page)).toEqual([])

      // It still waits after a reload.
      await page.reload()
      await panel.getByRole('checkbox', { name: 'automatic-speech-recognition' }).press('Space')
      await panel.getByRole('button', { name: /^Run it without s/ }).press('Enter')
      await page.getByText('a bus to the left of a flower').first().waitFor()
      expect(await panel.count()).toBe(0)
      expect(await page.locator('main').innerText()).not.toContain('the bus is behind the moon')

      await ask(page, 'Describe the picture again.')
      await panel.getByRole('button', { name: 'Decline' }).click()
      await page.getByText('The plan was declined').first().waitFor()
    } finally {
      // First, or it complains of a server that is gone.
      await page.close()
      await asking.close()
    }
  })

  it('stops a run, asks an edited question, and keeps both versions', async () => {
    const page = await open()
    await drop(page, await longRecording())
    await page.getByLabel('Attached files').getByText('audio/wav').waitFor()
    await ask(page, 'Transcribe it, please.')
    await page.getByRole('button', { name: 'Stop answering' }).click()
    await page.getByText('It was stopped.').waitFor()

    await page.getByRole('button', { name: 'Edit the question and ask again' }).click()
    await page.getByLabel('The question').fill('How long is the recording?')
    await page.getByRole('button', { name: 'Ask again' }).first().click()
    await page.getByText('2 / 2').waitFor()
    await page
      .getByText(/seconds/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'The version before' }).click()
    await page.getByText('It was stopped.').waitFor()
    const [first, second] = await turnsOf(page)
    expect(first).toMatchObject({ status: 'cancelled', text: 'Transcribe it, please.' })
    expect(second).toMatchObject({ status: 'answered', after: null })
  })

  it('carries on in the open page when the server is started again in the middle of a run', async () => {
    const first = await serve(served.agent, { port: 0 })
    const page = await context.newPage()
    ownOrigins.add(first.url)
    await page.goto(first.url)
    await drop(page, await longRecording(), await fileOf(picture(8)))
    await page.getByLabel('Attached files').getByText('audio/wav').waitFor()
    await page.getByLabel('Attached files').getByText('image/png').waitFor()
    await ask(page, 'Write down what is said, and describe the picture.')
    await page.locator('[data-state="running"]').first().waitFor()
    await first.close({ drainMs: 0 })
    const second = await serve(served.agent, { port: first.port })
    try {
      await page.getByRole('button', { name: 'What it rests on: step s1' }).waitFor()
      expect(await page.getByRole('article').count()).toBe(1)
    } finally {
      await page.close()
      await second.close({ drainMs: 0 })
      // What the page said while nobody was there.
      pardon((stray) => /ERR_CONNECTION|ERR_INCOMPLETE|404|503|ERR_EMPTY/.test(stray))
    }
  })

  it('renames, searches, saves and deletes chats', async () => {
    const page = await open()
    await ask(page, 'Summarize: the harbour cranes stand still.')
    await page.getByRole('button', { name: /^Rename Summarize/ }).click()
    await page.getByLabel('Title').fill('Cranes')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Cranes', exact: true }).waitFor()
    await page.getByLabel('Search in chats').fill('HARBOUR still')
    await expect
      .poll(() => page.getByRole('navigation').locator('.chat').getByRole('link').allInnerTexts(), patient)
      .toEqual(['Cranes'])
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save Cranes as a file' }).click()
    const saved = await (await saving).path()
    expect(await readFile(saved, 'utf8')).toContain('# Cranes')
    await page.getByRole('button', { name: 'Delete Cranes' }).click()
    await page.getByRole('button', { name: 'Delete it' }).click()
    await page.getByText('No chat has these words.').waitFor()
    await page.getByRole('heading', { name: 'New chat' }).waitFor()
  })

  it('runs nothing of what strangers write into names, questions, pictures and answers', async () => {
    const page = await open()
    const attack = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>parent.document.title=1</script></svg>`
    await drop(
      page,
      { name: `${attack}.png`, bytes: await readFile(picture(6)) },
      { name: 'drawing.svg', bytes: Buffer.from(svg) },
      {
        name: 'page.txt',
        bytes: Buffer.from(
          `${attack} [x](javascript:document.title=1) ![y](https://elsewhere.example/p.png)`,
        ),
      },
    )
    await page.getByLabel('Attached files').getByText('384 × 384').waitFor()
    await page
      .getByLabel('Attached files')
      .getByText(/text\/plain/)
      .waitFor()
    await ask(page, `What is in this picture? ${attack} [go](javascript:document.title=1)`)
    await page
      .getByRole('button', { name: /^What it rests on/ })
      .first()
      .waitFor()
    await page
      .getByRole('button', { name: /^What it rests on/ })
      .first()
      .click()
    await page.getByRole('region', { name: /^Step/ }).waitFor()
    // An answer in the words of an attacker, as a model could write it.
    await page.route('**/v1/chats/*', async (route) => {
      const reply = await route.fetch()
      const body = await reply.json()
      for (const turn of body.turns ?? [])
        turn.answer = `${attack}\n\n[go](javascript:document.title=1) [d](data:text/html,x) ![p](https://elsewhere.example/p.png)\n\n<iframe src="/"></iframe>\n\n**bold**`
      await route.fulfill({ response: reply, json: body })
    })
    await page.reload()
    await page.locator('.markdown strong').getByText('bold').waitFor()
    expect(
      await page.locator('.markdown a').evaluateAll((all) => all.map((one) => one.getAttribute('href'))),
    ).toEqual(['https://elsewhere.example/p.png'])
    expect(await page.locator('iframe, script:not([src]), img[src="x"], [onerror]').count()).toBe(0)
    expect(await page.title()).toBe('Switchyard')
    // Drawings in SVG are refused, and the browser says so.
    pardon((stray) => stray.includes('415'))
  })

  it.each([
    { colorScheme: 'light', width: 1200 },
    { colorScheme: 'dark', width: 1200 },
    { colorScheme: 'light', width: 360 },
  ] as const)(
    'has nothing that axe complains about: $colorScheme, $width pixels wide',
    async ({ colorScheme, width }) => {
      const page = await open()
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      await drop(page, await fileOf(picture(6)), await fileOf(memo('05')), await fileOf(picture(3)))
      await page.getByLabel('Attached files').getByText('2.1 s').waitFor()
      expect(await findViolations(page)).toEqual([])
      await ask(page, 'What is said in the recording? Compare the pictures.')
      for (const cite of await page.getByRole('button', { name: /^What it rests on/ }).all())
        await cite.click()
      await page
        .getByRole('button', { name: /^What it rests on/ })
        .last()
        .click()
      await page.getByRole('region', { name: /^Step/ }).waitFor()
      expect(await findViolations(page)).toEqual([])
      const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(scrollWidth).toBeLessThanOrEqual(width)
    },
  )

  it('is used by keyboard alone', async () => {
    const page = await open()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('question')
    const tabTo = async (name: string | RegExp) => {
      for (let presses = 0; presses < 60; presses += 1) {
        if (
          await page
            .getByRole('button', { name })
            .evaluateAll((all) => all.some((one: object) => one === document.activeElement))
        )
          return
        await page.keyboard.press('Tab')
      }
      throw new Error(`Tab does not come to ${name}.`)
    }
    const choosing = page.waitForEvent('filechooser')
    await tabTo('Attach files')
    await page.keyboard.press('Enter')
    await (await choosing).setFiles(picture(6))
    await page.getByLabel('Attached files').getByText('384 × 384').waitFor()
    await page.getByLabel('Your question').focus()
    await page.keyboard.type('What is in this picture?')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^What it rests on/ }).waitFor()
    await tabTo(/^What it rests on/)
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Step s1' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Step s1' }).waitFor({ state: 'detached' })
  })

  it('records a voice and takes a photo in the page', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Record your voice' }).click()
    await page.getByText(/^[1-9]\.\d s$/).waitFor()
    await page.getByRole('button', { name: 'End the recording' }).click()
    await page
      .getByLabel('Attached files')
      .getByText(/audio\/webm, \d/)
      .waitFor()
    await page.getByRole('button', { name: 'Take a photo' }).click()
    await expect
      .poll(
        () => page.locator('video.camera').evaluate((video: { videoWidth: number }) => video.videoWidth),
        patient,
      )
      .toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Take it' }).click()
    await page
      .getByLabel('Attached files')
      .getByText(/image\/jpeg/)
      .waitFor()
  })

  it('is small, and loads with a policy that lets nothing else run', async () => {
    const reply = await fetch(served.server.url)
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
    const paths = [...(await reply.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path)
    expect(paths.length).toBeGreaterThan(2)
    for (const path of paths) {
      const file = await fetch(new URL(path, `${served.server.url}/`))
      expect(file.headers.get('cache-control')).toContain('immutable')
    }
    // With what comes later, such as the reader of tables.
    const files = [...(await loadPage()).values()]
    const bytes = files.reduce((sum, { zipped }) => sum + zipped.length, 0)
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(400_000)
  })

  it('asks for a key where the server wants one, and shows pictures all the same', async () => {
    const keyFile = join(served.dir, 'keys.jsonl')
    const { key } = await addKey(keyFile, { name: 'Anna', scopes: ['run'] })
    const guarded = await serve(served.agent, { port: 0, keyFile })
    ownOrigins.add(guarded.url)
    const page = await context.newPage()
    await page.goto(guarded.url)
    await page.getByRole('textbox', { name: 'Key' }).fill('sk-switchyard-wrong')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page
      .getByText(/not known or was revoked/)
      .first()
      .waitFor()
    await page.getByRole('textbox', { name: 'Key' }).fill(key)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('No chats yet.').waitFor()
    await drop(page, await fileOf(picture(6)))
    await ask(page, 'What is in this picture?')
    await page.getByText('a bus to the left of a flower').first().waitFor()
    const shown = page.getByRole('article').getByRole('img').first()
    expect(await shown.evaluate((img: ShownImage) => img.decode().then(() => img.naturalWidth))).toBe(384)
    expect(await page.evaluate(() => localStorage.length)).toBe(0)
    await page.close()
    await guarded.close({ drainMs: 0 })
    pardon((stray) => stray.includes('401'))
  })

  it('draws boxes on pictures, lays masks over them, and hands made pictures on to the next question', async () => {
    const random = await serveAgent({ agent: { set: fixtureModels } })
    ownOrigins.add(random.server.url)
    const page = await context.newPage()
    await page.goto(random.server.url)
    await drop(page, await fileOf(picture(6)))
    await page.getByLabel('Attached files').getByText('384 × 384').waitFor()
    const run = async (turn: number, steps: object[]) => {
      await page.route('**/turns', (route) =>
        route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), plan: { steps } }) }),
      )
      await ask(page, 'Look at it.')
      await page.getByRole('article').nth(turn).getByRole('button', { name: 'Copy the answer' }).waitFor()
      await page.unroute('**/turns')
    }
    await run(0, [
      { id: 's1', tool: 'object-detection', input: { image: '$image1', threshold: 0 } },
      { id: 's2', tool: 'image-segmentation', input: { image: '$image1' } },
      { id: 's3', tool: 'depth-estimation', input: { image: '$image1' } },
    ])
    await page.getByText('3 steps').click()
    await page.locator('[data-step="s1"]').click()
    const box = page.getByRole('region', { name: 'Step s1' })
    const boxes = await box.locator('.stage rect').count()
    expect(boxes).toBeGreaterThan(0)
    await box.locator('.chips button').first().click()
    expect(await box.locator('rect[data-marked="true"]').count()).toBe(1)
    await page.locator('[data-step="s2"]').click()
    const masks = page.getByRole('region', { name: 'Step s2' })
    await masks.locator('.stage img.mask').first().waitFor()
    await page.locator('[data-step="s3"]').click()
    const depth = page.getByRole('region', { name: 'Step s3' })
    await depth.getByRole('region', { name: 'Before' }).getByRole('img').waitFor()
    await depth.getByRole('region', { name: 'After' }).getByRole('link', { name: 'Save' }).waitFor()
    await depth.getByRole('button', { name: 'Attach to the next question' }).click()
    await page
      .getByLabel('Attached files')
      .getByText(/image\/png/)
      .waitFor()
    await run(1, [{ id: 's4', tool: 'image-to-text', input: { image: '$image2' } }])
    expect(await page.getByRole('article').count()).toBe(2)
    await page.close()
    await random.close()
  })

  it('says what the server was started with, and what works on it', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'About this server' }).click()
    const about = page.getByRole('dialog', { name: 'About this server' })
    await about.getByText(/^demo: /).waitFor()
    await about.getByText(/Files stay on the machine/).waitFor()
    await about.getByRole('button', { name: 'Look' }).click()
    await about.getByText(/Node\.js/).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await about.waitFor({ state: 'hidden' })
  })

  it('shows a chat of 1,000 messages from its end', async () => {
    const chats = createChatShelf({ dir: join(served.agent.parts.dirs.cache, 'serve', 'chats') })
    const { id: chat } = await chats.create('local', 'Long')
    let after: string | null = null
    for (let at = 0; at < 500; at += 1) {
      const id = randomUUID()
      const said = { text: `Question ${at}`, answer: `**Answer ${at}**`, status: 'answered' as const }
      await chats.writeTurn('local', chat, {
        id,
        after,
        ...said,
        media: [],
        created_at: 1,
        run: randomUUID(),
      })
      after = id
    }
    const page = await open(`#${chat}`)
    const articles = page.getByRole('article')
    await articles.last().getByText('Answer 499').waitFor()
    await expect.poll(() => articles.count(), patient).toBe(500)
    expect(
      await articles.last().evaluate((element: BoxedElement) => element.getBoundingClientRect().top),
    ).toBeLessThan(800)
    await ask(page, 'Summarize: the harbour cranes stand still.')
    await expect.poll(() => articles.count(), patient).toBe(501)
  })

  // Taken with SWITCHYARD_TAKE_PICTURE=1, for the README.
  it.skipIf(!process.env.SWITCHYARD_TAKE_PICTURE)('has its picture taken', async () => {
    const page = await open()
    await page.setViewportSize({ width: 1120, height: 980 })
    await drop(page, await fileOf(picture(6)), await fileOf(memo('05')))
    await page.getByLabel('Attached files').getByText('2.1 s').waitFor()
    await page.getByLabel('Attached files').getByText('384 × 384').waitFor()
    await ask(page, 'What is in the picture, and what is said in the recording?')
    await page
      .getByRole('button', { name: /^What it rests on/ })
      .first()
      .waitFor()
    await page
      .getByRole('button', { name: /^What it rests on: step/ })
      .last()
      .click()
    await page.locator('svg.wave rect').first().waitFor()
    await page.screenshot({ path: join(packageRoot, 'docs/images/page.png') })
    expect((await stat(join(packageRoot, 'docs/images/page.png'))).size).toBeLessThan(200_000)
  })
})
