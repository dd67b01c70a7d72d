import { appendFile, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Cli, createCli, picture } from '../support/cli.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())

const count = 160
const score = (out: string) => [
  'score',
  ...['pairs.jsonl', '--profile', 'demo', '--set', 'local.hosts=1', '--keep', '-1', '--out', out],
]

/** Pictures of different bytes, and their pairs: each picture and each text in two. */
async function makePairs(): Promise<void> {
  const folder = join(cli.home, 'pictures')
  await mkdir(folder)
  const pairs: string[] = []
  for (let at = 0; at < count; at++) {
    const image = join('pictures', `${at}.png`)
    await copyFile(picture(3 + (at % 2)), join(cli.home, image))
    // What comes behind the end of a picture is no part of it.
    await appendFile(join(cli.home, image), `${at}`)
    for (const cats of [at, (at + 1) % count])
      pairs.push(JSON.stringify({ image, text: `a dog and ${cats} cats` }))
  }
  await writeFile(join(cli.home, 'pairs.jsonl'), pairs.join('\n'))
}

/** Lines of the vectors that are remembered; one that was cut off is none. */
async function remembered(cacheDir: string): Promise<string[]> {
  const folder = join(cacheDir, 'search')
  const [name] = await readdir(folder).catch(() => [])
  const text = name === undefined ? '' : await readFile(join(folder, name), 'utf8')
  return text.split('\n').slice(0, -1)
}

const kept = (out: string) => readFile(join(cli.home, out), 'utf8').catch(() => '')

it('killed by kill -9 and started again, it keeps what it had and embeds nothing again that was remembered', async () => {
  await makePairs()
  const other = join(cli.home, 'other-cache')
  const whole = await cli.run(score('whole.jsonl'), { env: { SWITCHYARD_CACHE_DIR: other } })
  expect(whole.stdout).toBe(`${2 * count} pairs: ${2 * count} kept, 0 dropped; kept ones in whole.jsonl`)

  const killed = cli.start(score('kept.jsonl'), { input: '' })
  await expect.poll(() => kept('kept.jsonl'), { timeout: 60_000, interval: 5 }).toContain('\n')
  killed.kill('SIGKILL')
  expect(await killed).toMatchObject({ signal: 'SIGKILL' })
  const before = await remembered(cli.cacheDir)
  expect(before.length).toBeGreaterThan(0)
  expect(before.length).toBeLessThan(2 * count)

  expect(await cli.run(score('kept.jsonl'))).toMatchObject({
    stdout: `${2 * count} pairs: ${2 * count} kept, 0 dropped; kept ones in kept.jsonl`,
    exitCode: 0,
  })
  expect(await kept('kept.jsonl')).toBe(await kept('whole.jsonl'))
  const after = await remembered(cli.cacheDir)
  expect(after.slice(0, before.length)).toEqual(before)
  // What is embedded again is remembered again.
  const keys = after.map((line) => /"key":"([^"]+)"/.exec(line)?.[1])
  expect(keys).toHaveLength(2 * count)
  expect(new Set(keys).size).toBe(2 * count)
})
