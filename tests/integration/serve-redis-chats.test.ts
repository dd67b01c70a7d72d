import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai'
import OpenAI, { NotFoundError } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addKey } from '../../src/serve/access/key-file.js'
import { picture } from '../support/cli.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { createServedQueue, type ServedQueue } from '../support/served-queue.js'

describe.skipIf(noRedis)('Servers in front of one queue', { timeout: 60_000 }, () => {
  let redis: TestRedis
  let queue: ServedQueue
  let first: Awaited<ReturnType<ServedQueue['server']>>
  let second: Awaited<ReturnType<ServedQueue['server']>>
  const keys: string[] = []
  beforeAll(async () => {
    redis = await startRedis()
    queue = await createServedQueue(redis.url)
    const keyFile = join(queue.place.env.SWITCHYARD_CACHE_DIR, 'keys.jsonl')
    for (const name of ['anna', 'ben']) keys.push((await addKey(keyFile, { name, scopes: ['run'] })).key)
    first = await queue.server({ keyFile })
    second = await queue.server({ keyFile })
  })
  afterAll(async () => {
    await queue?.close()
    await redis?.stop()
  })

  const model = 'demo'
  const openai = ({ baseURL }: { baseURL: string }, key = keys[0] ?? '') =>
    new OpenAI({ baseURL, apiKey: key, maxRetries: 0 })
  const transport = ({ url }: { url: string }) =>
    new DefaultChatTransport({ api: `${url}/api/chat`, headers: { authorization: `Bearer ${keys[0]}` } })
  const bus = async () => `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
  const question = async (): Promise<OpenAI.Responses.ResponseInput> => [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'What is in this picture?' },
        { type: 'input_image', image_url: await bus(), detail: 'auto' },
      ],
    },
  ]
  const ask = (chatId: string, text: string) => ({
    ...{ trigger: 'submit-message' as const, chatId, messageId: undefined, abortSignal: undefined },
    messages: [{ id: '1', role: 'user' as const, parts: [{ type: 'text' as const, text }] }],
  })

  test('stop what another one has accepted', async () => {
    const { id } = await openai(first).responses.create({ model, input: await question(), background: true })
    expect((await openai(second).responses.retrieve(id)).status).toBe('in_progress')
    await expect(openai(second, keys[1]).responses.cancel(id)).rejects.toThrow(NotFoundError)
    expect((await openai(second).responses.cancel(id)).status).toBe('cancelled')
    expect((await openai(first).responses.retrieve(id)).status).toBe('cancelled')

    const stream = await transport(first).sendMessages(ask('stops', 'Summarize: a bus drives by.'))
    const headers = { authorization: `Bearer ${keys[0]}` }
    await fetch(`${second.url}/api/chat/stops/stop`, { method: 'POST', headers })
    const kinds: string[] = []
    for await (const { type } of stream) kinds.push(type)
    expect(kinds.at(-1)).toBe('abort')
  })

  test('tell an answer that another one has accepted, and go on from it', async () => {
    const asked = { model, input: await question(), background: true, stream: true } as const
    let id = ''
    for await (const event of await openai(first).responses.create(asked))
      if (event.type === 'response.created') {
        id = event.response.id
        break
      }
    const waiting = await transport(first).sendMessages(ask('goes-on', 'Summarize: a bus drives by.'))
    await waiting.cancel()
    // From here on nobody but the queue knows of them.
    await first.close({ drainMs: 0 })
    await queue.worker()

    const events = []
    for await (const event of await openai(second).responses.retrieve(id, { stream: true }))
      events.push(event)
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, at) => at))
    expect(events.at(-1)).toMatchObject({ type: 'response.completed' })
    const response = await openai(second).responses.retrieve(id)
    expect(response.output_text).toMatch(/bus/)
    const next = await openai(second).responses.create({
      model,
      previous_response_id: id,
      input: 'Is there a bus or a cat in the picture?',
    })
    expect(next.output_text).toMatch(/image1.*bus/)
    expect((await openai(second).responses.inputItems.list(id)).data).toHaveLength(1)

    const resumed = await transport(second).reconnectToStream({ chatId: 'goes-on' })
    let message: UIMessage | undefined
    if (resumed) for await (const one of readUIMessageStream({ stream: resumed })) message = one
    expect(message?.parts.map(({ type }) => type)).toEqual(expect.arrayContaining(['data-plan', 'text']))
    expect(await transport(second).reconnectToStream({ chatId: 'goes-on' })).toBeNull()

    await openai(second).responses.delete(id)
    const third = await queue.server({ keyFile: join(queue.place.env.SWITCHYARD_CACHE_DIR, 'keys.jsonl') })
    await expect(openai(third).responses.retrieve(id)).rejects.toThrow(NotFoundError)
    expect((await openai(third).responses.retrieve(next.id)).output_text).toBe(next.output_text)
  })
})
