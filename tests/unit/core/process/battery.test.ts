import { execFileSync } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runsOnBattery } from '../../../../src/core/process/battery.js'
import { temporaryDir } from '../../../support/media-files.js'

type Supplies = Record<string, Record<string, string>>

async function onLinux(supplies: Supplies): Promise<boolean> {
  const folder = await temporaryDir()
  for (const [name, files] of Object.entries(supplies)) {
    await mkdir(join(folder, name))
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), `${text}\n`)
  }
  return runsOnBattery({ platform: 'linux', folder })
}

const draining = { type: 'Battery', status: 'Discharging', scope: 'System' }
const mains = (online: string) => ({ type: 'Mains', online })

describe('whether a machine runs on its battery', () => {
  test.each<[string, Supplies, boolean]>([
    ['a battery that drains', { BAT0: draining, AC: mains('0') }, true],
    ['a battery that drains, with nothing said of power supplies', { BAT0: { ...draining } }, true],
    ['a battery that drains beside a power supply', { BAT0: draining, AC: mains('1') }, false],
    [
      'a battery that drains beside a USB charger',
      { BAT0: draining, C1: { type: 'USB', online: '1' } },
      false,
    ],
    ['a battery that is loaded', { BAT0: { ...draining, status: 'Charging' }, AC: mains('1') }, false],
    ['a full battery', { BAT0: { type: 'Battery', status: 'Full' } }, false],
    ['a battery of a mouse', { mouse: { ...draining, scope: 'Device' } }, false],
    ['a power supply alone', { AC: mains('1') }, false],
    ['a supply that says nothing', { odd: {} }, false],
    ['nothing', {}, false],
  ])('with %s on Linux: %j', async (_, supplies, right) => {
    expect(await onLinux(supplies)).toBe(right)
  })

  test('is no where nothing tells', async () => {
    expect(await runsOnBattery({ platform: 'linux', folder: '/no/such/folder' })).toBe(false)
    expect(await runsOnBattery({ platform: 'darwin', pmset: '/no/such/program' })).toBe(false)
    expect(await runsOnBattery({ platform: 'win32' })).toBe(false)
  })

  test.skipIf(process.platform === 'win32')('is no where a supply does not answer', async () => {
    const folder = await temporaryDir()
    const status = join(folder, 'BAT0', 'status')
    await mkdir(join(folder, 'BAT0'))
    await writeFile(join(folder, 'BAT0', 'type'), 'Battery')
    execFileSync('mkfifo', [status])
    expect(await runsOnBattery({ platform: 'linux', folder, limitMs: 1 })).toBe(false)
    // Ends the read that still waits.
    await writeFile(status, 'Discharging')
  })

  test.skipIf(process.platform === 'win32').each([
    ['Battery Power', true],
    ['AC Power', false],
  ])('is what pmset says on macOS: %s, %s', async (source, right) => {
    const pmset = join(await temporaryDir(), 'pmset')
    await writeFile(pmset, `#!/bin/sh\necho "Now drawing from '${source}'"\n`)
    await chmod(pmset, 0o755)
    expect(await runsOnBattery({ platform: 'darwin', pmset })).toBe(right)
  })
})
