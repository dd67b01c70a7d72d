import { once } from 'node:events'
import { mkdtemp, readFile, stat, watch, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerOf, type ResultLine } from '../../src/batch/result-line.js'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli, picture, samples } from '../support/cli.js'

let cli: Cli
let dir: string
let out: string
beforeAll(async () => {
  cli = await createCli()
})
beforeEach(async () => {
  dir = await mkdtemp(join(cli.home, 'batch-'))
  out = join(dir, 'results.jsonl')
})
afterEach(async () => {
  await expect.poll(() => cli.leftovers(), { timeout: 10_000 }).toEqual([])
})
afterAll(() => cli.dispose())

const allSamples = samples('jobs.jsonl')
const args = (jobs: string, ...flags: string[]) => [
  'batch',
  'run',
  '--profile',
  'demo',
  jobs,
  '--out',
  out,
  ...flags,
]
const run = (jobs: string, ...flags: string[]) => cli.run(args(jobs, ...flags))

async function results(): Promise<ResultLine[]> {
  const text = await readFile(out, 'utf8')
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
const idsOf = (lines: readonly ResultLine[]) => lines.map(({ custom_id }) => custom_id).sort()

async function write(...jobs: (string | { custom_id?: string; body?: unknown })[]): Promise<string> {
  const file = join(dir, 'jobs.jsonl')
  const lines = jobs.map((job) => (typeof job === 'string' ? job : JSON.stringify(job)))
  await writeFile(file, lines.map((line) => `${line}\n`).join(''))
  return file
}
const describePicture = (custom_id: string, media: string) => ({
  custom_id,
  body: { text: 'Describe this picture.', media: [media] },
})

/** Resolves when the results file holds its first line. */
async function firstResult(): Promise<void> {
  const written = async () => (await stat(out).catch(() => ({ size: 0 }))).size > 0
  const controller = new AbortController()
  const changes = watch(dir, { signal: controller.signal })
  try {
    if (await written()) return
    for await (const _ of changes) if (await written()) return
  } finally {
    controller.abort()
  }
}

describe('switchyard batch run', () => {
  it('answers all samples as their ground truth says', async () => {
    const { stdout, stderr, exitCode } = await run(allSamples)
    expect(stdout).toMatch(/22 of 22 jobs done, 22 answered.*results in/)
    expect(stderr).toMatch(/^0\/22 jobs/)
    expect(exitCode).toBe(0)

    const answers = new Map((await results()).map((line) => [line.custom_id, answerOf(line)]))
    const truth: {
      images: { file: string; caption: string }[]
      audio: { file: string; text: string; sentences?: unknown }[]
    } = JSON.parse(await readFile(samples('samples.json'), 'utf8'))
    const idOf = (file: string) => file.replace(/^.*\/|\.\w+$/g, '')
    for (const { file, caption } of truth.images) expect(answers.get(idOf(file))?.answer).toContain(caption)
    for (const { file, text, sentences } of truth.audio) {
      const answer = answers.get(idOf(file))?.answer
      // The demo pack gets the long recording right in part only, as the samples' README says.
      if (sentences) expect(answer).toContain('crown')
      else expect(answer).toContain(text)
    }
    expect(answers.get('scene-01')).toMatchObject({
      status: 'answered',
      steps: [{ tool: 'image-to-text', status: 'done', model: expect.stringContaining('pictogram/') }],
    })
  })

  describe('stopped in the middle', () => {
    let server: Server
    let jobs: string
    let stalled = true
    /** All samples, and after the first of them a picture whose server says nothing until the batch was stopped. */
    beforeEach(async () => {
      stalled = true
      server = createServer(async (_request, response) => {
        if (!stalled) response.end(await readFile(picture(3)))
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : undefined
      const [first = '', ...rest] = (await readFile(allSamples, 'utf8'))
        .replaceAll(/(?=images\/|audio\/)/g, `${samples('')}/`)
        .trimEnd()
        .split('\n')
      jobs = await write(first, describePicture('by-url', `http://127.0.0.1:${port}/`), ...rest)
    })
    afterEach(() => {
      server.closeAllConnections()
      server.close()
    })
    const flags = ['--set', 'media.allowPrivateAddresses=true']

    async function stopAtFirstResult(signal: 'SIGKILL' | 'SIGINT') {
      const started = cli.start(args(jobs, ...flags, '--no-cache', '--concurrency', '2'), { stdin: 'ignore' })
      await Promise.race([firstResult(), started])
      started.kill(signal)
      const ended = await started
      stalled = false
      return ended
    }

    it('by kill -9, goes on: nothing twice, nothing lost, nothing done again', async () => {
      await stopAtFirstResult('SIGKILL')
      const kept = (await readFile(out, 'utf8')).replace(/[^\n]+$/, '')
      const before = kept.split('\n').length - 1
      expect(before).toBeGreaterThan(0)

      // What a kill in the middle of a write would leave.
      await writeFile(out, `${kept}{"id":"half a li`)
      const { stdout, exitCode } = await run(jobs, ...flags, '--json')
      const counts = { status: 'done', total: 23, kept: before, answered: 23, failed: 0 }
      expect(JSON.parse(stdout)).toMatchObject(counts)
      expect(exitCode).toBe(0)
      expect((await readFile(out, 'utf8')).startsWith(kept)).toBe(true)
      const ids = idsOf(await results())
      expect(ids).toHaveLength(23)
      expect(new Set(ids).size).toBe(23)
    })

    it('by Ctrl-C, says how to go on, and does', async () => {
      const { stdout, stderr, exitCode } = await stopAtFirstResult('SIGINT')
      expect(exitCode).toBe(130)
      expect(stderr).toContain('Stopped. Start the same command again')
      const done = await results()
      expect(stdout).toContain(`${done.length} of 23 jobs done`)
      expect(done.every(({ error }) => error === null)).toBe(true)
      const again = await run(jobs, ...flags)
      expect(again.stdout).toContain(`23 of 23 jobs done, ${done.length} of them before, 23 answered`)
      expect(again.exitCode).toBe(0)
    })
  })

  it('reports what is wrong with lines and files, answers the rest, and exits with 3', async () => {
    const jobs = await write(
      describePicture('dog', picture(3)),
      '{"custom_id": "cut',
      describePicture('dog', picture(1)),
      { custom_id: 'typo', body: { text: 'Hello?', medai: [] } },
      describePicture('missing', 'none.png'),
    )
    const { stdout, stderr, exitCode } = await run(jobs)
    expect(exitCode).toBe(3)
    expect(stdout).toContain('5 of 5 jobs done, 1 answered, 4 failed')
    expect(stderr).toContain('  line 2: no JSON object')
    const lines = await results()
    const broken = (line: number) => lines.find(({ error }) => error?.line === line)?.error?.message
    expect(broken(2)).toContain('no JSON object')
    expect(broken(3)).toContain('"dog" is taken by line 1')
    expect(broken(4)).toContain('Did you mean "media"?')
    expect(lines.find(({ custom_id }) => custom_id === 'missing')?.error).toMatchObject({
      code: 'MEDIA_NOT_FOUND',
      message: expect.stringContaining(join(dir, 'none.png')),
    })
    const dog = lines.find(({ custom_id }) => custom_id === 'dog')
    expect(dog && answerOf(dog)?.answer).toContain('a dog')

    const strict = await run(jobs, '--strict')
    expect(strict.stderr).toMatch(/3 of 5 lines[\s\S]*line 2/)
    expect(strict.exitCode).toBe(2)
  })

  it('does failures again with --retry-failed, once their reason is gone', async () => {
    const jobs = await write(describePicture('late', 'late.png'))
    expect((await run(jobs)).exitCode).toBe(1)
    await writeFile(join(dir, 'late.png'), await readFile(picture(3)))
    expect((await run(jobs)).exitCode).toBe(1)
    const { stdout, exitCode } = await run(jobs, '--retry-failed', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ total: 1, kept: 0, answered: 1, failed: 0 })
    expect(exitCode).toBe(0)
    expect(await results()).toMatchObject([{ custom_id: 'late', error: null }])
  })

  it('takes media by data URL, and plans of your own', async () => {
    const dataUrl = `data:image/png;base64,${(await readFile(picture(3))).toString('base64')}`
    const plan = { steps: [{ id: 's1', tool: 'image-classification', input: { image: '$image1' } }] }
    const jobs = await write({ custom_id: 'a', body: { text: 'What is it?', media: [dataUrl], plan } })
    expect((await run(jobs)).exitCode).toBe(0)
    expect(await results()).toMatchObject([
      { response: { body: { steps: [{ tool: 'image-classification', output: { label: 'dog' } }] } } },
    ])
  })

  it("takes OpenAI's own lines, and replies as its endpoints would", async () => {
    const chat = (custom_id: string, body: object) => ({
      ...{ custom_id, method: 'POST', url: '/v1/chat/completions' },
      body: { model: 'demo', ...body },
    })
    const url = `data:image/png;base64,${(await readFile(picture(3))).toString('base64')}`
    const content = [
      { type: 'text', text: 'Describe this picture.' },
      { type: 'image_url', image_url: { url } },
    ]
    const jobs = await write(
      chat('dog', { messages: [{ role: 'user', content }] }),
      chat('wrong', { messages: [] }),
      describePicture('own', picture(3)),
    )
    const { exitCode, stdout, stderr } = await run(jobs)
    expect(stdout).toContain('3 of 3 jobs done, 2 answered, 1 failed')
    expect(stderr).toMatch(/wrong: messages: .* \(400\)/)
    expect(exitCode).toBe(3)
    const lines = await results()
    const lineOf = (id: string) => lines.find(({ custom_id }) => custom_id === id)
    expect(lineOf('dog')?.response).toMatchObject({
      status_code: 200,
      body: {
        object: 'chat.completion',
        choices: [{ message: { content: expect.stringContaining('a dog') } }],
      },
    })
    expect(lineOf('wrong')?.response).toMatchObject({
      status_code: 400,
      body: { error: { param: 'messages' } },
    })
    // Both kinds share what was computed.
    expect(lineOf('own') && answerOf(lineOf('own') ?? { response: null })?.answer).toContain('a dog')

    const again = await run(jobs)
    expect(again.stdout).toContain('3 of 3 jobs done, 3 of them before')
  })

  it('stops cleanly when the disk is full, and goes on when there is room', async () => {
    const jobs = await write(describePicture('a', picture(2, 'jpg')), describePicture('b', picture(7, 'jpg')))
    const other = {
      id: 'r',
      custom_id: 'other',
      response: null,
      error: { code: 'TIMEOUT', message: 'x'.repeat(65_300) },
    }
    await writeFile(out, `${JSON.stringify(other)}\n`)
    const before = await readFile(out, 'utf8')
    // No file may grow past 64 kB: the results have some 100 bytes left, the caches enough.
    const limited = [
      '-c',
      'ulimit -f 64; exec "$@"',
      'bash',
      process.execPath,
      join(packageRoot, 'dist/cli/main.js'),
    ]
    const env = { PATH: process.env.PATH ?? '', HOME: cli.home, SWITCHYARD_CACHE_DIR: cli.cacheDir }
    const full = await execa('bash', [...limited, ...args(jobs)], { reject: false, extendEnv: false, env })
    expect(full.stderr).toMatch(/error: There is no room left for .*results\.jsonl.*same command/)
    expect(full.exitCode).toBe(1)
    expect(await readFile(out, 'utf8')).toBe(before)
    expect((await run(jobs)).stdout).toContain('2 of 2 jobs done, 2 answered')
    expect(idsOf(await results())).toEqual(['a', 'b', 'other'])
  })

  it('is refused without a place for results, with exit code 2', async () => {
    const { stderr, exitCode } = await cli.run(['batch', 'run', allSamples])
    expect(stderr).toContain('--out')
    expect(exitCode).toBe(2)
  })
})

describe('a batch in a terminal', () => {
  it('shows a bar that fills, and leaves it as it ended', async () => {
    const jobs = await write(...['a', 'b', 'c'].map((id) => describePicture(id, picture(1))))
    const { stdout, exitCode } = await cli.startInTerminal(args(jobs), { env: { NO_COLOR: '1' } })
    expect(exitCode).toBe(0)
    const bars = [...stdout.matchAll(/(█*░*) (\d)\/3 jobs/g)].map(([, bar = '', done]) => [bar.length, done])
    expect(new Set(bars.map(([length]) => length))).toEqual(new Set([24]))
    expect(bars[0]?.[1]).toBe('0')
    expect(stdout).toMatch(/█{24} 3\/3 jobs, [^\n]*0 failed, \d steps remembered\r?\n/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what must not be there.
    expect(stdout).not.toMatch(/\u001b\[3\dm/)
  })
})
