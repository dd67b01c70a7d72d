import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { memo, picture, samples } from '../support/cli.js'
import { type FakeRouter, fakeRouter, type ServedModel } from '../support/fake-router.js'
import { drivePage, type PageDriver } from '../support/page-driver.js'
import { token } from '../support/remote-bench.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

const served = (task: string, id: string, reply: unknown): ServedModel => ({
  task,
  providers: { 'hf-inference': id },
  answer: () => ({ json: reply }),
})
const catalog = `
image-to-text:
  - { backend: hugging-face, model: acme/captioner, provider: hf-inference, quality: 5 }
  - { backend: hugging-face, model: acme/second, provider: hf-inference, quality: 4 }
automatic-speech-recognition: [{ backend: hugging-face, model: acme/asr, provider: hf-inference, quality: 5 }]
table-question-answering: [{ backend: hugging-face, model: acme/tapas, provider: hf-inference, quality: 5 }]
`

const attack =
  '<img src=x onerror="document.title=1"><script>document.title=1</script> [go](javascript:document.title=1)'

let dir: string
let router: FakeRouter
let agent: ServedAgent
let driver: PageDriver

describe.skipIf(noBrowser)('steps of models elsewhere, on the page', () => {
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'switchyard-page-remote-'))
    const path = join(dir, 'catalog.yaml')
    await writeFile(path, catalog)
    router = await fakeRouter({
      token,
      models: {
        'acme/captioner': served('image-to-text', 'acme/captioner', []),
        'acme/second': served('image-to-text', 'acme/second', [{ generated_text: `an omnibus ${attack}` }]),
        'acme/asr': served('automatic-speech-recognition', 'acme/asr', {
          text: attack,
          chunks: [{ text: attack, timestamp: [0, 2] }],
        }),
        'acme/tapas': served('table-question-answering', 'acme/tapas', {
          answer: '116',
          cells: ['116'],
          coordinates: [[1, 1]],
          aggregator: 'NONE',
        }),
      },
    })
    router.faults.push({ match: /hf-inference.*captioner/, kind: 'status', status: 400 })
    const env = { HF_TOKEN: token, HF_ENDPOINT: router.url, HF_INFERENCE_ENDPOINT: router.url }
    const set = [
      `catalogs=[${path}]`,
      'privacy=any',
      'approval=remote',
      'backends=[hugging-face,local]',
      'preference=quality',
    ]
    agent = await serveAgent({ agent: { env, set } })
    driver = await drivePage(agent.server.url)
  })
  afterAll(async () => {
    await driver?.close()
    await agent?.close()
    await router?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const waiting = () => driver.page.getByRole('region', { name: 'A plan waits for you' })

  it('wait until it is known what they send to whom, show which model stood in for one that failed, and are done again by another', async () => {
    const { page, drop, ask, axe } = driver
    await drop(picture(6))
    await ask('What is in this picture?')
    await waiting().getByText('Leaves the machine: image1 (24 kB).').waitFor()
    const said = await waiting().innerText()
    expect(said).toMatch(/sends image1, about \$[\d.]+ a call/)
    expect(said).toMatch(/If that fails: .*acme\/captioner.*price unknown/)
    await waiting().getByRole('button', { name: 'Run it' }).press('Enter')
    await page.getByText('an omnibus').first().waitFor()
    await page.getByRole('button', { name: 'What it rests on: step s1' }).first().click()
    const step = page.getByRole('region', { name: 'Step s1' })
    const attempts = step.getByRole('table', { name: 'Attempts' })
    const rows = await attempts.locator('tbody tr').allInnerTexts()
    expect(rows.at(-2)).toMatch(/acme\/captioner(?!.*done)/s)
    expect(rows.at(-1)).toMatch(/acme\/second.*done/s)
    expect(await axe()).toEqual([])
    expect(await driver.axeDarkAndNarrow()).toEqual([])

    await step.getByText('Other models').press('Enter')
    const local = step.getByRole('listitem').filter({ hasText: 'local:pictogram/captioner-tiny' })
    await local.getByRole('button', { name: 'Try again with it' }).press('Enter')
    await page.getByText('2 / 2').waitFor()
    await page.getByText('a bus to the left of a flower').first().waitFor()
    await page.getByRole('button', { name: 'The version before' }).click()
    await page.getByText('an omnibus').first().waitFor()
  })

  it('lead to the cell of a table that the answer rests on', async () => {
    const { page, drop, axe, strays } = driver
    await page.getByRole('navigation').getByRole('button', { name: 'New chat' }).click()
    await drop(samples('tables/sales.csv'))
    const steps = [
      {
        id: 's1',
        tool: 'table-question-answering',
        input: { table: '$table1', question: 'What was the revenue of 2020-02?' },
      },
    ]
    await page.route('**/turns', (route) =>
      route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), plan: { steps } }) }),
    )
    await driver.ask('What was the revenue of 2020-02?')
    await waiting().getByRole('button', { name: 'Run it' }).click()
    await page.unroute('**/turns')
    await page.getByRole('button', { name: 'What it rests on: step s1' }).click()
    const table = page.getByRole('region', { name: 'Step s1' }).getByRole('group', { name: 'sales.csv' })
    await expect.poll(() => table.locator('mark').allInnerTexts()).toEqual(['116'])
    expect(
      await table
        .getByRole('row')
        .filter({ has: page.locator('mark') })
        .innerText(),
    ).toContain('2020-02')
    expect(await axe()).toEqual([])
    expect(await driver.axeDarkAndNarrow()).toEqual([])

    // An attached table can be looked at as it is.
    await page.locator('.question').getByText('Look at it').click()
    await page.locator('.question').getByRole('columnheader', { name: 'revenue' }).waitFor()
    expect(strays).toEqual([])
  })

  it('run nothing of what models write into descriptions and transcripts', async () => {
    const { page, drop, ask, axe } = driver
    await page.getByRole('navigation').getByRole('button', { name: 'New chat' }).click()
    await drop(memo('05'), picture(6))
    await ask('What is said in this recording, and what is in the picture?')
    await waiting().getByRole('button', { name: 'Run it' }).click()
    for (const name of ['s1', 's2']) {
      await page
        .getByRole('button', { name: `What it rests on: step ${name}` })
        .first()
        .click()
      const step = page.getByRole('region', { name: `Step ${name}` })
      await step.getByText('<script>document.title=1</script>').first().waitFor()
    }
    expect(await page.locator('img[src="x"], [onerror], .answer script, a[href^="javascript"]').count()).toBe(
      0,
    )
    expect(await page.title()).toBe('Switchyard')
    expect(await axe()).toEqual([])
  })
})
