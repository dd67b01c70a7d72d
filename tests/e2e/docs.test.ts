import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa, execaNode } from 'execa'
import { transformWithOxc } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { profileSchema } from '../../src/config/profile.js'
import { settingPaths } from '../../src/config/strict-parse.js'
import { errorCodes } from '../../src/core/errors.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { fakeHub } from '../support/fake-hub.js'

const docs = [
  'README.md',
  'CONTRIBUTING.md',
  ...(await readdir(join(packageRoot, 'docs'))).map((file) => `docs/${file}`),
]
const texts = await Promise.all(
  docs
    .filter((file) => file.endsWith('.md'))
    .map(async (file) => ({ file, text: await readFile(join(packageRoot, file), 'utf8') })),
)
const blocks = (language: string) =>
  texts.flatMap(({ file, text }) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => ({
      file,
      code: match[1] ?? '',
    })),
  )

/** What the README's own two commands and the contributor's do is what runs this test. */
const runElsewhere = /^(npm ci|npm test|npm run (demo|check|bench|chaos)|npm install|git clone|cd )/

/** What the commands below download, with small models of the same kind behind the names. */
const hubModels = {
  'Xenova/vit-gpt2-image-captioning': 'pictogram/captioner-tiny',
  'Xenova/mobilevit-small': 'pictogram/vit-tiny',
}

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
  await writeFile(join(cli.home, 'photo.jpg'), await readFile(picture(2, 'jpg')))
})
afterAll(async () => {
  await cli.dispose()
})

describe('a command in the documentation', () => {
  const lines = blocks('sh').flatMap(({ file, code }) =>
    code
      .split('\n')
      .map((line) => line.replace(/^\$ /, '').trim())
      .filter((line) => line && !line.startsWith('#') && !runElsewhere.test(line))
      .map((line) => ({ file, line })),
  )
  const once = [...new Map(lines.map((one) => [one.line, one])).values()]
  it.each(once)('works: $line ($file)', async ({ line }) => {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
    const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
    const env = Object.fromEntries(words.slice(0, start).map((word) => word.split('=') as [string, string]))
    const [program, ...args] = words.slice(start).filter((word) => word !== 'npx')
    expect(program).toBe('switchyard')
    const inPackage = args.map((arg) => (arg.startsWith('samples/') ? join(packageRoot, arg) : arg))
    const hub = await fakeHub([], hubModels)
    const { stderr, exitCode } = await cli.run(inPackage, {
      env: { HF_ENDPOINT: hub.url, ...env },
      input: '/quit\n',
    })
    expect(stderr).not.toMatch(/error:/)
    expect([0, 3]).toContain(exitCode)
  })
})

describe('code in the documentation', () => {
  const dir = join(packageRoot, '.switchyard', 'docs')
  beforeAll(() => mkdir(dir, { recursive: true }))
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it.each(blocks('ts').map((block, i) => ({ ...block, i })))('runs: $file, block $i', async ({ code, i }) => {
    const file = join(dir, `block-${i}.mjs`)
    // Without its types beforehand: a loader would read all that the block imports, too.
    await writeFile(file, (await transformWithOxc(code, `block-${i}.ts`)).code)
    const { stdout, exitCode } = await execaNode(file, {
      cwd: packageRoot,
      nodeOptions: [],
      env: { SWITCHYARD_CACHE_DIR: cli.cacheDir },
    })
    expect(stdout).not.toBe('')
    expect(exitCode).toBe(0)
  })
})

describe('the documentation', () => {
  it('shows what the program prints', async () => {
    await expect(
      execa('node', ['scripts/write-docs.mjs', '--check'], { cwd: packageRoot }),
    ).resolves.toBeDefined()
  })

  it('lists every setting', () => {
    const { text } = texts.find(({ file }) => file === 'docs/configuration.md') ?? { text: '' }
    const missing = settingPaths(profileSchema).filter(
      (path) => !['name', 'description'].includes(path) && !text.includes(`\`${path}\``),
    )
    expect(missing).toEqual([])
  })

  it('lists every error code', () => {
    const { text } = texts.find(({ file }) => file === 'docs/sdk.md') ?? { text: '' }
    expect(errorCodes.filter((code) => !text.includes(`\`${code}\``))).toEqual([])
  })
})
