import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatTurn } from '../../src/serve/chats/chat-records.js'
import { type ChatShelf, createChatShelf } from '../../src/serve/chats/chat-shelf.js'
import { createRedisChatShelf } from '../../src/serve/chats/redis-chat-shelf.js'
import { createQueuePlace } from '../support/queue-place.js'
import { noRedis, startRedis } from '../support/redis.js'

const turnOf = (text: string, more: Partial<ChatTurn> = {}): ChatTurn => ({
  id: randomUUID(),
  after: null,
  text,
  media: [],
  created_at: 1,
  run: randomUUID(),
  status: 'running',
  ...more,
})

/** What every place for chats does; `open` gives the same place twice, as to two servers. */
function keepsChats(open: (now: () => number) => Promise<[ChatShelf, ChatShelf]>) {
  let now = 0
  let one: ChatShelf
  let other: ChatShelf
  beforeAll(async () => {
    ;[one, other] = await open(() => now)
  })

  it('keeps turns in the order in which they were asked, as they stand now', async () => {
    const { id } = await one.create('anna', 'Ships')
    const [first, second] = [turnOf('How many?'), turnOf('Which?')]
    await one.writeTurn('anna', id, first)
    await other.writeTurn('anna', id, second)
    await other.writeTurn('anna', id, { ...first, status: 'answered', answer: 'Three.' })
    expect(await one.turns('anna', id)).toEqual([{ ...first, status: 'answered', answer: 'Three.' }, second])
    expect(await other.record('anna', id, first.id)).toBeUndefined()
    await one.writeRecord('anna', id, first.id, '{"answer":"Three. ⛵"}')
    expect(await other.record('anna', id, first.id)).toBe('{"answer":"Three. ⛵"}')
  })

  it('lists the one that was used last first, and finds those with all words', async () => {
    now = 10_000
    const older = await one.create('ben', 'Cranes')
    now = 20_000
    const newer = await other.create('ben', '')
    await one.writeTurn('ben', newer.id, turnOf('What is in the harbour?', { answer: 'A Crane.' }))
    expect((await one.list('ben')).map(({ id }) => id)).toEqual([newer.id, older.id])
    now = 30_000
    expect(await other.update('ben', older.id, 'x'.repeat(300))).toMatchObject({ updated_at: 30 })
    expect((await one.list('ben')).map(({ id }) => id)).toEqual([older.id, newer.id])
    expect((await one.head('ben', older.id)).title).toHaveLength(200)
    expect((await one.list('ben', ['crane', 'harbour'])).map(({ id }) => id)).toEqual([newer.id])
    expect(await one.list('ben', ['whale'])).toEqual([])
  })

  it("are their owner's own, and what ends after a chat is gone brings nothing of it back", async () => {
    const { id } = await one.create('carl', 'Gone')
    const turn = turnOf('Anything?')
    await one.writeTurn('carl', id, turn)
    await expect(one.head('dora', id)).rejects.toThrow('no such chat')
    await expect(one.remove('dora', id)).rejects.toThrow('no such chat')
    await other.remove('carl', id)
    await one.writeTurn('carl', id, turn)
    await one.writeRecord('carl', id, turn.id, '{}')
    await expect(one.turns('carl', id)).rejects.toThrow('no such chat')
    await expect(one.update('carl', id)).rejects.toThrow('no such chat')
    expect(await one.record('carl', id, turn.id)).toBeUndefined()
    expect(await one.list('carl')).toEqual([])
    for (const strange of ['..', '', 'x/y']) await expect(one.head('carl', strange)).rejects.toThrow()
  })
}

describe('Chats in folders', () => {
  let dir: string
  keepsChats(async (now) => {
    dir = await mkdtemp(join(tmpdir(), 'switchyard-chats-'))
    return [createChatShelf({ dir, now }), createChatShelf({ dir, now })]
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))
})

describe.skipIf(noRedis)('Chats in Redis', () => {
  let close = async () => {}
  keepsChats(async (now) => {
    const redis = await startRedis()
    const place = await createQueuePlace(redis.url)
    close = async () => {
      await place.close()
      await redis.stop()
    }
    return [
      createRedisChatShelf(await place.connect(), { now }),
      createRedisChatShelf(await place.connect(), { now }),
    ]
  })
  afterAll(() => close())
})
