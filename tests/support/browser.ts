import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const installed = (): string | undefined => [process.env.CHROMIUM ?? '', ...places].find(existsSync)

function install(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined
  const aptGet = (...args: string[]) =>
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { stdio: 'ignore' })
  try {
    aptGet('update')
    aptGet('install', '-y', '--no-install-recommends', 'chromium')
  } catch {
    return undefined
  }
  return installed()
}

const program = installed() ?? install()

/** Why tests that drive a browser can't run here; undefined when they can. */
export const noBrowser: string | undefined =
  program === undefined
    ? 'There is no browser for the tests: install chromium, or set CHROMIUM to one.'
    : undefined
if (noBrowser) console.error(noBrowser)

/** A browser whose microphone and camera play a test signal. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(program !== undefined && { executablePath: program }),
    args: ['--no-sandbox', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  })

let browser: Browser | undefined

/** One such browser for all tests of this process, which ends with it: they have contexts of their own. */
export async function openBrowser(): Promise<Browser> {
  if (!browser?.isConnected()) browser = await startBrowser()
  return browser
}
