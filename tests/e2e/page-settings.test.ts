import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addKey } from '../../src/serve/access/key-file.js'
import { noBrowser } from '../support/browser.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { drivePage, type PageDriver } from '../support/page-driver.js'

let cli: Cli
let driver: PageDriver
let server: ReturnType<Cli['start']>

/** Starts `switchyard serve` as a process, and says where it listens. */
async function start(...args: string[]): Promise<string> {
  server = cli.start(['serve', '--port', '0', '--log-level', 'silent', ...args])
  let said = ''
  await new Promise<void>((resolve) => {
    server.all?.on('data', (chunk) => {
      said += chunk
      if (said.includes('Ctrl-C')) resolve()
    })
    void server.then(() => resolve())
  })
  const [url] = /^http:\/\/[\d.]+:\d+/m.exec(said) ?? []
  if (url === undefined) throw new Error(`The server did not start: ${said}`)
  return url
}

describe.skipIf(noBrowser)('settings on the page', () => {
  beforeAll(async () => {
    cli = await createCli()
  })
  afterAll(() => cli?.dispose())
  beforeEach(async () => {
    await writeFile(join(cli.home, 'switchyard.yaml'), 'profile: demo\n')
  })
  afterEach(async () => {
    await driver?.close()
    server?.kill('SIGTERM')
    await server
  })

  it('are changed by keyboard, written where init writes, and hold once the server has started anew', async () => {
    const url = await start()
    driver = await drivePage(url)
    const { page, axe, drop, ask } = driver
    await page.getByRole('button', { name: 'About this server' }).press('Enter')
    const about = page.getByRole('dialog', { name: 'About this server' })
    await about.getByText('Change the settings').press('Enter')
    const form = about.getByRole('form', { name: 'Settings' })
    expect(await form.getByLabel('Privacy').inputValue()).toBe('local')
    expect(await axe()).toEqual([])
    expect(await driver.axeDarkAndNarrow()).toEqual([])

    // What the server could not start with is refused, and said why.
    await form.getByLabel('Language model').fill('opnai:gpt')
    await form.getByRole('button', { name: 'Save' }).press('Enter')
    await form.getByRole('alert').getByText('is no provider; the nearest is').waitFor()
    expect(await readFile(join(cli.home, 'switchyard.yaml'), 'utf8')).toBe('profile: demo\n')

    await form.getByLabel('Language model').fill('none')
    await form.getByLabel('Ask before a plan runs').selectOption('always')
    await form.getByLabel('Most that a question may cost').fill('0.25')
    await form.getByRole('button', { name: 'Save' }).press('Enter')
    await about.getByText('At most about $0.25 for a question.').waitFor()
    expect(await readFile(join(cli.home, 'switchyard.yaml'), 'utf8')).toBe(
      'profile: demo\napproval: always\nbudget:\n  perRun: 0.25\n',
    )

    await page.keyboard.press('Escape')
    await drop(picture(6))
    await ask('What is in this picture?')
    await page.getByRole('button', { name: 'Run it' }).click()
    await page.getByText('a bus to the left of a flower').first().waitFor()
  })

  it('show what a flag sets, and keys are made and revoked by admins', async () => {
    const keyFile = join(cli.home, 'keys.jsonl')
    const { key } = await addKey(keyFile, { name: 'Operator', scopes: ['admin'] })
    driver = await drivePage(await start('--profile', 'demo', '--key-file', keyFile))
    const { page, axe } = driver
    await page.getByRole('textbox', { name: 'Key' }).fill(key)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('No chats yet.').waitFor()
    await page.getByRole('button', { name: 'About this server' }).click()
    const about = page.getByRole('dialog', { name: 'About this server' })
    await about.getByText('Change the settings').click()
    expect(await about.getByLabel('Profile (set by --profile)').isDisabled()).toBe(true)

    await about.getByLabel('Whose key').fill('Anna <b>')
    await about.getByRole('button', { name: 'Make a key' }).click()
    const made = await about.locator('.made-key code').innerText()
    const may = async () =>
      (
        await fetch(`${new URL(page.url()).origin}/v1/settings`, {
          headers: { authorization: `Bearer ${made}` },
        })
      ).status
    expect(await may()).toBe(200)
    expect(await axe()).toEqual([])
    expect(await driver.axeDarkAndNarrow()).toEqual([])
    await about.getByRole('button', { name: 'Revoke the key of Anna <b>' }).click()
    await about.getByRole('button', { name: 'Revoke it for good' }).click()
    await expect.poll(may).toBe(401)
    await about.getByRole('button', { name: /^Revoke/ }).waitFor({ state: 'detached' })
  })
})
