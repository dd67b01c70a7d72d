import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createAgent } from '../../src/agent/agent.js'
import { packageRoot } from '../../src/config/package-root.js'
import { createRunClient } from '../../src/queue/runs/run-client.js'
import { memo, picture } from '../support/cli.js'
import { useQueueCli } from '../support/queue-cli.js'
import { until } from '../support/queue-place.js'
import { noRedis } from '../support/redis.js'

const overviewSchema = z.object({
  runs: z.object({ waiting: z.number(), active: z.number() }),
  lanes: z.array(z.object({ id: z.string(), waiting: z.number(), workers: z.number() })),
  workers: z.array(z.object({ pid: z.number(), lanes: z.array(z.string()), alive: z.boolean() })),
})

const requests = [
  ...[1, 3, 4, 6, 8, 10, 11, 12].map((n) => ({ text: 'What is in the picture?', file: picture(n) })),
  ...[2, 5, 7, 9, 13].map((n) => ({ text: 'Describe the picture.', file: picture(n, 'jpg') })),
  ...['01', '02', '03', '04', '05', '06', '07', '08'].map((n) => ({ text: 'What is said?', file: memo(n) })),
]

describe.skipIf(noRedis)('Workers started from the command line', () => {
  const queue = useQueueCli()

  const overview = async () => {
    const { stdout } = await queue.cli.run(['queue', ...queue.at, '--json'])
    return overviewSchema.parse(JSON.parse(stdout))
  }
  const worker = () =>
    queue.cli.start(['worker', '--profile', 'demo', ...queue.at, '--memory', '500MB', '--concurrency', '1'], {
      env: { SWITCHYARD_CACHE_DIR: queue.place.env.SWITCHYARD_CACHE_DIR },
    })

  it('answer all samples as an agent does, and leave when told', { timeout: 120_000 }, async () => {
    const workers = [worker(), worker()]
    const agent = await createAgent({ profile: 'demo', env: queue.place.env })
    queue.place.closeLater(() => agent.close())
    const client = createRunClient({ connection: await queue.place.connect() })
    queue.place.closeLater(() => client.close())

    const answers = await Promise.all(
      requests.map(async ({ text, file }) => {
        const media = await agent.parts.ingest.ingest(file)
        if (!media.ok) throw media.error
        const { answer, status } = await client.waitForRun(
          await client.submitRun({ text, media: [media.value] }),
        )
        return { answer, status }
      }),
    )
    await until(async () => (await overview()).workers.length === 2)
    const { lanes, workers: known } = await overview()
    expect(known.every(({ alive }) => alive)).toBe(true)
    expect(lanes.map(({ id }) => id)).toContain('local:pictogram/whisper-tiny@main:q8')
    expect(lanes.every(({ workers: serving }) => serving === 2)).toBe(true)

    const inline = createAgent({ profile: 'demo', env: queue.place.env, set: ['steps.cache=false'] })
    const direct = await inline
    queue.place.closeLater(() => direct.close())
    for (const [n, { text, file }] of requests.entries()) {
      const { answer, status } = await direct.run({ text, media: [file] }).result
      expect(answers[n]).toEqual({ answer, status })
    }

    for (const started of workers) started.kill('SIGTERM')
    for (const { exitCode } of await Promise.all(workers)) expect(exitCode).toBe(0)
    expect((await overview()).workers).toEqual([])
    expect(await queue.cli.leftovers()).toEqual([])
  })

  it('finish their jobs or hand them back after an error that nobody caught', {
    timeout: 120_000,
  }, async () => {
    const failing = queue.cli.start(
      ['worker', '--profile', 'demo', ...queue.at, '--memory', '500MB', '--concurrency', '1'],
      {
        env: {
          SWITCHYARD_CACHE_DIR: queue.place.env.SWITCHYARD_CACHE_DIR,
          NODE_OPTIONS: `--import=${join(packageRoot, 'tests/support/throw-on-signal.mjs')}`,
        },
      },
    )
    const agent = await createAgent({ profile: 'demo', env: queue.place.env })
    queue.place.closeLater(() => agent.close())
    const client = createRunClient({ connection: await queue.place.connect() })
    queue.place.closeLater(() => client.close())
    const ids = await Promise.all(
      requests.map(async ({ file }, n) => {
        const media = await agent.parts.ingest.ingest(file)
        if (!media.ok) throw media.error
        return client.submitRun({ text: `Describe it. (${n})`, media: [media.value] })
      }),
    )
    await client.waitForRun(ids[0] ?? '')
    failing.kill('SIGUSR2')
    const { exitCode, stderr } = await failing
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/thrown by the test[\s\S]*Stopping: no new jobs/),
    })
    expect((await overview()).workers).toEqual([])

    const other = worker()
    const statuses = await Promise.all(ids.map(async (id) => (await client.waitForRun(id)).status))
    expect(new Set(statuses)).toEqual(new Set(['answered']))
    other.kill('SIGTERM')
    await other
  })

  it('answer what the documentation submits', { timeout: 60_000 }, async () => {
    const text = await readFile(join(packageRoot, 'docs/queue.md'), 'utf8')
    const [, code = ''] = /^```js\n([\s\S]*?)^```/m.exec(text) ?? []
    const settings = `url: '${queue.redis.url}', namespace: '${queue.place.namespace}'`
    const program = code
      .replace("url: 'redis://localhost:6379'", settings)
      .replace("'photo.jpg'", JSON.stringify(picture(6)))
    const serving = worker()
    const { stdout, stderr, exitCode } = await execa(process.execPath, ['--input-type=module'], {
      cwd: packageRoot,
      env: queue.place.env,
      input: program,
      reject: false,
    })
    serving.kill('SIGTERM')
    await serving
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('It shows') })
    expect(stderr.split('\n').at(-1)).toBe('run-finished')
  })

  it('answer the batch that the documentation submits', { timeout: 60_000 }, async () => {
    const text = await readFile(join(packageRoot, 'docs/batch.md'), 'utf8')
    const [, code = ''] = /^```js\n([\s\S]*?)^```/m.exec(text) ?? []
    const settings = `url: '${queue.redis.url}', namespace: '${queue.place.namespace}'`
    const serving = worker()
    const { stdout, exitCode } = await execa(process.execPath, ['--input-type=module'], {
      cwd: packageRoot,
      env: queue.place.env,
      input: code.replace("url: 'redis://localhost:6379'", settings),
      reject: false,
    })
    serving.kill('SIGTERM')
    await serving
    expect(exitCode).toBe(0)
    expect(stdout).toContain('scene-01')
    expect(stdout).toMatch(/total: 22,[\s\S]*answered: 22/)
  })

  it('say what to do when no Redis is there', async () => {
    const { stderr, exitCode } = await queue.cli.run(['queue', '--redis', 'redis://127.0.0.1:1'])
    expect(stderr).toMatch(/No Redis answers at redis:\/\/127\.0\.0\.1:1 .*redis-server/)
    expect(exitCode).toBe(2)
  })

  it('are listed for people', async () => {
    const { stdout, exitCode } = await queue.cli.run(['queue', ...queue.at])
    expect(stdout).toMatch(/LANE +WAITING/)
    expect(stdout).toContain('Start one with `switchyard worker')
    expect(exitCode).toBe(0)
  })
})
