import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runQueues } from '../../src/queue/bullmq/run-queues.js'
import { createRunClient } from '../../src/queue/runs/run-client.js'
import { type Cli, createCli } from '../support/cli.js'
import { createQueuePlace } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

const queuesSchema = z.object({
  queues: z.array(
    z.object({
      name: z.string(),
      readOnlyMode: z.boolean(),
      counts: z.record(z.string(), z.number()),
      jobs: z.array(z.object({ id: z.string() })),
    }),
  ),
})

describe.skipIf(noRedis)('switchyard worker --board-port', () => {
  let redis: TestRedis
  let cli: Cli
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  beforeAll(async () => {
    redis = await startRedis()
    place = await createQueuePlace(redis.url)
    cli = await createCli()
  })
  afterAll(async () => {
    await cli?.dispose()
    await place?.close()
    await redis?.stop()
  })

  it('shows runs and lanes, those that come later too, and changes nothing', {
    timeout: 60_000,
  }, async () => {
    const connection = await place.connect()
    const client = createRunClient({ connection })
    place.closeLater(() => client.close())
    const runId = await client.submitRun({ text: 'What is this?' })

    const at = ['--redis', redis.url, '--namespace', place.namespace, '--profile', 'demo']
    // Neither drives nor computes: what is in the queue stays there to be looked at.
    const worker = cli.start(['worker', ...at, '--runs', '0', '--concurrency', '0', '--board-port', '0'])
    const url = await new Promise<string>((resolve) => {
      let text = ''
      worker.stderr?.on('data', (chunk) => {
        text += chunk
        const found = /Board at (\S+)/.exec(text)?.[1]
        if (found) resolve(found)
      })
    })
    expect(new URL(url).hostname).toBe('127.0.0.1')
    const page = await fetch(url)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(await page.text()).toContain('Switchyard')

    const look = async (active = runQueues.interactive) => {
      const query = new URLSearchParams({ activeQueue: active, status: 'waiting', page: '1' })
      return queuesSchema.parse(await (await fetch(`${url}/api/queues?${query}`)).json()).queues
    }
    const [runs, ...others] = await look()
    expect(others.map(({ name }) => name)).toEqual([runQueues.batch])
    expect(runs).toMatchObject({
      name: runQueues.interactive,
      readOnlyMode: true,
      counts: { waiting: 1 },
      jobs: [{ id: runId }],
    })

    await connection.redis.hset(
      connection.keys.lanes,
      'lane~later',
      JSON.stringify({ id: 'later', bytes: 1 }),
    )
    expect((await look()).map(({ name }) => name).sort()).toEqual(
      ['lane~later', runQueues.interactive, runQueues.batch].sort(),
    )

    for (const action of ['pause', 'empty', `${runId}/clean`]) {
      const refused = await fetch(
        `${url}/api/queues/${encodeURIComponent(runQueues.interactive)}/${action}`,
        {
          method: 'PUT',
        },
      )
      expect(refused.status).toBe(405)
    }
    expect((await look()).find(({ name }) => name === runQueues.interactive)?.counts.waiting).toBe(1)

    const asStranger = await new Promise<number | undefined>((resolve, reject) => {
      request(`${url}/api/queues`, { headers: { host: 'elsewhere.example' } }, ({ statusCode }) =>
        resolve(statusCode),
      )
        .on('error', reject)
        .end()
    })
    expect(asStranger).toBe(403)
    worker.kill('SIGTERM')
    expect((await worker).exitCode).toBe(0)
  })

  it('says so when the port is taken', async () => {
    const taken = new URL(redis.url).port
    const { stderr, exitCode } = await cli.run([
      ...['worker', '--redis', redis.url, '--profile', 'demo', '--board-port', taken],
    ])
    expect(stderr).toContain('Take another --board-port')
    expect(exitCode).toBe(2)
  })
})
