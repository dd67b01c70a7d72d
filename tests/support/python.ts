import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { firstLine } from '../../src/core/first-line.js'

/** Python clients of the server, with the versions that the tests know. */
const packages = ['schemathesis==4.32.5', 'openai==3.57.0']
const patienceMs = 240_000

/**
 * The folder of programs of a Python environment with those clients, kept in the system's temporary folder for the next
 * time; or why they can't be had, where there is no Python, no pip or no package registry.
 */
export async function pythonClients(): Promise<{ bin: string } | { reason: string }> {
  const dir = join(tmpdir(), `switchyard-python-${packages.join('-').replaceAll(/[^\w.-]/g, '-')}`)
  const bin = join(dir, 'bin')
  if (existsSync(bin)) return { bin }
  const made = await mkdtemp(join(tmpdir(), 'switchyard-python-'))
  const options = { timeout: patienceMs, stdin: 'ignore' } as const
  try {
    await execa('python3', ['-m', 'venv', made], options)
    // By `python -m`: the scripts have the place in them where they were installed.
    await execa(join(made, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...packages], options)
    await rename(made, dir)
    return { bin }
  } catch (error) {
    await rm(made, { recursive: true, force: true })
    // Somebody else was faster.
    if (existsSync(bin)) return { bin }
    return { reason: `Python's clients can't be installed: ${firstLine(error)}` }
  }
}
