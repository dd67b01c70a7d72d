import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createRunClient } from '../../src/queue/runs/run-client.js'
import { addKey } from '../../src/serve/access/key-file.js'
import { type Cli, createCli, memo, picture } from '../support/cli.js'
import { until } from '../support/queue-place.js'
import { noRedis, ownRedis, startRedis, type TestRedis } from '../support/redis.js'
import { chat, ended, lineSchema, linesOf, upload } from '../support/served-batches.js'
import { createServedQueue, type ServedQueue } from '../support/served-queue.js'

const runSchema = z.looseObject({ id: z.string(), status: z.string() })

const dataUrl = async (n: number) =>
  `data:image/png;base64,${(await readFile(picture(n))).toString('base64')}`
const question = async (n: number) => [
  {
    role: 'user' as const,
    content: [
      { type: 'text' as const, text: 'What is in this picture?' },
      { type: 'image_url' as const, image_url: { url: await dataUrl(n) } },
    ],
  },
]

describe.skipIf(noRedis)('Servers in front of one queue', { timeout: 60_000 }, () => {
  let redis: TestRedis
  let cli: Cli
  beforeAll(async () => {
    redis = await startRedis()
    cli = await createCli()
  })
  afterAll(async () => {
    await cli?.dispose()
    await redis?.stop()
  })

  describe('with a worker', () => {
    let queue: ServedQueue
    let first: Awaited<ReturnType<ServedQueue['server']>>
    let second: Awaited<ReturnType<ServedQueue['server']>>
    let keyFile: string
    const keys: string[] = []
    beforeAll(async () => {
      queue = await createServedQueue(redis.url)
      keyFile = join(cli.home, 'keys.jsonl')
      for (const name of ['anna', 'ben'])
        keys.push((await addKey(keyFile, { name, scopes: ['run', 'batch'] })).key)
      await queue.worker()
      first = await queue.server({ keyFile })
      second = await queue.server({ keyFile })
    })
    afterAll(() => queue?.close())

    const openai = (baseURL: string, key = keys[0]) =>
      new OpenAI({ baseURL, apiKey: key ?? '', maxRetries: 0 })
    const call = (
      baseURL: string,
      path: string,
      { key = keys[0], ...init }: RequestInit & { key?: string | undefined } = {},
    ) => fetch(`${baseURL}${path}`, { ...init, headers: { authorization: `Bearer ${key}` } })

    test('answer chats, whole and streamed, and the next turn may come to the other one', async () => {
      const messages = await question(6)
      const reply = await openai(first.baseURL).chat.completions.create({ model: 'demo', messages })
      const content = reply.choices[0]?.message.content ?? ''
      expect(content).toMatch(/bus/)

      const stream = await openai(second.baseURL).chat.completions.create({
        model: 'demo',
        stream: true,
        messages: [
          ...messages,
          { role: 'assistant', content },
          { role: 'user', content: 'Translate that to German.' },
        ],
      })
      let said = ''
      let reasoning = ''
      for await (const { choices } of stream) {
        said += choices[0]?.delta.content ?? ''
        reasoning += JSON.stringify(choices[0]?.delta)
      }
      // What the first turn found is known: the picture is not described again.
      expect(reasoning).toMatch(/translation/)
      expect(reasoning).not.toMatch(/image-to-text runs/)
      expect(said).toMatch(/translation on s1\.text/)
    })

    test('have the workers compute single steps', async () => {
      const { text } = await openai(first.baseURL).audio.transcriptions.create({
        model: 'automatic-speech-recognition',
        file: new File([await readFile(memo('05'))], 'memo.wav'),
      })
      expect(text).toMatch(/\w+ \w+/)
    })

    test('lose no run that was accepted when one of them is killed', async () => {
      const at = [
        '--redis',
        redis.url,
        '--namespace',
        queue.place.namespace,
        '--key-file',
        keyFile,
        '--port',
        '0',
      ]
      const killed = cli.start(['serve', '--profile', 'demo', ...at], { env: queue.place.env })
      let said = ''
      killed.all?.on('data', (chunk) => {
        said += String(chunk)
      })
      await until(() => /healthz/.test(said) || killed.exitCode !== null)
      const url = /^http:\/\/[\d.]+:\d+/m.exec(said)?.[0] ?? said
      const created = await call(`${url}/v1`, '/runs', {
        method: 'POST',
        body: JSON.stringify({ text: 'What is in this picture?', media: [{ url: await dataUrl(7 + 1) }] }),
      })
      const { id } = runSchema.parse(await created.json())
      killed.kill('SIGKILL')
      await killed

      const events = await (await call(second.baseURL, `/runs/${id}/events`)).text()
      expect(events).toMatch(/event: run-started.*event: run-finished.*event: done/s)
      const run = await (await call(first.baseURL, `/runs/${id}`)).json()
      expect(run).toMatchObject({
        status: 'answered',
        result: { plan: { steps: [{ tool: 'image-to-text' }] } },
      })
      expect(await (await call(second.baseURL, '/runs')).json()).toMatchObject({
        data: [{ id, status: 'answered' }],
      })

      const [, other] = keys
      expect((await call(first.baseURL, `/runs/${id}`, { key: other })).status).toBe(404)
      expect((await call(first.baseURL, `/runs/${id}/events`, { key: other })).status).toBe(404)
      expect(await (await call(second.baseURL, '/runs', { key: other })).json()).toMatchObject({ data: [] })
    })

    test('carry one batch between them, and the other one goes on where one has stopped', async () => {
      const [client, other] = [openai(first.baseURL), openai(second.baseURL)]
      const own = await queue.server({ keyFile })
      const leaving = openai(own.baseURL)
      const url = await dataUrl(10)
      const parts = (at: number) => [
        { type: 'text', text: `What is in this picture? (${at})` },
        { type: 'image_url', image_url: { url } },
      ]
      const input = await upload(leaving, [
        ...Array.from({ length: 40 }, (_, at) => chat(`c${at}`, parts(at))),
        chat('bad', 'Hello?', { n: 3 }),
        '{',
      ])
      const { id } = await leaving.batches.create({
        input_file_id: input.id,
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      })
      await own.close({ drainMs: 0 })
      await client.files.delete(input.id).catch(() => undefined)

      const [batch, same] = await Promise.all([ended(client, id), ended(other, id)])
      expect(batch).toMatchObject({
        status: 'completed',
        request_counts: { total: 42, completed: 40, failed: 2 },
      })
      expect(same).toEqual(batch)
      const output = await linesOf(other, batch.output_file_id)
      expect(new Set(output.map(({ custom_id }) => custom_id)).size).toBe(40)
      expect(output).toHaveLength(40)
      expect(output[0]?.response?.body).toMatchObject({ object: 'chat.completion', model: 'demo' })
      expect(await linesOf(client, batch.error_file_id)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            custom_id: 'bad',
            response: expect.objectContaining({ status_code: 400 }),
          }),
          expect.objectContaining({ custom_id: null, error: expect.objectContaining({ line: 42 }) }),
        ]),
      )
      const foreign = openai(second.baseURL, keys[1])
      await expect(foreign.batches.retrieve(id)).rejects.toMatchObject({ status: 404 })
      await expect(foreign.files.content(batch.output_file_id ?? '')).rejects.toMatchObject({ status: 404 })
    })

    test('share their workers with batches of OpenAI’s lines from the command line', async () => {
      const at = ['--redis', redis.url, '--namespace', queue.place.namespace]
      const lines = [
        chat('seen', [
          { type: 'text', text: 'What is in this picture?' },
          { type: 'image_url', image_url: { url: await dataUrl(6) } },
        ]),
        chat('wrong', 'Hello?', { n: 2 }),
        { custom_id: 'own', body: { text: 'What can you do?' } },
      ]
      const [jobs, out] = [join(cli.home, 'lines.jsonl'), join(cli.home, 'replies.jsonl')]
      await writeFile(jobs, lines.map((line) => JSON.stringify(line)).join('\n'))
      const { env } = queue.place
      const submitted = await cli.run(['batch', 'submit', jobs, '--profile', 'demo', '--quiet', ...at], {
        env,
      })
      expect(submitted.stdout).toMatch(/^b\w+$/)
      await cli.run(['batch', 'results', submitted.stdout, '--out', out, '--follow', '--quiet', ...at], {
        env,
      })
      const text = await readFile(out, 'utf8')
      const replies = text
        .trimEnd()
        .split('\n')
        .map((line) => lineSchema.parse(JSON.parse(line)))
      const replyTo = (id: string) => replies.find(({ custom_id }) => custom_id === id)?.response
      expect(replies).toHaveLength(3)
      expect(replyTo('seen')).toMatchObject({
        status_code: 200,
        body: { choices: [{ message: { content: expect.stringMatching(/bus/) } }] },
      })
      expect(replyTo('wrong')).toMatchObject({ status_code: 400, body: { error: { param: 'n' } } })
      expect(replyTo('own')).toMatchObject({ body: { answer: expect.any(String) } })
    })

    test('know uploads and media of each other', async () => {
      const file = await openai(first.baseURL).files.create({
        file: new File([await readFile(picture(2, 'jpg'))], 'second.jpg'),
        purpose: 'user_data',
      })
      const body = JSON.stringify({ text: 'What is in this picture?', media: [{ file_id: file.id }] })
      const planned = await call(second.baseURL, '/plans', { method: 'POST', body })
      expect(await planned.json()).toMatchObject({ media: { image1: { name: 'second.jpg' } } })
      const [, other] = keys
      expect((await call(second.baseURL, '/plans', { method: 'POST', body, key: other })).status).toBe(404)
    })
  })

  test('on machines of their own find uploads, media and batches through what they share', async () => {
    const queue = await createServedQueue(redis.url, { isApart: true })
    await queue.worker()
    const [here, there] = [await queue.server(), await queue.server()]
    const [client, other] = [here, there].map(
      ({ baseURL }) => new OpenAI({ baseURL, apiKey: 'any', maxRetries: 0 }),
    )
    const file = await client?.files.create({
      file: new File([await readFile(picture(6))], 'scene.png'),
      purpose: 'user_data',
    })
    const content = [
      { type: 'text' as const, text: 'What is in this picture?' },
      { type: 'file' as const, file: { file_id: file?.id ?? '' } },
    ]
    const reply = await other?.chat.completions.create({
      model: 'demo',
      messages: [{ role: 'user', content }],
    })
    expect(reply?.choices[0]?.message.content).toMatch(/bus/)

    if (!client || !other) throw new Error('There are two.')
    const input = await upload(client, [chat('a', content)])
    const { id } = await client.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    })
    const { output_file_id } = await ended(other, id)
    expect(JSON.stringify(await linesOf(other, output_file_id))).toMatch(/bus/)
    expect(await client.files.content(output_file_id ?? '').then((file) => file.text())).toMatch(/bus/)
    await client.files.delete(input.id)
    await expect(other.files.retrieve(input.id)).rejects.toMatchObject({ status: 404 })
    await queue.close()
  })

  test('cancel the run of a client that hangs up, and those that another server is asked to cancel', async () => {
    const queue = await createServedQueue(redis.url)
    const [first, second] = [await queue.server(), await queue.server()]
    const client = createRunClient({ connection: first.queue })
    const ids = async () =>
      (await first.queue.redis.keys(`${queue.place.namespace}:runs~v*:*-*-*-*-*`)).map(
        (key) => key.split(':').at(-1) ?? '',
      )

    const controller = new AbortController()
    const hungUp = new OpenAI({ baseURL: first.baseURL, apiKey: 'any' }).chat.completions
      .create({ model: 'demo', messages: await question(6) }, { signal: controller.signal })
      .catch(() => undefined)
    await until(async () => (await ids()).length === 1)
    const [chat = ''] = await ids()
    controller.abort()
    await hungUp
    const isCancelled = async (id: string) =>
      `${JSON.stringify(await client.findRun(id))}`.includes('CANCELLED')
    await until(() => isCancelled(chat))

    const created = await fetch(`${first.baseURL}/runs`, { method: 'POST', body: '{"text":"Wait."}' })
    const { id } = runSchema.parse(await created.json())
    expect(await client.findRun(id)).toBe('going')
    const cancelled = await fetch(`${second.baseURL}/runs/${id}/cancel`, { method: 'POST' })
    expect(await cancelled.json()).toMatchObject({ id, status: 'cancelled' })
    await client.close()
    await queue.close()
  })

  test('take no more runs than may wait, whoever sent them, and go on when workers come', async () => {
    const queue = await createServedQueue(redis.url)
    const [first, second] = [await queue.server({ backlog: 2 }), await queue.server({ backlog: 2 })]
    const create = ({ baseURL }: { baseURL: string }) =>
      fetch(`${baseURL}/runs`, { method: 'POST', body: '{"text":"What can you do?"}' })
    const taken = [await create(first), await create(second)]
    expect(taken.map(({ status }) => status)).toEqual([202, 202])
    const refused = await create(first)
    expect([refused.status, refused.headers.get('x-should-retry')]).toEqual([429, 'true'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(await refused.json()).toMatchObject({ error: { code: 'queue_full', type: 'rate_limit_error' } })
    // The other doors lead to the same queue; a stream does not begin.
    for (const [path, body] of [
      ['/chat/completions', { messages: [{ role: 'user', content: 'Hello?' }], stream: true }],
      ['/responses', { input: 'Hello?', background: true }],
    ] as const) {
      const request = { method: 'POST', body: JSON.stringify({ model: 'demo', ...body }) }
      expect((await fetch(`${second.baseURL}${path}`, request)).status).toBe(429)
    }
    expect(await (await fetch(`${first.baseURL}/runs`)).json()).toMatchObject({
      data: [{ status: 'running' }, { status: 'running' }],
    })

    await queue.worker()
    const { id } = runSchema.parse(await taken[1]?.json())
    expect(await (await fetch(`${first.baseURL}/runs/${id}/events`)).text()).toMatch(/event: run-finished/)
    await until(async () => (await create(first)).status === 202)
    await queue.close()
  })

  test.skipIf(!ownRedis)('say so while Redis is gone, and go on when it is back', async () => {
    const own = await startRedis()
    const queue = await createServedQueue(own.url)
    const server = await queue.server({ pingMs: 20 })
    const created = await fetch(`${server.baseURL}/runs`, {
      method: 'POST',
      body: '{"text":"What can you do?"}',
    })
    const { id } = runSchema.parse(await created.json())
    const events = await fetch(`${server.baseURL}/runs/${id}/events`)

    own.pause()
    const restarting = own.restart()
    await until(async () => (await fetch(`${server.url}/readyz`)).status === 503)
    const refused = await fetch(`${server.baseURL}/runs`)
    expect([refused.status, refused.headers.get('x-should-retry')]).toEqual([503, 'true'])
    expect(await refused.json()).toMatchObject({ error: { code: 'queue_unreachable' } })
    await restarting
    await queue.worker()
    expect(await events.text()).toMatch(/event: run-finished/)
    expect(await (await fetch(`${server.baseURL}/runs/${id}`)).json()).toMatchObject({ id, result: {} })
    await queue.close()
    await own.stop()
  })
})
