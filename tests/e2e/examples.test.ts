import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execaNode } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli, memo, picture, samples } from '../support/cli.js'
import { freePort, noRedis, startRedis, type TestRedis } from '../support/redis.js'

/** Examples as somebody has them who has copied them into a project with the package installed. */
let cli: Cli
beforeAll(async () => {
  cli = await createCli()
  await cp(join(packageRoot, 'examples'), cli.home, { recursive: true })
  await mkdir(join(cli.home, 'node_modules'))
  await writeFile(join(cli.home, 'package.json'), '{"type":"module"}')
  await symlink(packageRoot, join(cli.home, 'node_modules/switchyard-ai'))
  await symlink(join(packageRoot, 'node_modules/zod'), join(cli.home, 'node_modules/zod'))
})
afterAll(() => cli?.dispose())

function start(file: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  return execaNode(join(cli.home, file), args, {
    cwd: cli.home,
    extendEnv: false,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: cli.home,
      SWITCHYARD_CACHE_DIR: cli.cacheDir,
      SWITCHYARD_LLM_SERVERS: '[]',
      ...env,
    },
  })
}

/** What a program prints first, which says that it is ready. */
async function firstWords(program: ReturnType<typeof start>): Promise<string> {
  const [chunk] = await once(program.stdout, 'data')
  return String(chunk).trim()
}

it('imports the package by its name from within the repository, too', async () => {
  const { stdout } = await execaNode(join(packageRoot, 'examples/own-tool.js'), [memo('04')], {
    env: { SWITCHYARD_CACHE_DIR: cli.cacheDir },
  })
  expect(stdout).toContain('longest word')
})

it('own-tool: the tool is planned after a transcription, and called', async () => {
  const { stdout } = await start('own-tool.js', [memo('04')])
  expect(stdout).toContain('It says: "where is the crown"')
  expect(stdout).toContain('Its longest word is "where".')
})

it('own-tool: a program whose answer was remembered ends by itself, too', async () => {
  const first = await start('own-tool.js', [memo('05')])
  const again = await start('own-tool.js', [memo('05')])
  expect(again.stdout).toBe(first.stdout)
  expect(again.exitCode).toBe(0)
})

it('own-endpoint: the server is the first choice, and its answer is given', async () => {
  const port = await freePort()
  const catalog = join(cli.home, 'own-endpoint/catalog.yaml')
  const text = await readFile(catalog, 'utf8')
  expect(text).toContain('127.0.0.1:8080')
  await writeFile(catalog, text.replace('127.0.0.1:8080', `127.0.0.1:${port}`))
  const server = start('own-endpoint/server.js', [], { PORT: `${port}` })
  try {
    expect(await firstWords(server)).toBe('Ready.')
    const { stdout } = await start('own-endpoint/ask.js', ['Come at once, it is broken'])
    expect(stdout).toMatch(/classed as urgent/)
    expect(stdout).toContain(`hugging-face:my/urgency:127.0.0.1:${port}`)
    const refused = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: '{}' })
    expect(refused.status).toBe(400)
  } finally {
    server.kill()
    await server.catch(() => {})
  }
})

it('web-server: the events of a run come as lines, and SIGTERM ends it', async () => {
  const server = start('web-server.js', [], { PORT: '0' })
  const port = /port (\d+)/.exec(await firstWords(server))?.[1]
  const url = `http://127.0.0.1:${port}/ask`
  const reply = await fetch(`${url}?text=Describe+this+picture`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: await readFile(picture(6)),
  })
  const events = (await reply.text())
    .trim()
    .split('\n')
    .map((line): { type: string; text?: string } => JSON.parse(line))
  const types = events.map(({ type }) => type)
  expect(types[0]).toBe('run-started')
  expect(types).toContain('step-finished')
  expect(types.at(-1)).toBe('run-finished')
  const answer = events.flatMap(({ type, text }) => (type === 'answer-delta' ? [text] : [])).join('')
  expect(answer).toMatch(/bus/)
  expect((await fetch(url)).status).toBe(404)
  server.kill('SIGTERM')
  expect((await server).exitCode).toBe(0)
})

it('batch: stopped in the middle and started again, each job has one result', async () => {
  const args = [join(cli.home, 'jobs.jsonl'), join(cli.home, 'results.jsonl')]
  const jobs = (await readFile(samples('jobs.jsonl'), 'utf8')).split('\n').slice(0, 6)
  await writeFile(args[0] ?? '', jobs.join('\n').replaceAll('"images/', `"${samples('images/')}`))
  const first = start('batch.js', args)
  await firstWords(first)
  first.kill('SIGINT')
  const stopped = await first
  const again = await start('batch.js', args)
  expect(stopped.exitCode).toBe(0)
  const kept = Number(/^done: (\d+) were there before/m.exec(again.stdout)?.[1])
  expect(kept).toBeGreaterThan(0)
  const ids = async (file: string) =>
    (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).custom_id)
      .sort()
  expect(await ids(args[1] ?? '')).toEqual(await ids(args[0] ?? ''))
})

describe.skipIf(noRedis)('queue-submit', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  it('one machine drives runs, another computes their steps, a third submits', async () => {
    const machine = (name: string) => ({
      REDIS_URL: redis.url,
      SWITCHYARD_MEDIA_SHARE: join(cli.home, 'share'),
      SWITCHYARD_CACHE_DIR: join(cli.home, name),
    })
    await mkdir(join(cli.home, 'share'), { recursive: true })
    const work = (name: string, ...flags: string[]) =>
      cli.start(['worker', '--profile', 'demo', ...flags], { env: machine(name) })
    const workers = [work('driver', '--concurrency', '0'), work('device', '--runs', '0')]
    try {
      const { stdout } = await start('queue-submit.js', [picture(1), picture(3)], machine('submitter'))
      const answers = stdout.split('\n').filter((line) => /shows/.test(line))
      expect(answers).toHaveLength(2)
    } finally {
      for (const worker of workers) worker.kill('SIGTERM')
    }
    for (const worker of workers) expect((await worker).exitCode).toBe(0)
  })
})

it('every program of the examples is run by a test and named in their README', async () => {
  const own = await readFile(import.meta.filename, 'utf8')
  const readme = await readFile(join(packageRoot, 'examples/README.md'), 'utf8')
  const files = (await readdir(join(packageRoot, 'examples'), { recursive: true })).filter((file) =>
    file.endsWith('.js'),
  )
  expect(files.length).toBeGreaterThan(4)
  for (const file of files) {
    expect(own).toContain(`'${file}'`)
    expect(readme).toContain(`(${file})`)
  }
})
