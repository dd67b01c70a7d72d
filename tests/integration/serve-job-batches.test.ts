import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { addKey } from '../../src/serve/access/key-file.js'
import { type AgentServer, serve } from '../../src/serve/serve.js'
import { memo, picture } from '../support/cli.js'
import { jobBatches } from '../support/job-batches.js'
import { until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'
import { chat } from '../support/served-batches.js'
import { createServedQueue, type ServedQueue } from '../support/served-queue.js'

const question = 'What is in this picture?'
const queueSchema = z.looseObject({
  kind: z.string(),
  lanes: z.array(z.looseObject({ id: z.string(), loaded: z.number() })),
  workers: z.array(z.looseObject({ loaded: z.array(z.string()) })),
  hosts: z.array(z.looseObject({ device: z.string(), rss_bytes: z.number() })),
})

describe('A batch of files', { timeout: 90_000 }, () => {
  let served: ServedAgent
  let server: AgentServer
  let anna: ReturnType<typeof jobBatches>
  let ben: ReturnType<typeof jobBatches>
  let carla: ReturnType<typeof jobBatches>
  beforeAll(async () => {
    served = await serveAgent()
    const keyFile = join(served.dir, 'keys.jsonl')
    const scopes = { anna: ['run', 'batch'], ben: ['batch'], carla: ['run'] } as const
    server = await serve(served.agent, { port: 0, keyFile })
    const keys = []
    for (const [name, own] of Object.entries(scopes))
      keys.push(await addKey(keyFile, { name, scopes: [...own] }))
    ;[anna, ben, carla] = keys.map(({ key }) => jobBatches(`${server.url}/v1`, key)) as [
      typeof anna,
      typeof anna,
      typeof anna,
    ]
  })
  afterAll(async () => {
    await server?.close({ drainMs: 0 })
    await served?.close()
  })

  test('asks the same of each, gives its results as rows with their files, and is its key’s alone', async () => {
    const bus = await anna.media(picture(6))
    const other = await anna.media(picture(3))
    const recording = await anna.media(memo('05'))
    const { id } = await anna.make({
      text: 'Describe it.',
      name: 'Holi\u0007day\u202e',
      files: [
        { digest: bus.digest, name: 'a/bus.png' },
        { digest: other.digest, name: '=cmd|calc.png' },
        { digest: recording.digest, name: 'memo.wav' },
        { digest: '0'.repeat(64), name: 'gone.png' },
      ],
    })
    const batch = await anna.ended(id)
    expect(batch).toMatchObject({
      status: 'completed',
      endpoint: '/v1/runs',
      metadata: { name: 'Holi day', text: 'Describe it.' },
      request_counts: { total: 4, completed: 3, failed: 1 },
    })
    const { data, has_more } = await anna.rows(id)
    expect(has_more).toBe(false)
    const row = (name: string) => data.find(({ custom_id }) => custom_id === name)
    expect(row('a/bus.png')).toMatchObject({
      outcome: 'answered',
      error: null,
      media: [{ digest: bus.digest }],
    })
    expect(row('a/bus.png')?.answer).toContain('bus')
    expect(row('gone.png')).toMatchObject({
      outcome: 'failed',
      error: { code: 'media_not_found' },
      media: [],
    })

    expect((await anna.rows(id, { outcome: 'failed' })).data.map(({ custom_id }) => custom_id)).toEqual([
      'gone.png',
    ])
    expect((await anna.rows(id, { outcome: 'done' })).data).toHaveLength(3)
    expect((await anna.rows(id, { query: 'BUS a/' })).data.map(({ custom_id }) => custom_id)).toEqual([
      'a/bus.png',
    ])
    const first = await anna.rows(id, { limit: '3' })
    const rest = await anna.rows(id, { limit: '3', after: first.next ?? '' })
    expect([...first.data, ...rest.data]).toEqual(data)

    const link = row('a/bus.png')?.media[0]?.path ?? ''
    const small = await fetch(`${server.url}${link.replace('?', '/thumbnail?')}`)
    expect(small.headers.get('content-type')).toBe('image/jpeg')
    expect((await small.arrayBuffer()).byteLength).toBeLessThan(20_000)
    expect((await fetch(`${server.url}/v1/media/${bus.digest}/thumbnail`)).status).toBe(401)

    const csv = await (await anna.send(`/batches/${id}/download?format=csv`)).text()
    const cells: string[][] = parse(csv)
    expect(cells[0]).toEqual(['job', 'outcome', 'answer', 'error', 'models', 'cost_usd', 'duration_ms'])
    expect(cells.map(([name]) => name).sort()).toEqual([
      "'=cmd|calc.png",
      'a/bus.png',
      'gone.png',
      'job',
      'memo.wav',
    ])
    const lines = (await (await anna.send(`/batches/${id}/download`)).text()).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).custom_id).sort()).toEqual(
      data.map((one) => one.custom_id).sort(),
    )

    for (const path of [`/batches/${id}`, `/batches/${id}/results`, `/batches/${id}/download`])
      expect((await ben.refusal(path)).status).toBe(404)
    expect((await ben.refusal(`/batches/${id}/retry`, {})).status).toBe(404)
    expect(await carla.refusal(`/batches/${id}/results`)).toMatchObject({
      status: 403,
      code: 'missing_scope',
    })
    expect(await carla.refusal('/batches/jobs', { text: 'x' })).toMatchObject({ code: 'missing_scope' })
    // What another key has sent is none of Ben's files.
    const taken = await ben.make({ text: question, files: [{ digest: bus.digest, name: 'theirs' }] })
    await ben.ended(taken.id)
    expect((await ben.rows(taken.id)).data).toMatchObject([
      { outcome: 'failed', error: { code: 'media_not_found' }, media: [] },
    ])
  })

  test('answers a jobs file in both forms, with files by their paths and none of the server’s', async () => {
    const media = await anna.media(picture(6))
    const own = (custom_id: string, named: string) => ({
      custom_id,
      body: { text: question, media: [named] },
    })
    const lines = [
      own('by path', './pictures/scene.png'),
      own('by name', 'scene.png'),
      own('by digest', media.digest),
      own('of the server', '/etc/passwd'),
      own('of the server by url', 'file:///etc/passwd'),
      own('of nobody', 'nobody.png'),
      own('of a broken name', 'switchyard://missing/%E0%A4%A'),
      chat('of OpenAI', [
        { type: 'text', text: question },
        { type: 'image_url', image_url: { url: `/v1/media/${media.digest}` } },
      ]),
    ]
    const jobs = await anna.file(
      `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"custom_id": "cut\n`,
    )
    const { id } = await anna.make({
      jobs_file_id: jobs,
      files: [{ digest: media.digest, name: 'pictures/scene.png' }],
    })
    expect((await anna.ended(id)).request_counts).toEqual({ total: 9, completed: 4, failed: 5 })
    const { data } = await anna.rows(id)
    const row = (name: string) => data.find(({ custom_id }) => custom_id === name)
    for (const name of ['by path', 'by name', 'by digest', 'of OpenAI'])
      expect(row(name)?.answer).toContain('bus')
    for (const [name, file] of [
      ['of the server', '/etc/passwd'],
      ['of the server by url', 'file:///etc/passwd'],
      ['of nobody', 'nobody.png'],
    ] as const)
      expect(row(name)?.error?.message).toContain(`no file ${file} among those that came with the jobs`)
    expect(data.find(({ custom_id }) => custom_id === null)?.error).toMatchObject({ line: 9 })
    expect(row('of a broken name')?.error).toMatchObject({ code: 'invalid_request' })

    const step = { id: 's1', tool: 'image-to-text', input: { image: '$image1' }, model: 'owner/name' }
    const planned = await anna.file(
      JSON.stringify({ custom_id: 'a', body: { text: 'x', plan: { steps: [step] } } }),
    )
    expect(await anna.refusal('/batches/jobs', { jobs_file_id: planned })).toMatchObject({
      status: 400,
      code: 'model_not_allowed',
    })
    expect(await anna.refusal('/batches/jobs', { text: 'x' })).toMatchObject({ status: 400, param: 'files' })
    expect(await anna.refusal('/batches/jobs', { files: [{ digest: media.digest }] })).toMatchObject({
      param: 'text',
    })
    expect(await anna.refusal(`/batches/${id}/results?after=../x`)).toMatchObject({
      status: 400,
      param: 'after',
    })
  })

  test('does again what failed, and only that', async () => {
    const bus = await anna.media(picture(6))
    const late = await anna.media(picture(11))
    const stored = await served.agent.parts.store.path(late.digest)
    const bytes = await readFile(stored)
    await rm(stored)
    const { id } = await anna.make({
      text: question,
      files: [
        { digest: bus.digest, name: 'bus' },
        { digest: late.digest, name: 'late' },
      ],
    })
    expect((await anna.ended(id)).request_counts).toEqual({ total: 2, completed: 1, failed: 1 })
    const before = (await anna.rows(id)).data.find(({ custom_id }) => custom_id === 'bus')

    // Another key's question, and one for nothing that is there, hold nothing.
    for (const one of [id, 'batch_unknown', 'batch_unknown'])
      expect((await ben.refusal(`/batches/${one}/retry`, {})).status).toBe(404)
    // The file comes back.
    await anna.media(picture(11))
    expect(bytes.length).toBe((await stat(picture(11))).size)
    const again = await anna.retry(id)
    expect(['in_progress', 'finalizing', 'completed']).toContain(again.status)
    const batch = await anna.ended(id)
    expect(batch).toMatchObject({
      status: 'completed',
      request_counts: { total: 2, completed: 2, failed: 0 },
    })
    const { data } = await anna.rows(id)
    expect(data.find(({ custom_id }) => custom_id === 'late')).toMatchObject({
      outcome: 'answered',
      error: null,
    })
    expect(data.find(({ custom_id }) => custom_id === 'bus')).toEqual(before)

    await anna.send(`/files/${batch.output_file_id}`).then((reply) => expect(reply.status).toBe(200))
    await fetch(`${server.url}/v1/files/${batch.output_file_id}`, { method: 'DELETE' })
    const running = await anna.make({
      text: 'What can you do?',
      files: Array.from({ length: 300 }, (_, at) => ({ digest: bus.digest, name: `f${at}` })),
    })
    // Before there are any, there are none.
    expect((await anna.rows(running.id, { limit: '1' })).data.length).toBeLessThan(2)
    expect(await anna.refusal(`/batches/${running.id}/retry`, {})).toMatchObject({
      status: 409,
      code: 'batch_goes_on',
    })
    await anna.send(`/batches/${running.id}/cancel`, {})
    const cancelled = await anna.ended(running.id)
    expect(cancelled.status).toBe('cancelled')
    await anna.retry(running.id)
    expect(await anna.ended(running.id)).toMatchObject({
      status: 'completed',
      request_counts: { total: 300, completed: 300, failed: 0 },
    })
  })

  test('says before it sends results that they were deleted', async () => {
    const { id } = await anna.make({ text: question, files: [{ digest: '0'.repeat(64), name: 'gone' }] })
    const { error_file_id } = await anna.ended(id)
    expect((await anna.send(`/batches/${id}/download`)).status).toBe(200)
    expect((await anna.remove(`/files/${error_file_id}`)).status).toBe(200)
    expect(await anna.refusal(`/batches/${id}/download`)).toMatchObject({ status: 404 })
  })

  test('tells an admin alone what works on it', async () => {
    expect(await anna.refusal('/queue')).toMatchObject({ status: 403, code: 'missing_scope' })
    const open = await serve(served.agent, { port: 0 })
    const queue = queueSchema.parse(await (await fetch(`${open.url}/v1/queue`)).json())
    expect(queue).toMatchObject({
      kind: 'process',
      workers: [{ state: 'working', loaded: expect.arrayContaining([expect.stringContaining('pictogram')]) }],
    })
    expect(queue.hosts[0]?.device).toBe('cpu')
    await open.close({ drainMs: 0 })
  })
})

describe.skipIf(noRedis)('A batch of files behind a queue', { timeout: 90_000 }, () => {
  let redis: TestRedis
  let queue: ServedQueue
  beforeAll(async () => {
    redis = await startRedis()
    queue = await createServedQueue(redis.url)
  })
  afterAll(async () => {
    await queue?.close()
    await redis?.stop()
  })

  test('is answered by workers, done again where it failed, and seen with its lanes and workers', async () => {
    await queue.worker()
    const server = await queue.server()
    const client = jobBatches(server.baseURL)
    const bus = await client.media(picture(6))
    const late = await client.media(picture(11))
    await rm(await server.agent.parts.store.path(late.digest))
    const { id } = await client.make({
      text: question,
      name: 'Two',
      files: [
        { digest: bus.digest, name: 'bus' },
        { digest: late.digest, name: 'late' },
      ],
    })
    expect((await client.ended(id)).request_counts).toEqual({ total: 2, completed: 1, failed: 1 })
    expect((await client.rows(id)).data.find(({ custom_id }) => custom_id === 'bus')?.answer).toContain('bus')

    const look = async () => queueSchema.parse(await (await client.send('/queue')).json())
    const laneIn = ({ lanes }: z.infer<typeof queueSchema>) => lanes.find(({ loaded }) => loaded > 0)
    // Workers tell of their models now and then.
    await until(async () => laneIn(await look()) !== undefined)
    const overview = await look()
    expect(overview).toMatchObject({
      kind: 'redis',
      workers: [{ state: 'working', device: 'cpu', loaded: [laneIn(overview)?.id] }],
      batches: [{ name: 'Two', state: 'ended', total: 2, done: 1, failed: 1 }],
    })
    expect(laneIn(overview)).toMatchObject({ id: expect.stringContaining('pictogram'), done: 1, workers: 1 })

    const many = await client.make({
      text: 'What can you do?',
      files: Array.from({ length: 200 }, (_, at) => ({ digest: bus.digest, name: `f${at}` })),
    })
    expect((await client.rows(many.id, { limit: '1' })).data.length).toBeLessThan(2)
    await client.send(`/batches/${many.id}/cancel`, {})
    const cancelled = await client.ended(many.id)
    expect(cancelled.status).toBe('cancelled')
    const { failed } = cancelled.request_counts
    expect((await client.rows(many.id, { outcome: 'failed', limit: '500' })).data).toHaveLength(failed)
    await client.retry(many.id)
    expect(await client.ended(many.id)).toMatchObject({
      status: 'completed',
      request_counts: { total: 200, completed: 200, failed: 0 },
    })
    const { data } = await client.rows(many.id, { limit: '500' })
    expect(new Set(data.map(({ custom_id }) => custom_id)).size).toBe(200)
  })
})
