import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

export interface BatteryOptions {
  /** @default that of this process */
  platform?: NodeJS.Platform | undefined
  /** Where Linux tells of what powers the machine. */
  folder?: string | undefined
  /** The program that macOS has for it. */
  pmset?: string | undefined
  /** Longer than this nobody waits for an answer: firmware may not tell. @default 2000 */
  limitMs?: number | undefined
}

/**
 * Whether this machine runs on its battery now. False where nothing tells: on a machine without one, in most containers,
 * on other systems than Linux and macOS. Never rejects.
 */
export async function runsOnBattery({
  platform = process.platform,
  folder = '/sys/class/power_supply',
  pmset = '/usr/bin/pmset',
  limitMs = 2000,
}: BatteryOptions = {}): Promise<boolean> {
  try {
    if (platform === 'linux') {
      const late = setTimeout(limitMs, false, { ref: false })
      return await Promise.race([drainsOnLinux(folder), late])
    }
    if (platform !== 'darwin') return false
    const { stdout } = await promisify(execFile)(pmset, ['-g', 'batt'], { timeout: limitMs })
    return stdout.includes("drawing from 'Battery Power'")
  } catch {
    return false
  }
}

/** Whether a battery of the machine is being emptied, and no power supply is connected. */
async function drainsOnLinux(folder: string): Promise<boolean> {
  const supplies = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const read = (file: string) =>
        readFile(join(folder, name, file), 'utf8').then(
          (text) => text.trim(),
          () => undefined,
        )
      const [type, status, scope, online] = await Promise.all(['type', 'status', 'scope', 'online'].map(read))
      return { type, status, scope, online }
    }),
  )
  // The battery of a mouse powers nothing else.
  const drains = supplies.some(
    ({ type, status, scope }) => type === 'Battery' && scope !== 'Device' && status === 'Discharging',
  )
  return drains && !supplies.some(({ type, online }) => type !== 'Battery' && online === '1')
}
