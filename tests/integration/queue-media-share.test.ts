import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AgentParts } from '../../src/agent/assemble.js'
import { packageRoot } from '../../src/config/package-root.js'
import type { Media } from '../../src/media/media.js'
import { mediaIn } from '../../src/media/media-in.js'
import { createRunClient, type RunClient } from '../../src/queue/runs/run-client.js'
import { listWorkers } from '../../src/queue/worker/worker-watch.js'
import { type Cli, createCli } from '../support/cli.js'
import { createQueuePlace, until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { noS3, startS3, type TestS3 } from '../support/s3-server.js'

/** The second step reads what the first one makes; each is another machine's. */
const plan = {
  steps: [
    { id: 's1', tool: 'image-to-image', input: { image: '$image1' } },
    { id: 's2', tool: 'image-to-text', input: { image: '$s1.image' } },
  ],
}

describe.skipIf(noRedis)('Machines that share no disk', () => {
  let redis: TestRedis
  let s3: TestS3 | undefined
  let cli: Cli
  beforeAll(async () => {
    redis = await startRedis()
    s3 = noS3 ? undefined : await startS3()
    for (const [name, value] of Object.entries(s3?.env ?? {})) vi.stubEnv(name, value)
    cli = await createCli()
    const model = join(packageRoot, 'tests/fixtures/models/image-to-image')
    await writeFile(
      join(cli.home, 'catalog.yaml'),
      `image-to-image:\n  - { backend: local, source: folder, model: ${JSON.stringify(model)}, dtype: fp32, memory: 10MB }\n`,
    )
  }, 60_000)
  afterAll(async () => {
    vi.unstubAllEnvs()
    await cli?.dispose()
    await s3?.stop()
    await redis?.stop()
  })

  let place: Awaited<ReturnType<typeof createQueuePlace>>
  const started: ReturnType<Cli['start']>[] = []
  beforeEach(async () => {
    place = await createQueuePlace(redis.url)
  })
  afterEach(async () => {
    for (const machine of started.splice(0)) machine.kill('SIGKILL')
    await place.close()
  })

  const catalogs = () => JSON.stringify([join(cli.home, 'catalog.yaml')])
  const cacheOf = (name: string) => join(place.env.SWITCHYARD_CACHE_DIR, name)
  /** A worker with a cache folder of its own. */
  function machine(name: string, share: string, ...flags: string[]) {
    const at = ['--redis', redis.url, '--namespace', place.namespace, '--media-share', share]
    const one = cli.start(['worker', '--profile', 'demo', '--memory', '500MB', ...at, ...flags], {
      env: { ...s3?.env, SWITCHYARD_CACHE_DIR: cacheOf(name), SWITCHYARD_CATALOGS: catalogs() },
    })
    started.push(one)
    return one
  }
  /** The driver last: until it has heard of a lane's worker it sends the lane no steps. */
  async function machines(share: string): Promise<void> {
    machine('painter', share, '--runs', '0', '--lanes', 'image-to-image')
    machine('reader', share, '--runs', '0', '--lanes', 'captioner')
    const connection = await place.connect()
    await until(async () => (await listWorkers(connection)).length === 2)
    machine('driver', share, '--concurrency', '0')
  }
  async function submitter(share: string): Promise<{ parts: AgentParts; client: RunClient; picture: Media }> {
    const parts = await place.parts({
      SWITCHYARD_CACHE_DIR: cacheOf('submitter'),
      SWITCHYARD_MEDIA_SHARE: share,
    })
    const client = createRunClient({ connection: await place.connect(), checkMs: 500 })
    place.closeLater(() => client.close())
    return { parts, client, picture: await place.ingest(parts, 'images/scene-06.png') }
  }
  const digests = async (name: string) =>
    (await readdir(join(cacheOf(name), 'media'), { recursive: true }).catch(() => []))
      .map((file) => file.split('/').at(-1) ?? '')
      .filter((file) => /^[0-9a-f]{64}$/.test(file))
      .sort()

  async function passesMediaOn(share: string) {
    await machines(share)
    const { parts, client, picture: given } = await submitter(share)
    const runId = await client.submitRun({ text: 'Enlarge and read.', media: [given], plan })
    const { status, steps } = await client.waitForRun(runId)
    expect(steps.map(({ id, error }) => [id, error?.message])).toEqual([
      ['s1', undefined],
      ['s2', undefined],
    ])
    expect(status).toBe('answered')
    const [made] = mediaIn(steps[0]?.output)
    const digest = made?.digest ?? ''
    // Each machine has what it needed, and nothing else; the driver moves no media at all.
    expect(await digests('driver')).toEqual([])
    expect(await digests('painter')).toEqual([given.digest, digest].sort())
    expect(await digests('reader')).toEqual([digest])
    expect(await digests('submitter')).toEqual([given.digest])
    expect((await readFile(await parts.store.path(digest))).subarray(1, 4).toString()).toBe('PNG')
  }

  it('hand media on through a folder', { timeout: 120_000 }, async () => {
    await passesMediaOn(join(place.env.SWITCHYARD_CACHE_DIR, 'share'))
  })

  it.skipIf(noS3)('hand media on through S3', { timeout: 120_000 }, async () => {
    await passesMediaOn(`s3://${s3?.bucket}/switchyard/media`)
  })

  it('say what is wrong with a medium that was lost or damaged, and do the next', {
    timeout: 120_000,
  }, async () => {
    const share = join(place.env.SWITCHYARD_CACHE_DIR, 'share')
    await machines(share)
    const { parts, client, picture: damaged } = await submitter(share)
    const fileOf = ({ digest }: Media) => join(share, digest.slice(0, 2), digest)
    const lost = await place.ingest(parts, 'images/scene-01.png')
    const fine = await place.ingest(parts, 'images/scene-08.png')
    const read = { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] }
    const errorOf = async (media: Media) => {
      const runId = await client.submitRun({ text: 'Read.', media: [media], plan: read })
      const { steps } = await client.waitForRun(runId)
      return steps[0]?.error
    }
    await writeFile(fileOf(damaged), 'not a picture any more')
    expect(await errorOf(damaged)).toMatchObject({
      code: 'FETCH_FAILED',
      message: expect.stringContaining('SHA-256 is another'),
    })
    await rm(fileOf(lost))
    const runId = await client.submitRun({ text: 'Read.', media: [lost], plan: read })
    await expect(client.waitForRun(runId)).rejects.toMatchObject({
      code: 'MEDIA_NOT_FOUND',
      message: expect.stringContaining(`nor in the share ${share}`),
    })
    expect(await errorOf(fine)).toBeUndefined()
    expect(await digests('reader')).toEqual([fine.digest])
  })

  it('refuse to start when the share can not be used, and say what to do', { timeout: 60_000 }, async () => {
    const file = join(place.env.SWITCHYARD_CACHE_DIR, 'no-folder')
    await mkdir(place.env.SWITCHYARD_CACHE_DIR, { recursive: true })
    await writeFile(file, '')
    const unreachable = {
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    }
    const at = ['--profile', 'demo', '--redis', redis.url, '--media-share']
    const worker = await cli.run(['worker', ...at, file])
    expect(worker.stderr).toMatch(/no-folder can't be used .*correct media\.share/)
    expect(worker.exitCode).toBe(2)
    const batch = await cli.run(
      ['batch', 'submit', join(packageRoot, 'samples/jobs.jsonl'), ...at, 's3://bucket'],
      { env: unreachable },
    )
    expect(batch.stderr).toMatch(/s3:\/\/bucket can't be reached \(ECONNREFUSED\).*AWS_ENDPOINT_URL_S3/)
    expect(batch.exitCode).not.toBe(0)
    const doctor = await cli.run(['doctor', '--profile', 'demo'], {
      env: { ...unreachable, SWITCHYARD_MEDIA_SHARE: 's3://bucket/prefix' },
    })
    expect(doctor.stdout).toMatch(/✗ media share +s3:\/\/bucket\/prefix can not be used/)
    expect(doctor.stdout).toContain('Check AWS_ENDPOINT_URL_S3')
    const folder = join(place.env.SWITCHYARD_CACHE_DIR, 'share')
    const good = await cli.run(['doctor', '--profile', 'demo'], { env: { SWITCHYARD_MEDIA_SHARE: folder } })
    expect(good.stdout).toMatch(/✓ media share +.*share: written, read and removed a probe/)
  })
})
