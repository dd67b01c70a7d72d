import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { addKey, revokeKey } from '../../src/serve/access/key-file.js'
import { createFolderRecords, type RecordPlace } from '../../src/serve/shelf/owned-records.js'
import { openWebhooks } from '../../src/serve/webhooks/open-webhooks.js'
import { readWebhookTarget } from '../../src/serve/webhooks/webhook-target.js'
import { createCli } from '../support/cli.js'
import { until } from '../support/queue-place.js'
import { serve as serveHttp } from '../support/serve.js'
import { serveAgent } from '../support/served-agent.js'
import { chat, ended, upload } from '../support/served-batches.js'

const owner = 'local'
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
      targetOf: () => ({ url: `${receiver.url}/hook`, secret }),
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
    await first.announce({ type: 'batch.completed', id: 'batch_1', owner })
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
    await second.announce({ type: 'batch.failed', id: 'batch_2', owner })
    since = time
    await passing(600_000, () => givenUp.length > 0)
    expect(time - since).toBeGreaterThanOrEqual(20 * 3_600_000)
    expect(givenUp).toEqual([expect.stringMatching(/batch.failed of batch_2 was not told: .* answered 500/)])
    await until(async () => (await attempts()) === '[]')
    await second.close()
  })

  test('need an https URL of the internet, and a secret', () => {
    const publicOnly = { allowPrivateAddresses: false }
    for (const [url, why] of [
      [`${receiver.url}/hook`, /https/],
      ['https://10.0.0.1/hook', /private/],
      ['https://169.254.169.254/latest', /link-local/],
      ['https://2130706433/', /loopback/],
      ['https://0x7f.1/', /loopback/],
      ['https://[::ffff:127.0.0.1]/', /loopback/],
      ['https://[::1]/', /loopback/],
      ['https://0.0.0.0/', /unspecified/],
      ['file:///etc/passwd', /https/],
      ['hooks', /no URL/],
    ] as const)
      expect(() => readWebhookTarget({ url, secret }, publicOnly)).toThrow(why)
    expect(() =>
      readWebhookTarget({ url: receiver.url, secret: 'sesame' }, { allowPrivateAddresses: true }),
    ).toThrow(/whsec_/)
  })

  test('go to no private address, also where a name leads there only later, and follow no redirect', async () => {
    const connections: string[] = []
    const listener = createTcpServer((socket) => {
      connections.push('made')
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    let time = 1_000_000
    const asked: string[] = []
    const reasons: string[] = []
    const named = opened({
      targetOf: () => ({ url: `https://hooks.example:${port}/`, secret }),
      allowPrivateAddresses: false,
      // Public when it is looked up first, and this machine ever after. The public address is dialled here.
      network: {
        resolve: async (name) => {
          asked.push(name)
          return asked.length === 1 ? ['93.184.216.34'] : ['127.0.0.1']
        },
        dial: () => '127.0.0.1',
      },
      now: () => time,
      onGivenUp: (reason) => reasons.push(reason),
    })
    await named.announce({ type: 'batch.completed', id: 'batch_1', owner })
    await until(() => {
      if (asked.length > 0) time += 3_600_000
      return reasons.length > 0
    })
    await named.close()
    listener.close()
    expect(asked.length).toBeGreaterThan(1)
    expect(connections).toEqual(['made'])
    expect(reasons[0]).toMatch(/hooks.example \(127.0.0.1\) was not fetched: it is a loopback address/)

    const inside: string[] = []
    const internal = await serveHttp((request, reply) => {
      inside.push(request.url ?? '')
      reply.end()
    })
    const redirecting = await serveHttp((_, reply) => {
      reply.writeHead(307, { location: `${internal.url}/admin` }).end()
    })
    const redirected = opened({
      targetOf: () => ({ url: redirecting.url, secret }),
      now: () => time,
      onGivenUp: (reason) => reasons.push(reason),
    })
    await redirected.announce({ type: 'batch.completed', id: 'batch_2', owner })
    await until(() => {
      time += 3_600_000
      return reasons.length > 1
    })
    await redirected.close()
    internal.close()
    redirecting.close()
    expect(reasons[1]).toMatch(/answered 307/)
    expect([inside, heard]).toEqual([[], []])
  })

  test('of a key are told at its own URL, signed by its own secret, and to nobody else', async () => {
    const keyFile = join(dir, 'keys.jsonl')
    const anna = await addKey(keyFile, { name: 'Anna', scopes: ['run'], webhook: `${receiver.url}/anna` })
    const ben = await addKey(keyFile, { name: 'Ben', scopes: ['run'] })
    const eve = await addKey(keyFile, { name: 'Eve', scopes: ['run'], webhook: 'https://localhost/eve' })
    const paths: string[] = []
    const others = await serveHttp((request, reply) => {
      paths.push(request.url ?? '')
      reply.end()
    })
    const faults: string[] = []
    const served = await serveAgent({
      agent: { set: ['media.allowPrivateAddresses=true'] },
      serve: { keyFile, webhook: { url: `${others.url}/operator`, secret } },
    })
    const askIn = async (key: string, baseURL: string) => {
      const client = new OpenAI({ baseURL, apiKey: key, webhookSecret: anna.webhook?.secret ?? null })
      const input = 'What can you do?'
      const { id } = await client.responses.create({ model: 'demo', input, background: true })
      return { client, id }
    }
    const { client, id } = await askIn(anna.key, served.baseURL)
    await until(() => heard.length === 1)
    const [first] = heard
    expect(await client.webhooks.unwrap(first?.body ?? '', first?.headers ?? new Headers())).toMatchObject({
      type: 'response.completed',
      data: { id },
    })
    expect(paths).toEqual([])
    await askIn(ben.key, served.baseURL)
    await until(() => paths.length === 1)
    expect([paths, heard.length]).toEqual([['/operator'], 1])
    await revokeKey(keyFile, anna.id)
    await served.close()
    others.close()

    // A key's URL has no more rights than that of the server.
    const strict = await serveAgent({ serve: { keyFile, onFault: (one) => faults.push(one.description) } })
    await askIn(eve.key, strict.baseURL)
    const waiting = () => textsIn(join(strict.dir, 'cache/serve/deliveries/all'))
    await until(async () => (await waiting()).some((text) => text.includes('"attempts":1')))
    await strict.close()
    expect([heard.length, faults]).toEqual([1, []])
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

  test('of a key are named when it is made, and their secret is shown this once', async () => {
    const cli = await createCli()
    const added = await cli.run(['keys', 'add', 'anna', '--webhook', 'https://anna.example/hooks'])
    expect(added.stderr).toMatch(/https:\/\/anna\.example\/hooks are signed with whsec_[A-Za-z0-9+/]{43}=/)
    const listed = await cli.run(['keys', 'list', '--json'])
    expect(JSON.parse(listed.stdout)).toMatchObject([{ name: 'anna', webhook: 'https://anna.example/hooks' }])
    expect((await cli.run(['keys', 'list'])).stdout).toMatch(/tells https:\/\/anna\.example\/hooks {2}anna/)
    expect(listed.stdout).not.toContain('whsec_')
    const wrong = await cli.run(['keys', 'add', 'ben', '--webhook', 'ftp://ben.example/'])
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('no URL for a webhook')])
    await cli.dispose()
  })
})

/** The texts of the files in a folder; none where it is not there yet. */
async function textsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')))
}
