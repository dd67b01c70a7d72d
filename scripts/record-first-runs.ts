/**
 * Writes docs/first-run.md: packs this package, installs it in an empty folder from the package registry, and records what a terminal
 * shows of the first commands that somebody new runs there. `npm run first-runs`.
 */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { recordFirstRuns, renderFirstRuns } from '../tests/support/first-runs.js'

const folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-first-run-')))
try {
  const { stdout } = await execa('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder])
  const [{ filename }] = JSON.parse(stdout)
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder]
  await execa('npm', [...install, join(folder, filename)])
  const program = join(folder, 'node_modules/switchyard-ai/dist/cli/main.js')
  await writeFile('docs/first-run.md', renderFirstRuns(await recordFirstRuns(program, join(folder, 'runs'))))
} finally {
  await rm(folder, { recursive: true, force: true })
}
