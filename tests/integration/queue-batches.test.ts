import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgentParts } from '../../src/agent-parts.js'
import { type BatchClient, createBatchClient } from '../../src/queue/batches/batch-client.js'
import type { BatchResult } from '../../src/queue/batches/batch-results.js'
import type { SubmitBatchOptions } from '../../src/queue/batches/submit-batch.js'
import { type RunDriverOptions, startRunDriver } from '../../src/queue/run-driver.js'
import { picture } from '../support/cli.js'
import { FakeExecutor } from '../support/fake-executor.js'
import { createQueuePlace, never, until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

const plan = { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] }

describe.skipIf(noRedis)('A submitted batch', () => {
  let redis: TestRedis
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  let parts: AgentParts
  let client: BatchClient
  let dir: string
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createQueuePlace(redis.url)
    parts = await place.parts()
    client = createBatchClient({ connection: await place.connect() })
    place.closeLater(() => client.close())
    dir = await mkdtemp(join(tmpdir(), 'switchyard-queue-batches-'))
  })
  afterEach(async () => {
    await place.close()
    await rm(dir, { recursive: true, force: true })
  })

  async function driver(executor: FakeExecutor, options: Partial<RunDriverOptions> = {}) {
    const connection = await place.connect()
    const started = await startRunDriver({
      connection,
      parts,
      executor,
      lockMs: 300,
      sweepMs: 100,
      ...options,
    })
    place.closeLater(() => started.close())
    return started
  }
  /** A file of jobs; each is a picture to look at, or whatever else a line is. */
  async function file(name: string, lines: readonly (string | object)[]): Promise<string> {
    const path = join(dir, name)
    const job = (id: string) => ({ custom_id: id, body: { text: id, media: [picture(1)], plan } })
    const text = lines.map((line) => `${JSON.stringify(typeof line === 'string' ? job(line) : line)}\n`)
    await writeFile(path, text.join(''))
    return path
  }
  const ids = (count: number, prefix = 'j') => Array.from({ length: count }, (_, n) => `${prefix}${n}`)
  const submit = (jobs: string, options: Partial<SubmitBatchOptions> = {}) =>
    client.submitBatch({ jobs, ingest: parts.ingest, ...options })
  async function resultsOf(id: string, follow = true): Promise<BatchResult[]> {
    const found: BatchResult[] = []
    for await (const result of client.batchResults(id, { follow, checkMs: 100 })) found.push(result)
    return found
  }
  const idsOf = (results: readonly BatchResult[]) => results.map(({ line }) => line.custom_id ?? '').sort()
  const seeing = () => new FakeExecutor(async () => ({ text: 'a red square' }))
  const hanging = () => new FakeExecutor(async (_step, signal) => never(signal))

  it('is answered without its submitter: one result a job, in numbers that add up', async () => {
    const { id, total } = await submit(await file('jobs.jsonl', ids(250)))
    expect(total).toBe(250)
    expect(await client.batchStatus(id)).toMatchObject({ state: 'running', waiting: 250, active: 0 })
    await driver(seeing())
    const results = await resultsOf(id)
    expect(idsOf(results)).toEqual(ids(250).sort())
    expect(results[0]?.line.response?.body.answer).toContain('a red square')
    expect(new Set(results.map(({ line }) => line.id)).size).toBe(250)
    expect(await client.batchStatus(id)).toMatchObject({
      state: 'ended',
      total: 250,
      waiting: 0,
      active: 0,
      answered: 250,
      failed: 0,
    })
    expect(await resultsOf(id, false)).toEqual(results)
  })

  it('reports lines and media that are no use, and runs the others', async () => {
    const jobs = await file('jobs.jsonl', [
      'good',
      { custom_id: 'good', body: { text: 'twice' } },
      { custom_id: 'lost', body: { text: 'x', media: ['nowhere.png'] } },
      { nonsense: true },
    ])
    await driver(seeing())
    const { id } = await submit(jobs)
    const results = await resultsOf(id)
    const errors = results.map(({ line }) => [line.custom_id, line.error?.code, line.error?.line])
    expect(errors.sort()).toEqual([
      [null, 'INVALID_REQUEST', 2],
      [null, 'INVALID_REQUEST', 4],
      ['good', undefined, undefined],
      ['lost', 'MEDIA_NOT_FOUND', undefined],
    ])
    expect(await client.batchStatus(id)).toMatchObject({ total: 4, answered: 1, failed: 3, state: 'ended' })
    expect(await client.retryBatch(id)).toBe(0)
    expect(await client.batchStatus(id)).toMatchObject({ state: 'ended' })
  })

  it('is one batch however often it is submitted, and goes on where an upload stopped', async () => {
    const jobs = await file('jobs.jsonl', ids(350))
    const controller = new AbortController()
    const stopped = submit(jobs, {
      signal: controller.signal,
      onProgress: ({ uploaded }) => uploaded >= 100 && controller.abort(),
    })
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    const [left] = await client.listBatches()
    expect(left).toMatchObject({ state: 'uploading', total: 100 })

    const [one, other] = await Promise.all([submit(jobs), submit(jobs)])
    expect(one.id).toBe(left?.id)
    expect(other).toEqual(one)
    expect(await submit(jobs)).toEqual({ id: one.id, total: 350, before: true })
    expect((await submit(jobs, { name: 'another' })).id).not.toBe(one.id)
    await driver(seeing())
    expect(idsOf(await resultsOf(one.id))).toEqual(ids(350).sort())
  })

  it('takes up only a window of the queue, whatever its size', async () => {
    const executor = hanging()
    await driver(executor, { window: 5 })
    const { id } = await submit(await file('jobs.jsonl', ids(120)))
    await until(async () => (await client.batchStatus(id)).active === 5)
    const { redis: commands, namespace } = await place.connect()
    const held = await commands.keys(`${namespace}:batch-runs~v1:b*`)
    expect(held.filter((key) => !key.endsWith(':lock'))).toHaveLength(5)
  })
})
