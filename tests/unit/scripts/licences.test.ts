import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const checkLicences = (folder: string) =>
  run(process.execPath, [join(root, 'scripts/check-licences.mjs'), folder])

/** A project with one package, as npm leaves it. */
async function projectWith(
  license: string | undefined,
  entry: Record<string, unknown> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-licences-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'node_modules/one'), { recursive: true })
  await writeFile(join(folder, 'node_modules/one/package.json'), JSON.stringify({ name: 'one', license }))
  const packages = { '': {}, 'node_modules/one': { version: '1.0.0', license, ...entry } }
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
  return folder
}

describe('the check of licences', () => {
  it('accepts what is installed with this package, and the notices name all of it', async () => {
    await checkLicences(root)
    await run(process.execPath, [join(root, 'scripts/write-notices.mjs'), '--check'])
  })

  it.each([
    'MIT',
    'MPL-2.0',
    'LGPL-2.1-or-later',
    '(GPL-2.0-only OR MIT)',
    'Apache-2.0 AND LGPL-3.0-or-later',
  ])('accepts %s', async (license) => {
    await checkLicences(await projectWith(license))
  })

  it.each([
    'GPL-2.0',
    'GPL-3.0-or-later',
    'AGPL-3.0-only',
    'MIT AND GPL-2.0-only',
    'SEE LICENSE IN file',
    undefined,
  ])('fails on %s', async (license) => {
    await expect(checkLicences(await projectWith(license))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('one 1.0.0'),
    })
  })

  it('leaves alone what is only for development', async () => {
    await checkLicences(await projectWith('GPL-3.0-only', { dev: true }))
  })
})
