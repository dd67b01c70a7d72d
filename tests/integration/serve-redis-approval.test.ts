import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Cli, createCli, picture } from '../support/cli.js'
import { until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { createServedQueue, type ServedQueue } from '../support/served-queue.js'

const runSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  approval: z
    .looseObject({
      request: z.looseObject({
        hash: z.string(),
        expiresAt: z.string(),
        plan: z.looseObject({ steps: z.array(z.looseObject({ id: z.string() })) }),
      }),
      signature: z.string(),
    })
    .optional(),
})
const errorSchema = z.object({ error: z.looseObject({ code: z.string(), message: z.string() }) })
type Server = { baseURL: string }

describe.skipIf(noRedis)('Approval of runs in the queue', { timeout: 90_000 }, () => {
  let redis: TestRedis
  let queue: ServedQueue
  let cli: Cli
  beforeAll(async () => {
    redis = await startRedis()
    queue = await createServedQueue(redis.url)
    cli = await createCli()
  })
  afterAll(async () => {
    await queue?.close()
    await redis?.stop()
    await cli?.dispose()
  })

  const call = (server: Server, path: string, body?: unknown) =>
    fetch(`${server.baseURL}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      body: body === undefined ? null : JSON.stringify(body),
    })
  const runOf = async (server: Server, id: string) =>
    runSchema.parse(await (await call(server, `/runs/${id}`)).json())
  async function ask(server: Server, more: object = {}): Promise<string> {
    const url = `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
    const reply = await call(server, '/runs', { text: 'Describe this picture.', media: [{ url }], ...more })
    return runSchema.parse(await reply.json()).id
  }
  async function waiting(server: Server, id: string) {
    await expect
      .poll(async () => (await runOf(server, id)).status, { timeout: 30_000 })
      .toBe('waiting_for_approval')
    const { approval } = await runOf(server, id)
    if (!approval) throw new Error('It does not say what it waits for.')
    const { request, signature } = approval
    return { request, proof: { hash: request.hash, signature } }
  }
  async function ended(server: Server, id: string) {
    await call(server, `/runs/${id}/events`).then((reply) => reply.text())
    return runOf(server, id)
  }
  /** A server or a worker as a process of its own. */
  async function start(command: string, isThere: RegExp) {
    const at = [
      '--redis',
      redis.url,
      '--namespace',
      queue.place.namespace,
      '--profile',
      'demo',
      '--set',
      'approval=always',
    ]
    const started = cli.start([command, ...at, ...(command === 'serve' ? ['--port', '0'] : [])], {
      env: queue.place.env,
    })
    let said = ''
    started.all?.on('data', (chunk) => {
      said += String(chunk)
    })
    await until(() => isThere.test(said) || started.exitCode !== null)
    return { started, baseURL: `${/^http:\/\/[\d.]+:\d+/m.exec(said)?.[0] ?? said}/v1` }
  }

  test('waits without any process, outlives kill -9 of all, and is decided at another server', async () => {
    const server = await start('serve', /healthz/)
    const worker = await start('worker', /runs|lanes|device|ready/i)
    const id = await ask(server)
    await waiting(server, id)
    for (const { started } of [server, worker]) {
      started.kill('SIGKILL')
      await started
    }

    // Nobody is there: what waits is in Redis alone.
    const second = await queue.server()
    const { request, proof } = await waiting(second, id)
    const { error } = errorSchema.parse(
      await (
        await call(second, `/runs/${id}/approval`, { ...proof, signature: 'x', decision: 'approve' })
      ).json(),
    )
    expect(error.code).toBe('wrong_approval')
    expect((await call(second, `/runs/${id}/approval`, { ...proof, decision: 'approve' })).status).toBe(200)
    expect((await runOf(second, id)).status).toBe('running')
    const again = await call(second, `/runs/${id}/approval`, { ...proof, decision: 'decline' })
    expect(again.status).toBe(409)
    await queue.worker()
    expect(await ended(second, id)).toMatchObject({
      status: 'answered',
      result: { plan: request.plan, answer: expect.stringContaining('bus') },
    })
    const events = await (await call(second, `/runs/${id}/events`)).text()
    expect(events.match(/event: approval-requested/g)).toHaveLength(1)
    expect(events.match(/"outcome":"approved"/g)).toHaveLength(1)
  })

  test('takes a changed plan, checks it like any, and takes no for an answer', async () => {
    // What the submitter wants to be asked holds for workers that would not ask.
    const server = await queue.server({}, ['approval=always'])
    const id = await ask(server)
    const { request, proof } = await waiting(server, id)
    const edit = (change: object) =>
      call(server, `/runs/${id}/approval`, {
        ...proof,
        decision: 'edit',
        plan: { steps: request.plan.steps.map((step) => ({ ...step, ...change })) },
      })
    const wrong = await edit({ input: { image: '$image9' } })
    expect(wrong.status).toBe(400)
    expect(await wrong.text()).toMatch(/image9.*still waits/)
    expect((await edit({ model: 'owner/name' })).status).toBe(400)
    expect((await runOf(server, id)).status).toBe('waiting_for_approval')
    expect((await edit({ tool: 'object-detection', model: undefined })).status).toBe(200)
    expect(await ended(server, id)).toMatchObject({
      result: { plan: { steps: [{ tool: 'object-detection' }] } },
    })

    const declined = await ask(server)
    const other = await waiting(server, declined)
    await call(server, `/runs/${declined}/approval`, {
      ...other.proof,
      decision: 'decline',
      reason: 'Not today.',
    })
    expect(await ended(server, declined)).toMatchObject({
      status: 'declined',
      error: { message: expect.stringContaining('Not today.') },
    })

    const cancelled = await ask(server)
    await waiting(server, cancelled)
    await call(server, `/runs/${cancelled}/cancel`, {})
    expect((await runOf(server, cancelled)).status).toBe('cancelled')
  })

  test('expires, and is refused where nobody can be asked', async () => {
    const server = await queue.server({}, ['approval=always', 'approvalTimeoutMs=1500'])
    const id = await ask(server)
    expect(await ended(server, id)).toMatchObject({
      status: 'declined',
      error: { code: 'DECLINED', message: expect.stringContaining('Nobody approved') },
    })
    const reply = await call(server, '/chat/completions', {
      model: 'demo',
      messages: [{ role: 'user', content: 'Summarize: a bus drives by. It is red.' }],
    })
    expect(reply.status).toBe(403)
    expect(errorSchema.parse(await reply.json()).error.code).toBe('approval_needed')
  })
})
