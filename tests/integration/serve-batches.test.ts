import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../src/config/package-root.js'
import { addKey } from '../../src/serve/access/key-file.js'
import { serve } from '../../src/serve/serve.js'
import { createCli, memo, picture } from '../support/cli.js'
import { fixtureModels, type ServedAgent, serveAgent } from '../support/served-agent.js'
import { chat, dataUrl, ended, lineSchema, linesOf, upload } from '../support/served-batches.js'

describe('A batch', { timeout: 60_000 }, () => {
  let served: ServedAgent
  let anna: OpenAI
  let ben: OpenAI
  beforeAll(async () => {
    served = await serveAgent({ serve: { port: 0 } })
    const keyFile = join(served.dir, 'keys.jsonl')
    const keys = await Promise.all(
      ['anna', 'ben'].map((name) => addKey(keyFile, { name, scopes: ['run', 'batch'] })),
    )
    await served.server.close({ drainMs: 0 })
    const server = await serve(served.agent, { port: 0, keyFile })
    served = { ...served, server, baseURL: `${server.url}/v1` }
    ;[anna, ben] = keys.map(
      ({ key }) => new OpenAI({ baseURL: served.baseURL, apiKey: key, maxRetries: 0 }),
    ) as [OpenAI, OpenAI]
  })
  afterAll(async () => {
    await served?.server.close({ drainMs: 0 })
    await served?.close()
  })

  test('answers its lines, puts what failed into a file of its own, and is its key’s alone', async () => {
    const image = await anna.files.create({
      file: await toFile(readFile(picture(2, 'jpg')), 'a.jpg'),
      purpose: 'vision',
    })
    const parts = (part: object) => [{ type: 'text', text: 'What is in this picture?' }, part]
    const input = await upload(anna, [
      chat('inline', parts({ type: 'image_url', image_url: { url: await dataUrl(6) } })),
      chat('uploaded', parts({ type: 'file', file: { file_id: image.id } })),
      '{"custom_id": "cut',
      chat('five', 'Hello?', { n: 5 }),
      chat('streamed', 'Hello?', { stream: true }),
      { ...chat('elsewhere', 'Hello?'), url: '/v1/embeddings' },
      chat('inline', 'Again?'),
      { custom_id: 'own', body: { text: 'Read this.', media: ['/etc/passwd'] } },
    ])
    const created = await anna.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      metadata: { for: 'test' },
    })
    expect(created).toMatchObject({
      object: 'batch',
      status: 'validating',
      metadata: { for: 'test' },
      errors: null,
    })
    await anna.files.delete(input.id)

    const batch = await ended(anna, created.id)
    expect(batch).toMatchObject({
      status: 'completed',
      request_counts: { total: 8, completed: 2, failed: 6 },
    })
    const output = await linesOf(anna, batch.output_file_id)
    expect(output.map(({ custom_id }) => custom_id).sort()).toEqual(['inline', 'uploaded'])
    expect(output.find(({ custom_id }) => custom_id === 'inline')).toMatchObject({
      response: {
        status_code: 200,
        body: {
          object: 'chat.completion',
          choices: [{ message: { content: expect.stringMatching(/bus/) } }],
        },
      },
      error: null,
    })
    const errors = await linesOf(anna, batch.error_file_id)
    const errorOf = (id: string) => errors.find(({ custom_id }) => custom_id === id)
    expect(errorOf('five')).toMatchObject({ response: { status_code: 400, body: { error: { param: 'n' } } } })
    expect(errorOf('streamed')).toMatchObject({
      response: { status_code: 400, body: { error: { param: 'stream' } } },
    })
    expect(errorOf('elsewhere')?.error?.message).toMatch(/line 6: url: must be "\/v1\/chat\/completions"/)
    expect(errorOf('own')?.error?.message).toMatch(/line 8: url/)
    expect(errors.filter(({ custom_id }) => custom_id === null).map(({ error }) => error?.code)).toEqual([
      'invalid_request',
      'invalid_request',
    ])

    expect(await anna.files.retrieve(batch.output_file_id ?? '')).toMatchObject({ purpose: 'batch_output' })
    expect((await anna.batches.list()).data.map(({ id }) => id)).toEqual([batch.id])
    expect((await ben.batches.list()).data).toEqual([])
    await expect(ben.batches.retrieve(batch.id)).rejects.toMatchObject({ status: 404 })
    await expect(ben.batches.cancel(batch.id)).rejects.toMatchObject({ status: 404 })
    await expect(ben.files.content(batch.output_file_id ?? '')).rejects.toMatchObject({ status: 404 })
    await expect(
      ben.batches.create({
        input_file_id: image.id,
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      }),
    ).rejects.toMatchObject({ status: 400, param: 'input_file_id' })
  })

  test('of recordings names uploads where a form would hold them', async () => {
    const recording = await anna.files.create({
      file: await toFile(readFile(memo('05')), 'memo.wav'),
      purpose: 'user_data',
    })
    const line = (format: string) => ({
      custom_id: format,
      method: 'POST',
      url: '/v1/audio/transcriptions',
      body: { file: recording.id, model: 'automatic-speech-recognition', response_format: format },
    })
    const odd = { ...line('odd'), body: { ...line('odd').body, prompt: { toString: 1 } } }
    const input = await upload(anna, [line('json'), line('srt'), odd])
    const { id } = await anna.batches.create({
      input_file_id: input.id,
      // OpenAI's own batches have no such endpoint.
      endpoint: '/v1/audio/transcriptions' as '/v1/embeddings',
      completion_window: '24h',
    })
    const batch = await ended(anna, id)
    expect(await linesOf(anna, batch.error_file_id)).toMatchObject([
      { custom_id: 'odd', response: { status_code: 400, body: { error: { param: 'prompt' } } } },
    ])
    const output = await linesOf(anna, batch.output_file_id)
    const textOf = (format: string) =>
      JSON.stringify(output.find(({ custom_id }) => custom_id === format)?.response?.body)
    expect(textOf('json')).toMatch(/"text":"\w+ \w+/)
    expect(textOf('srt')).toMatch(/00:00:0\d,\d{3} --> 00:00/)
  })

  test('without a line fails, and one that is cancelled keeps what it has', async () => {
    const empty = await upload(anna, [' '])
    const failed = await anna.batches.create({
      input_file_id: empty.id,
      endpoint: '/v1/embeddings',
      completion_window: '24h',
    })
    expect(await ended(anna, failed.id)).toMatchObject({
      status: 'failed',
      errors: { data: [{ code: 'empty_file' }] },
    })

    const total = 2000
    const many = await upload(
      anna,
      Array.from({ length: total }, (_, at) => chat(`c${at}`, `What can you do? (${at})`)),
    )
    const { id } = await anna.batches.create({
      input_file_id: many.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    })
    expect(await anna.batches.cancel(id)).toMatchObject({ status: expect.stringMatching(/^cancel/) })
    const batch = await ended(anna, id)
    expect(batch).toMatchObject({ status: 'cancelled', request_counts: { total } })
    const errors = await linesOf(anna, batch.error_file_id)
    const output = await linesOf(anna, batch.output_file_id)
    expect(errors.every(({ error }) => error?.code === 'batch_cancelled')).toBe(true)
    expect(new Set([...errors, ...output].map(({ custom_id }) => custom_id)).size).toBe(total)
  })

  test('goes on after a restart, and answers nothing twice', async () => {
    const place = await serveAgent({ serve: { concurrency: 2 } })
    const openai = new OpenAI({ baseURL: place.baseURL, apiKey: 'any', maxRetries: 0 })
    const input = await upload(
      openai,
      Array.from({ length: 60 }, (_, at) => chat(`c${at}`, `What can you do? (${at})`)),
    )
    const { id } = await openai.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    })
    const results = join(place.dir, 'cache/serve/batch-work', id, 'results.jsonl')
    const idsIn = async () =>
      (await readFile(results, 'utf8').catch(() => ''))
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [line]))
    let before: string[] = []
    while (before.length < 3) {
      before = await idsIn()
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await place.server.close({ drainMs: 0 })
    const done = await idsIn()
    expect(done.length).toBeLessThan(60)

    const again = await serve(place.agent, { port: 0 })
    const client = new OpenAI({ baseURL: `${again.url}/v1`, apiKey: 'any', maxRetries: 0 })
    const batch = await ended(client, id)
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 60, completed: 60 } })
    const lines = (await (await client.files.content(batch.output_file_id ?? '')).text())
      .trimEnd()
      .split('\n')
    expect(lines.slice(0, done.length)).toEqual(done)
    expect(new Set(lines.map((line) => lineSchema.parse(JSON.parse(line)).custom_id)).size).toBe(60)
    expect(lines).toHaveLength(60)
    await again.close({ drainMs: 0 })
    await place.close()
  })
})

test('A full disk loses nothing: uploads are refused, and a batch goes on when there is room', {
  timeout: 60_000,
}, async () => {
  const cli = await createCli()
  const serving = async (...command: string[]) => {
    const flags = ['serve', '--profile', 'demo', '--port', '0', '--concurrency', '16']
    const server = execa(
      'bash',
      [...command, process.execPath, join(packageRoot, 'dist/cli/main.js'), ...flags],
      {
        ...{ cwd: cli.home, all: true, reject: false, extendEnv: false },
        env: { PATH: process.env.PATH ?? '', HOME: cli.home, SWITCHYARD_CACHE_DIR: cli.cacheDir },
      },
    )
    let said = ''
    server.all.on('data', (chunk) => {
      said += String(chunk)
    })
    while (!said.includes('healthz') && server.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 10))
    const url = /^http:\/\/[\d.]+:\d+/m.exec(said)?.[0] ?? said
    return { server, openai: new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 }) }
  }
  // No file may grow past 64 kB.
  const small = await serving('-c', 'ulimit -f 64; exec "$@"', 'bash')
  const big = new File([Buffer.alloc(200_000, 1)], 'big.bin')
  await expect(small.openai.files.create({ file: big, purpose: 'user_data' })).rejects.toMatchObject({
    status: 507,
    code: 'store_full',
  })
  const total = 150
  const input = await upload(
    small.openai,
    Array.from({ length: total }, (_, at) => chat(`c${at}`, `What can you do? (${at})`)),
  )
  const { id } = await small.openai.batches.create({
    input_file_id: input.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  const results = join(cli.cacheDir, 'serve/batch-work', id, 'results.jsonl')
  const bytes = async () => (await stat(results).catch(() => ({ size: 0 }))).size
  while ((await bytes()) < 62_000) await new Promise((resolve) => setTimeout(resolve, 10))
  small.server.kill('SIGKILL')
  await small.server

  const roomy = await serving('-c', 'exec "$@"', 'bash')
  const batch = await ended(roomy.openai, id)
  expect(batch).toMatchObject({ status: 'completed', request_counts: { total, completed: total } })
  const output = await linesOf(roomy.openai, batch.output_file_id)
  expect(output).toHaveLength(total)
  expect(new Set(output.map(({ custom_id }) => custom_id)).size).toBe(total)
  roomy.server.kill('SIGKILL')
  await roomy.server
  await cli.dispose()
})

test('Vectors, responses and speech come in a batch too', { timeout: 60_000 }, async () => {
  const random = await serveAgent({ agent: { set: fixtureModels } })
  const openai = new OpenAI({ baseURL: random.baseURL, apiKey: 'any', maxRetries: 0 })
  const run = async (url: string, body: object) => {
    const input = await upload(openai, [{ custom_id: 'a', method: 'POST', url, body }])
    const { id } = await openai.batches.create({
      input_file_id: input.id,
      endpoint: url as '/v1/embeddings',
      completion_window: '24h',
    })
    const batch = await ended(openai, id)
    const [line] = await linesOf(openai, batch.output_file_id ?? batch.error_file_id)
    return line
  }
  expect(await run('/v1/embeddings', { model: 'feature-extraction', input: ['a', 'b'] })).toMatchObject({
    response: { status_code: 200, body: { object: 'list', data: [{ index: 0 }, { index: 1 }] } },
  })
  const body = { model: 'demo', input: 'What can you do?' }
  expect(await run('/v1/responses', body)).toMatchObject({
    response: { status_code: 200, body: { object: 'response', status: 'completed' } },
  })
  expect(await run('/v1/responses', { ...body, background: true })).toMatchObject({
    response: { status_code: 400, body: { error: { param: 'background' } } },
  })
  const spoken = await run('/v1/audio/speech', {
    model: 'text-to-speech',
    input: 'Good evening.',
    response_format: 'wav',
  })
  const { url } = z
    .object({ url: z.string(), mime_type: z.literal('audio/wav') })
    .parse(spoken?.response?.body)
  const sound = await fetch(url)
  expect(
    Buffer.from(await sound.arrayBuffer())
      .subarray(0, 4)
      .toString(),
  ).toBe('RIFF')
  await random.close()
})
