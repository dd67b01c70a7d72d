import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type BatchClient, createBatchClient } from '../../src/queue/batches/batch-client.js'
import { startRunDriver } from '../../src/queue/runs/run-driver.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { FakeExecutor } from '../support/fake-executor.js'
import { mediaServer } from '../support/media-server.js'
import { createQueuePlace, until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

const plan = { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] }

describe.skipIf(noRedis)('Batches of the queue on the command line', () => {
  let redis: TestRedis
  let cli: Cli
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  let client: BatchClient
  let at: string[]
  let jobs: string
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createQueuePlace(redis.url)
    client = createBatchClient({ connection: await place.connect() })
    place.closeLater(() => client.close())
    cli = await createCli()
    at = ['--redis', redis.url, '--namespace', place.namespace]
    jobs = join(cli.home, 'jobs.jsonl')
  })
  afterEach(async () => {
    await place.close()
    await cli.dispose()
  })

  const writeJobs = (count: number, media: (n: number) => string[]) =>
    writeFile(
      jobs,
      Array.from({ length: count }, (_, n) => {
        const body = { text: `${n}`, media: media(n), ...(media(n).length > 0 && { plan }) }
        return `${JSON.stringify({ custom_id: `j${n}`, body })}\n`
      }).join(''),
    )

  it('stopped during the upload with Ctrl-C, keep what is uploaded, and the same command goes on', async () => {
    let answers = false
    const png = await readFile(picture(1))
    const server = await mediaServer((_, response) => {
      if (answers) response.writeHead(200, { 'content-type': 'image/png' }).end(png)
    })
    // The second page of a hundred can't be taken in yet.
    await writeJobs(150, (n) => (n < 120 ? [] : [server.url('/picture.png')]))
    const submit = ['batch', 'submit', jobs, '--profile', 'demo', '--set', 'media.allowPrivateAddresses=true']
    const stopped = cli.start([...submit, ...at])
    await until(() => server.requests.length > 0)
    stopped.kill('SIGINT')
    const { exitCode, stdout, stderr } = await stopped
    expect(exitCode).toBe(130)
    expect(stdout).toBe('')
    const [left] = await client.listBatches()
    expect(left).toMatchObject({ state: 'uploading', total: 100, waiting: 100 })
    expect(stderr).toContain(`100 jobs of batch ${left?.id} are uploaded and will be answered`)

    answers = true
    const again = await cli.run([...submit, ...at])
    expect(again).toMatchObject({ exitCode: 0, stdout: left?.id })
    expect(await client.batchStatus(left?.id ?? '')).toMatchObject({
      state: 'running',
      total: 150,
      waiting: 150,
    })
  })

  it('with a budget say what they cost, and how to go on once it is spent', async () => {
    await writeJobs(3, () => [])
    const submitted = await cli.run([
      'batch',
      'submit',
      jobs,
      '--profile',
      'demo',
      '--max-cost',
      '0.50',
      ...at,
    ])
    const id = submitted.stdout
    const { redis: commands, keys } = await place.connect()
    // As if jobs had cost that much.
    await commands.hset(`${keys.batch}:${id}`, 'cost', 600_000_000)
    const status = await cli.run(['batch', 'status', id, ...at])
    expect(status.stdout).toMatch(/spent[\s\S]*about \$0\.60 of \$0\.50/)
    const out = join(cli.home, 'results.jsonl')
    const results = await cli.run(['batch', 'results', id, '--out', out, '--follow', ...at])
    expect(results.exitCode).toBe(1)
    expect(results.stderr).toMatch(/3 jobs wait.*batch retry/)
    const retried = await cli.run(['batch', 'retry', id, '--max-cost', '0.25', ...at])
    expect(retried.stdout).toContain('3 jobs')
    expect(await client.batchStatus(id)).toMatchObject({ state: 'running', costUsd: 0.6, maxCostUsd: 0.85 })
  })

  it("save what jobs made to a folder, out of the workers' cache folder, also for lines that are there already", async () => {
    const parts = await place.parts()
    const made = await place.ingest(parts, 'images/scene-02.jpg')
    const { name: _, ...unnamed } = made
    const executor = new FakeExecutor(async () => ({ text: 'a square', mask: unnamed }))
    const driver = await startRunDriver({
      connection: await place.connect(),
      parts,
      executor,
      concurrency: 1,
    })
    place.closeLater(() => driver.close())
    await writeJobs(2, () => [picture(1)])
    const { id } = await client.submitBatch({ jobs, ingest: parts.ingest })
    const out = join(cli.home, 'results.jsonl')
    const results = ['batch', 'results', id, '--out', out, '--follow', '--profile', 'demo', ...at]
    const env = { SWITCHYARD_CACHE_DIR: parts.dirs.cache }
    const folder = join(cli.home, 'made')
    await cli.run(results, { env })
    const { exitCode } = await cli.run([...results, '--media-out', folder], { env })
    expect(exitCode).toBe(0)
    expect((await readdir(folder)).sort()).toEqual(['j0-s1.jpg', 'j1-s1.jpg'])
    expect(await readFile(join(folder, 'j0-s1.jpg'))).toEqual(await readFile(picture(2, 'jpg')))
  })

  it('show a bar in a terminal while results are followed', async () => {
    const parts = await place.parts()
    const gate = { open: () => {} }
    const opened = new Promise<void>((resolve) => {
      gate.open = resolve
    })
    const executor = new FakeExecutor(async () => {
      if (executor.started.length > 2) await opened
      return { text: 'a square' }
    })
    const driver = await startRunDriver({
      connection: await place.connect(),
      parts,
      executor,
      concurrency: 1,
    })
    place.closeLater(() => driver.close())
    await writeJobs(5, () => [picture(1)])
    const { id } = await client.submitBatch({ jobs, ingest: parts.ingest })
    const out = join(cli.home, 'results.jsonl')
    const words = [
      'exec',
      process.execPath,
      'dist/cli/main.js',
      'batch',
      'results',
      id,
      '--out',
      out,
      '--follow',
    ]
    // The terminal that `script` makes has no columns; without `exec` the shell stays in between.
    const command = `stty cols 80 rows 24; ${[...words, ...at].join(' ')}`
    const terminal = execa('script', ['-qec', command, '/dev/null'], {
      cwd: packageRoot,
      env: { PATH: process.env.PATH ?? '', HOME: cli.home, TERM: 'xterm' },
      extendEnv: false,
      stdin: 'pipe',
      reject: false,
    })
    let said = ''
    terminal.stdout?.on('data', (text) => {
      said += text
    })
    await until(() => /█+░+ 2\/5 jobs/.test(said))
    gate.open()
    await terminal
    expect(said).toMatch(/5 of 5 jobs done, 5 answered/)
    // The cursor was hidden for the bar, and is back.
    expect(said.lastIndexOf('\x1b[?25h')).toBeGreaterThan(said.lastIndexOf('\x1b[?25l'))
    expect((await readFile(out, 'utf8')).trimEnd().split('\n')).toHaveLength(5)
  })
})
