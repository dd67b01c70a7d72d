import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { createCli } from '../support/cli.js'

const picture = fileURLToPath(new URL('../../samples/images/scene-06.png', import.meta.url))

const coverageSchema = z.object({ result: z.array(z.object({ url: z.string() })) })

const contentsSchema = z.record(z.string(), z.array(z.string()))

/** The packages that a command line loads, and the files of this one that its bundle was made of. */
async function loadedBy(args: readonly string[]) {
  const cli = await createCli()
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-modules-'))
  try {
    const { exitCode } = await cli.run(args, { env: { NODE_V8_COVERAGE: dir } })
    expect(exitCode).toBe(0)
    const texts = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')))
    const urls = texts.flatMap((text) => coverageSchema.parse(JSON.parse(text)).result.map(({ url }) => url))
    const bundles = new URL('../../dist/bundle/', import.meta.url)
    const contents = contentsSchema.parse(
      JSON.parse(await readFile(new URL('contents.json', bundles), 'utf8')),
    )
    const files = urls.flatMap((url) =>
      url.startsWith(bundles.href) ? (contents[url.slice(bundles.href.length)] ?? []) : [url],
    )
    const packages = files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [])
    const own = files.flatMap((file) => /^src\/(.*)$/.exec(file)?.[1] ?? [])
    const opened = urls.filter((url) => url.startsWith(bundles.href)).length
    const unbundled = urls.filter((url) => url.includes('/dist/') && !url.startsWith(bundles.href))
    return { packages: [...new Set(packages)].sort(), own: own.sort(), opened, unbundled }
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
    const { packages, own, unbundled } = await loadedBy(args)
    expect(packages).toEqual(['commander', 'env-paths', 'is-safe-filename', 'picocolors'])
    expect(own).toContain('cli/main.ts')
    expect(unbundled).toEqual([expect.stringMatching(/\/dist\/cli\/main\.js$/)])
    const folders = new Set(own.map((file) => file.split('/')[0]))
    for (const heavy of ['agent', 'tools', 'planner', 'routing', 'backends', 'media', 'llm', 'executors'])
      expect(folders).not.toContain(heavy)
  })
})

test('a first ask opens few files in all its processes, and those alone that its request needs', async () => {
  const { own, packages, opened } = await loadedBy([
    'ask',
    '--profile',
    'demo',
    '--no-cache',
    'Describe this.',
    picture,
  ])
  expect(own).toContain('planner/rules/rule-planner.ts')
  expect(own).toContain('backends/local/host/host-runtime.ts')
  expect(opened).toBeLessThan(30)
  for (const idle of [
    'executors/step-cache.ts',
    'planner/llm/llm-planner.ts',
    'planner/rules/words/lexicon/kinds/telling.ts',
    'media/documents/read-pdf.ts',
    'media/codec/decode-audio.ts',
    'http/server-reason.ts',
  ])
    expect(own).not.toContain(idle)
  expect(packages).not.toContain('csv-parse')
})

test('words of other languages are loaded where a request has them', async () => {
  const { own } = await loadedBy([
    ...['ask', '--profile', 'demo', '--no-cache', 'Beschreibe dieses Bild.'],
    picture,
  ])
  expect(own).toContain('planner/rules/words/lexicon/kinds/telling.ts')
})

test('what starts a host lies in a file of its own, which is read before the agent is', async () => {
  const bundles = new URL('../../dist/bundle/', import.meta.url)
  const contents = contentsSchema.parse(JSON.parse(await readFile(new URL('contents.json', bundles), 'utf8')))
  const early = Object.values(contents).find((files) => files.includes('src/cli/start-early.ts'))
  expect(early).toContain('src/backends/local/pool/host-spec.ts')
  expect(early?.length).toBeLessThan(15)
})
