import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { noBrowser } from '../support/browser.js'
import { picture } from '../support/cli.js'
import { drivePage } from '../support/page-driver.js'

let dir: string
let packed: string
let installed: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-package-'))
  installed = join(dir, 'node_modules', 'switchyard-ai')
  await mkdir(installed, { recursive: true })
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', dir]
  const { stdout } = await execa('npm', pack, { cwd: packageRoot })
  const [{ filename }] = JSON.parse(stdout)
  packed = join(dir, filename)
  await execa('tar', ['-xf', packed, '-C', installed, '--strip-components', '1'])
  // What it depends on is here already.
  await symlink(join(packageRoot, 'node_modules'), join(installed, 'node_modules'))
}, 180_000)
afterAll(() => rm(dir, { recursive: true, force: true }))

describe('the package as it is published', () => {
  const switchyard = async (...args: string[]) => {
    const { bin } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: dir,
      SWITCHYARD_CACHE_DIR: join(dir, 'cache'),
      SWITCHYARD_LLM_SERVERS: '[]',
    }
    const program = join(installed, bin.switchyard)
    return execa(process.execPath, [program, ...args], { cwd: dir, extendEnv: false, env, reject: false })
  }

  it('is as publint wants it', async () => {
    const lint = join(packageRoot, 'node_modules/.bin/publint')
    const { all, exitCode } = await execa(lint, ['run', packed, '--strict'], { reject: false, all: true })
    expect({ exitCode, all: exitCode === 0 ? '' : all }).toEqual({ exitCode: 0, all: '' })
  })

  it('says where its samples are, and copies them so that the paths of the documentation work', async () => {
    const { stdout: where } = await switchyard('samples')
    expect(await readdir(where)).toContain('images')
    expect((await switchyard('samples', 'samples')).stdout).toBe('samples')
    const { stdout, exitCode } = await switchyard(
      'ask',
      '--profile',
      'demo',
      'What is in this picture?',
      'samples/images/scene-06.png',
    )
    expect(stdout).toContain('a bus to the left of a flower')
    expect(exitCode).toBe(0)
  })

  it.skipIf(noBrowser)(
    'answers about a photo that is dropped on its page, within a minute of its start',
    async () => {
      const { bin } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
      const env = {
        PATH: process.env.PATH ?? '',
        HOME: dir,
        SWITCHYARD_CACHE_DIR: join(dir, 'cache'),
        SWITCHYARD_LLM_SERVERS: '[]',
      }
      const program = [join(installed, bin.switchyard), 'serve', '--profile', 'demo', '--port', '0']
      const server = execa(process.execPath, program, { cwd: dir, extendEnv: false, env, reject: false })
      const [line] = await once(server.stdout, 'data')
      const url = /http:\S+?(?=\/\s)/.exec(String(line))?.[0] ?? ''
      try {
        const driver = await drivePage(url)
        await driver.drop(picture(6))
        await driver.page.getByRole('button', { name: 'What is in this picture?' }).click()
        await driver.page.getByText('a bus to the left of a flower').first().waitFor()
        expect(driver.strays).toEqual([])
        await driver.close()
      } finally {
        server.kill('SIGTERM')
        expect((await server).exitCode).toBe(0)
      }
    },
  )

  it('leaves files alone that are where the samples go', async () => {
    await mkdir(join(dir, 'mine/images'), { recursive: true })
    await writeFile(join(dir, 'mine/images/scene-06.png'), 'precious')
    await switchyard('samples', 'mine')
    expect(await readFile(join(dir, 'mine/images/scene-06.png'), 'utf8')).toBe('precious')
    expect(await readFile(join(dir, 'mine/images/scene-03.png'))).toEqual(await readFile(picture(3)))
    const refused = await switchyard('samples', 'mine/images/scene-06.png')
    expect(refused.stderr).toContain("The samples can't be copied to mine/images/scene-06.png")
    expect(refused.exitCode).toBe(2)
  })

  it('tells nobody to install or import the package of somebody else that is called like its command', async () => {
    const { stdout } = await execa('git', ['ls-files', 'README.md', 'docs', 'examples', 'src', 'config'], {
      cwd: packageRoot,
    })
    const files = stdout.split('\n').filter((file) => /\.(?:md|ts|mjs|js|yaml|json)$/.test(file))
    const foreign =
      /(?:npm (?:i|install|add)|pnpm add|yarn add|bun add)(?: -\S+)* switchyard(?![\w-])|from 'switchyard(?:\/|')/
    const wrong = await Promise.all(
      files.map(async (file) =>
        foreign.test(await readFile(join(packageRoot, file), 'utf8')) ? [file] : [],
      ),
    )
    expect(files.length).toBeGreaterThan(100)
    expect(wrong.flat()).toEqual([])
  })

  it('is imported by its own name, and has the pages that its help speaks of', async () => {
    const code =
      "import { createAgent } from 'switchyard-ai'; import { openQueue } from 'switchyard-ai/queue'; console.log(typeof createAgent, typeof openQueue)"
    await writeFile(join(dir, 'program.mjs'), code)
    expect((await execa(process.execPath, ['program.mjs'], { cwd: dir })).stdout).toBe('function function')
    for (const page of (await switchyard('batch', '--help')).stdout.match(/docs\/\S+\.md/g) ?? [])
      expect(await readFile(join(installed, page), 'utf8')).not.toBe('')
  })
})
