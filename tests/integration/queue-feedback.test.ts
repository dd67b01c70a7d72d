import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aboutOf } from '../../src/feedback/feedback.js'
import { openRedisFeedback } from '../../src/queue/runs/redis-feedback.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { createServedQueue, type ServedQueue } from '../support/served-queue.js'

const runSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  result: z
    .looseObject({
      steps: z.array(
        z.looseObject({
          calls: z.array(
            z.looseObject({
              route: z.looseObject({ ranked: z.array(z.looseObject({ reason: z.string() })) }),
            }),
          ),
        }),
      ),
    })
    .optional(),
})

describe.skipIf(noRedis)('What people say at servers of a queue', { timeout: 60_000 }, () => {
  let redis: TestRedis
  let queue: ServedQueue
  let cli: Cli
  beforeAll(async () => {
    redis = await startRedis()
    queue = await createServedQueue(redis.url, { isApart: true })
    cli = await createCli()
  })
  afterAll(async () => {
    await queue?.close()
    await redis?.stop()
    await cli?.dispose()
  })

  async function describePicture(baseURL: string, number: number) {
    const url = `data:image/png;base64,${(await readFile(picture(number))).toString('base64')}`
    const body = JSON.stringify({ text: 'Describe this picture.', media: [{ url }] })
    const { id } = runSchema.parse(await (await fetch(`${baseURL}/runs`, { method: 'POST', body })).json())
    await (await fetch(`${baseURL}/runs/${id}/events`)).text()
    return runSchema.parse(await (await fetch(`${baseURL}/runs/${id}`)).json())
  }

  test('counts for the workers, is known to all servers, and can be exported from there', async () => {
    const [first, second] = [await queue.server(), await queue.server()]
    await queue.worker()
    const run = await describePicture(first.baseURL, 6)
    const judge = (verdict: string | null) =>
      fetch(`${second.baseURL}/runs/${run.id}/feedback`, {
        method: 'POST',
        body: JSON.stringify({ verdict, step: 's1', remark: 'It is a tram.' }),
      })
    expect((await judge('bad')).status).toBe(200)
    expect(await (await fetch(`${first.baseURL}/runs/${run.id}`)).json()).toMatchObject({
      feedback: [{ step: 's1', verdict: 'bad', remark: 'It is a tram.' }],
    })
    const at = ['--redis', redis.url, '--namespace', queue.place.namespace]
    expect((await cli.run(['feedback', 'list', ...at])).stdout).toContain('"It is a tram."')
    expect(JSON.parse((await cli.run(['feedback', 'export', 'steps', ...at])).stdout)).toMatchObject({
      tool: 'image-to-text',
      verdict: 'bad',
    })

    // The worker that drives the next run says so among its reasons.
    await expect
      .poll(
        async () => {
          const { result } = await describePicture(first.baseURL, 8)
          return result?.steps[0]?.calls[0]?.route.ranked[0]?.reason
        },
        { timeout: 30_000, interval: 500 },
      )
      .toContain('judged good 0 of 1 time')

    const [said] = await (await openRedisFeedback(second.queue)).list()
    await judge(null)
    const [store, other] = [await openRedisFeedback(second.queue), await openRedisFeedback(first.queue)]
    expect(await store.list()).toEqual([])

    // What others said is taken up change by change, and all anew by whoever has missed too many.
    if (!said) throw new Error('Nothing was said.')
    const stepsOf = async (one: typeof store) =>
      (await one.list()).map(({ step, verdict }) => [step, verdict])
    await store.add({ ...said, step: 's1', at: '2026-01-01T00:00:00.000Z' })
    await store.add({ ...said, step: 's2', at: '2026-01-02T00:00:00.000Z' })
    expect(await stepsOf(other)).toEqual([
      ['s1', 'bad'],
      ['s2', 'bad'],
    ])
    const { redis: client, keys } = second.queue
    await client.hdel(keys.feedback, aboutOf({ ...said, step: 's1' }))
    await store.add({ ...said, step: 's2', verdict: 'good', at: '2026-01-03T00:00:00.000Z' })
    await store.add({ ...said, step: 's3', at: '2026-01-04T00:00:00.000Z' })
    await store.add({ ...said, step: 's3', verdict: null })
    const known = [
      ['s1', 'bad'],
      ['s2', 'good'],
    ]
    expect(await stepsOf(other)).toEqual(known)
    await client.incrby(keys.feedbackVersion, 2000)
    expect(await stepsOf(other)).toEqual(known.slice(1))
  })
})
