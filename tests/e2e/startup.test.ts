import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createCli } from '../support/cli.js'

const coverageSchema = z.object({ result: z.array(z.object({ url: z.string() })) })

/** The packages that a command line loads, and the files of this one. */
async function loadedBy(args: readonly string[]) {
  const cli = await createCli()
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-modules-'))
  try {
    const { exitCode } = await cli.run(args, { env: { NODE_V8_COVERAGE: dir } })
    expect(exitCode).toBe(0)
    const texts = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')))
    const urls = texts.flatMap((text) => coverageSchema.parse(JSON.parse(text)).result.map(({ url }) => url))
    const packages = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
    const own = urls.flatMap((url) => /^file:(?!.*\/node_modules\/).*\/dist\/(.*)$/.exec(url)?.[1] ?? [])
    return { packages: [...new Set(packages)].sort(), own: own.sort() }
  } finally {
    await rm(dir, { recursive: true })
    await cli.dispose()
  }
}

describe('--help', () => {
  it.each([
    [['--help']],
    [['ask', '--help']],
    [['batch', 'submit', '--help']],
    [['tools', '--help']],
    [['--version']],
  ])('%j loads neither a library that only work needs, nor what works', async (args) => {
    const { packages, own } = await loadedBy(args)
    expect(packages).toEqual(['commander', 'env-paths', 'is-safe-filename', 'picocolors'])
    expect(own).toContain('cli/main.js')
    const folders = new Set(own.map((file) => file.split('/')[0]))
    for (const heavy of ['agent', 'tools', 'planner', 'routing', 'backends', 'media', 'llm', 'executors'])
      expect(folders).not.toContain(heavy)
  })
})
