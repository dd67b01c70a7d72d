import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { parseJson } from '../../core/json.js'
import type { QueueConnection } from '../../queue/redis/connection.js'
import { scriptFile } from '../../queue/redis/redis-script.js'
import { submitError } from '../../queue/redis/while-full.js'
import { type ChatHead, chatHeadSchema } from './chat-records.js'
import type { ChatShelf } from './chat-shelf.js'
import { changedHead, lastUsedFirst, missingChat, newHead, readTurnLines, saysAll } from './chat-turns.js'

const keepScript = scriptFile('keep-in-chat')
const pack = promisify(deflateRaw)
const unpack = promisify(inflateRaw)

/** Chats in Redis: of any number of servers, each of which goes on with what another one began. */
export function createRedisChatShelf(
  { redis, namespace }: Pick<QueueConnection, 'redis' | 'namespace'>,
  { now = Date.now }: { now?: () => number } = {},
): ChatShelf {
  const headsOf = (owner: string) => `${namespace}:serve-chat-heads:${owner}`
  const turnsOf = (owner: string, id: string) => `${namespace}:serve-chat-turns:${owner}:${id}`
  const recordsOf = (owner: string, id: string) => `${namespace}:serve-chat-records:${owner}:${id}`
  const seconds = () => Math.floor(now() / 1000)
  const parseHead = (text: string | null): ChatHead | undefined =>
    chatHeadSchema.safeParse(parseJson(text ?? '')).data

  async function headOf(owner: string, id: string): Promise<ChatHead> {
    const head = parseHead(await redis.hget(headsOf(owner), id))
    if (!head) throw missingChat()
    return head
  }

  const readTurns = async (owner: string, id: string) =>
    readTurnLines(await redis.lrange(turnsOf(owner, id), 0, -1))

  /** Says whether the chat is there. An empty field: it goes to the end of a list. */
  async function keep(
    place: { owner: string; id: string; key: string; field?: string },
    value: string | Buffer,
  ): Promise<boolean> {
    const { owner, id, key, field = '' } = place
    const kept = await keepScript(redis, [id, field, value], [headsOf(owner), key]).catch((error) => {
      throw submitError(error)
    })
    return kept === 1
  }

  return {
    async create(owner, title) {
      const head = newHead(title, seconds())
      await redis.hset(headsOf(owner), head.id, JSON.stringify(head)).catch((error) => {
        throw submitError(error)
      })
      return head
    },
    async list(owner, words = []) {
      const heads = (await redis.hvals(headsOf(owner))).flatMap((text) => parseHead(text) ?? [])
      if (words.length === 0) return lastUsedFirst(heads)
      const found: ChatHead[] = []
      for (const head of heads) if (saysAll(head, await readTurns(owner, head.id), words)) found.push(head)
      return lastUsedFirst(found)
    },
    head: headOf,
    async turns(owner, id) {
      await headOf(owner, id)
      return readTurns(owner, id)
    },
    async update(owner, id, title) {
      const head = changedHead(await headOf(owner, id), title, seconds())
      // It may have been deleted since it was read.
      if (!(await keep({ owner, id, key: headsOf(owner), field: id }, JSON.stringify(head))))
        throw missingChat()
      return head
    },
    async writeTurn(owner, id, turn) {
      await keep({ owner, id, key: turnsOf(owner, id) }, JSON.stringify(turn))
    },
    async writeRecord(owner, id, turn, record) {
      await keep({ owner, id, key: recordsOf(owner, id), field: turn }, await pack(record))
    },
    async record(owner, id, turn) {
      const packed = await redis.hgetBuffer(recordsOf(owner, id), turn)
      return packed ? (await unpack(packed)).toString('utf8') : undefined
    },
    async remove(owner, id) {
      await headOf(owner, id)
      await redis.multi().hdel(headsOf(owner), id).del(turnsOf(owner, id), recordsOf(owner, id)).exec()
    },
  }
}
