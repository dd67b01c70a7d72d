import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'
import { packageRoot } from '../../src/config/package-root.js'

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })),
})

/**
 * This package as `npm install` leaves it: with the packages that it depends on, and none that are optional or for
 * development. Node finds the others nowhere.
 */
export async function createBareInstall() {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-bare-')))
  const { default: lock } = await import('../../package-lock.json', { with: { type: 'json' } })
  const installed = Object.entries(lockSchema.parse(lock).packages)
    .filter(([path, { dev }]) => dev !== true && /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path))
    .map(([path]) => path)
  for (const part of ['package.json', 'dist', 'config', 'samples', 'models', 'native'])
    await cp(join(packageRoot, part), join(dir, part), { recursive: true })
  for (const path of installed) {
    await mkdir(join(dir, dirname(path)), { recursive: true })
    await symlink(join(packageRoot, path), join(dir, path))
  }
  return {
    dir,
    /** Runs a program with Node. */
    run: (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      execa(process.execPath, args, {
        cwd: dir,
        reject: false,
        stdin: 'ignore',
        extendEnv: false,
        env: { PATH: process.env.PATH ?? '', HOME: dir, SWITCHYARD_LLM_SERVERS: '[]', ...env },
      }),
    dispose: () => rm(dir, { recursive: true, force: true }),
  }
}
