import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createFolderRecords, type RecordPlace } from '../../src/serve/shelf/owned-records.js'
import { openWebhooks } from '../../src/serve/webhooks/open-webhooks.js'
import { createCli } from '../support/cli.js'
import { until } from '../support/queue-place.js'
import { serve as serveHttp } from '../support/serve.js'
import { serveAgent } from '../support/served-agent.js'
import { chat, ended, upload } from '../support/served-batches.js'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

describe('Webhooks', { timeout: 60_000 }, () => {
  let dir: string
  let receiver: Awaited<ReturnType<typeof serveHttp>>
  let place: RecordPlace
  let statuses: number[]
  let heard: { body: string; headers: Headers }[]
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'switchyard-webhooks-'))
    place = createFolderRecords({
      dir,
      hold: async () => ({ lost: new AbortController().signal, release: async () => {} }),
    })
    statuses = []
    heard = []
    receiver = await serveHttp(async (request, reply) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const headers = new Headers()
      for (const [name, value] of Object.entries(request.headers)) headers.set(name, `${value}`)
      heard.push({ body, headers })
      reply.writeHead(statuses.shift() ?? 204).end()
    })
  })
  afterEach(async () => {
    receiver?.close()
    await rm(dir, { recursive: true, force: true })
  })

  test('tell of batches and runs, and are verified by the client of OpenAI', async () => {
    const served = await serveAgent({
      agent: { set: ['media.allowPrivateAddresses=true'] },
      serve: { webhook: { url: `${receiver.url}/hook`, secret } },
    })
    const openai = new OpenAI({ baseURL: served.baseURL, apiKey: 'any', webhookSecret: secret })
    const input = await upload(openai, [chat('a', 'What can you do?')])
    const { id } = await openai.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    })
    await ended(openai, id)
    await until(() => heard.length === 1)
    const [first] = heard
    const event = await openai.webhooks.unwrap(first?.body ?? '', first?.headers ?? new Headers())
    expect(event).toMatchObject({ object: 'event', type: 'batch.completed', data: { id } })
    await expect(
      openai.webhooks.unwrap(
        (first?.body ?? '').replace('completed', 'cancelled'),
        first?.headers ?? new Headers(),
      ),
    ).rejects.toThrow()

    const created = await fetch(`${served.baseURL}/runs`, {
      method: 'POST',
      body: '{"text":"What can you do?"}',
    })
    const run = z.object({ id: z.string() }).parse(await created.json())
    await until(() => heard.length === 2)
    expect(JSON.parse(heard[1]?.body ?? '')).toMatchObject({
      type: expect.stringMatching(/^run\./),
      data: { id: run.id },
    })

    const response = await openai.responses.create({
      model: 'demo',
      input: 'What can you do?',
      background: true,
    })
    await until(() => heard.length === 3)
    expect(JSON.parse(heard[2]?.body ?? '')).toMatchObject({
      type: 'response.completed',
      data: { id: response.id },
    })
    await served.close()
  })

  const opened = (options: Partial<Parameters<typeof openWebhooks>[0]> = {}) =>
    openWebhooks({
      target: { url: `${receiver.url}/hook`, secret },
      place,
      allowPrivateAddresses: true,
      onGivenUp: () => {},
      sweepMs: 5,
      ...options,
    })

  test('are tried again with growing pauses, also after a restart, and given up after a day', async () => {
    let time = 1_000_000
    /** Passes time until it is so. */
    const passing = (stepMs: number, isSo: () => boolean) =>
      until(() => {
        time += isSo() ? 0 : stepMs
        return isSo()
      })
    const givenUp: string[] = []
    const options = { now: () => time, onGivenUp: (reason: string) => givenUp.push(reason) }
    statuses = [500, 503]
    const first = opened(options)
    await first.announce({ type: 'batch.completed', id: 'batch_1' })
    const attempts = async () => JSON.stringify(await place.open('deliveries').list('all'))
    await until(async () => (await attempts()).includes('"attempts":1'))
    await first.close()

    const second = opened(options)
    let since = time
    await passing(500, () => heard.length === 2)
    expect(time - since).toBeGreaterThanOrEqual(5_000)
    await until(async () => (await attempts()).includes('"attempts":2'))
    since = time
    await passing(500, () => heard.length === 3)
    expect(time - since).toBeGreaterThanOrEqual(15_000)
    expect(new Set(heard.map(({ headers }) => headers.get('webhook-id'))).size).toBe(1)
    expect(new Set(heard.map(({ headers }) => headers.get('webhook-timestamp'))).size).toBe(3)

    statuses = Array.from({ length: 1000 }, () => 500)
    await second.announce({ type: 'batch.failed', id: 'batch_2' })
    since = time
    await passing(600_000, () => givenUp.length > 0)
    expect(time - since).toBeGreaterThanOrEqual(20 * 3_600_000)
    expect(givenUp).toEqual([expect.stringMatching(/batch.failed of batch_2 was not told: .* answered 500/)])
    await until(async () => (await attempts()) === '[]')
    await second.close()
  })

  test('go to no private address that was not allowed, and need a secret', async () => {
    expect(() => opened({ allowPrivateAddresses: false })).toThrow(/https/)
    const privately = { url: 'https://10.0.0.1/hook', secret }
    expect(() => opened({ target: privately, allowPrivateAddresses: false })).toThrow(/private/)
    expect(() => opened({ target: { url: receiver.url, secret: 'sesame' } })).toThrow(/whsec_/)

    let time = 1_000_000
    const reasons: string[] = []
    const named = opened({
      target: { url: 'https://hooks.example/', secret },
      allowPrivateAddresses: false,
      network: { resolve: async () => ['127.0.0.1'] },
      now: () => time,
      onGivenUp: (reason) => reasons.push(reason),
    })
    await named.announce({ type: 'batch.completed', id: 'batch_1' })
    for (; reasons.length === 0; time += 5 * 3_600_000) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(reasons[0]).toMatch(/hooks.example \(127.0.0.1\) was not fetched: it is a loopback address/)
    expect(heard).toEqual([])
    await named.close()
  })

  test('need a secret that the command line is told of', async () => {
    const cli = await createCli()
    const flags = ['serve', '--profile', 'demo', '--webhook', 'https://hooks.example/']
    const none = await cli.run(flags)
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('SWITCHYARD_WEBHOOK_SECRET')])
    const weak = await cli.run(flags, { env: { SWITCHYARD_WEBHOOK_SECRET: 'sesame' } })
    expect([weak.exitCode, weak.stderr]).toEqual([2, expect.stringContaining('openssl rand')])
    await cli.dispose()
  })
})
