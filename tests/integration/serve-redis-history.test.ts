import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { picture } from '../support/cli.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { createServedQueue, type ServedQueue } from '../support/served-queue.js'

const turnSchema = z.looseObject({
  id: z.string(),
  run: z.string(),
  status: z.string(),
  answer: z.string().optional(),
})
const chatSchema = z.looseObject({
  id: z.string(),
  title: z.string(),
  turns: z.array(turnSchema).default([]),
})
const listSchema = z.looseObject({ data: z.array(chatSchema) })

describe.skipIf(noRedis)('Chats of several servers in front of one Redis', { timeout: 60_000 }, () => {
  let redis: TestRedis
  let queue: ServedQueue
  let first: Awaited<ReturnType<ServedQueue['server']>>
  let second: Awaited<ReturnType<ServedQueue['server']>>
  beforeAll(async () => {
    redis = await startRedis()
    // Each machine has a cache folder of its own.
    queue = await createServedQueue(redis.url, { isApart: true })
    first = await queue.server()
    second = await queue.server()
  })
  afterAll(async () => {
    await queue?.close()
    await redis?.stop()
  })

  async function call<S extends z.ZodType>(
    { baseURL }: { baseURL: string },
    schema: S,
    path: string,
    body?: unknown,
  ): Promise<z.output<S>> {
    const reply = await fetch(`${baseURL}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      body: body === undefined ? null : JSON.stringify(body),
    })
    const json = await reply.json()
    expect(reply.status, JSON.stringify(json)).toBeLessThan(300)
    return schema.parse(json)
  }

  test('go on at another server, also when the one that was asked is gone', async () => {
    const { id } = await call(first, chatSchema, '/chats', {})
    const url = `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
    const asked = { text: 'What is in this picture?', media: [{ url }] }
    const turn = await call(first, turnSchema, `/chats/${id}/turns`, asked)
    // No worker yet: it waits in the queue, and any server says so.
    expect((await call(second, chatSchema, `/chats/${id}`)).turns).toMatchObject([
      { id: turn.id, status: 'running' },
    ])
    expect((await call(second, listSchema, '/chats')).data).toMatchObject([
      { id, title: 'What is in this picture?' },
    ])
    await first.close({ drainMs: 0 })
    await queue.worker()

    const ended = async (turnId: string) => {
      const read = () => call(second, turnSchema, `/chats/${id}/turns/${turnId}`)
      await expect.poll(async () => (await read()).status, { timeout: 30_000 }).not.toBe('running')
      return read()
    }
    expect(await ended(turn.id)).toMatchObject({ status: 'answered', answer: expect.stringContaining('bus') })
    // The next question of the chat may speak of the picture that the other server took in.
    const next = await call(second, turnSchema, `/chats/${id}/turns`, {
      text: 'Is there a bus or a cat in the picture?',
      after: turn.id,
    })
    expect((await ended(next.id)).answer).toMatch(/image1.*bus/)

    await call(second, chatSchema, `/chats/${id}`, { title: 'The bus' })
    const third = await queue.server()
    const opened = await call(third, chatSchema, `/chats/${id}`)
    expect(opened).toMatchObject({ title: 'The bus', turns: [{ id: turn.id }, { id: next.id }] })
    expect((await call(third, listSchema, '/chats?query=cat%20bus')).data).toHaveLength(1)
    const exported = await call(
      third,
      z.looseObject({ turns: z.array(z.looseObject({ record: z.looseObject({}) })) }),
      `/chats/${id}/export`,
    )
    expect(exported.turns[0]?.record).toMatchObject({ status: 'answered' })
    await fetch(`${third.baseURL}/chats/${id}`, { method: 'DELETE' })
    expect((await fetch(`${second.baseURL}/chats/${id}`)).status).toBe(404)
  })
})
