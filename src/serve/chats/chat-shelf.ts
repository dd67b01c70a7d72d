import { randomUUID } from 'node:crypto'
import { appendFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { errnoOf } from '../../core/errno.js'
import { makePrivateFolder, privateFile, replaceFile } from '../../core/files.js'
import { notFound } from '../http/api-error.js'
import { type ChatHead, type ChatTurn, chatHeadSchema, chatTurnSchema, maxTitle } from './chat-records.js'

/** The chats of each key, on disk. They stay until they are deleted. */
export interface ChatShelf {
  create(owner: string, title: string): Promise<ChatHead>
  /** The one that was used last first. With words: those that have all of them in title, questions or answers. */
  list(owner: string, words?: readonly string[]): Promise<ChatHead[]>
  /** @throws ApiError 404 */
  head(owner: string, id: string): Promise<ChatHead>
  /** In the order in which they were asked. @throws ApiError 404 */
  turns(owner: string, id: string): Promise<ChatTurn[]>
  /** Changes its title, or only when it was used last. @throws ApiError 404 */
  update(owner: string, id: string, title?: string): Promise<ChatHead>
  /** Keeps a turn, or how it stands now. Does nothing where the chat was deleted meanwhile. */
  writeTurn(owner: string, id: string, turn: ChatTurn): Promise<void>
  /** Keeps what a turn's run recorded. Does nothing where the chat was deleted meanwhile. */
  writeRecord(owner: string, id: string, turn: string, record: string): Promise<void>
  /** The record of a turn as JSON text; undefined while it runs. */
  record(owner: string, id: string, turn: string): Promise<string | undefined>
  /** @throws ApiError 404 */
  remove(owner: string, id: string): Promise<void>
}

const idPattern = z.uuid()

export function createChatShelf({ dir, now = Date.now }: { dir: string; now?: () => number }): ChatShelf {
  const folderOf = (owner: string, id: string) => join(dir, owner, id)
  const seconds = () => Math.floor(now() / 1000)
  const missing = () => notFound('There is no such chat. GET /v1/chats lists those of your key.')

  async function readHead(owner: string, id: string): Promise<ChatHead | undefined> {
    if (!idPattern.safeParse(id).success) return undefined
    const text = await readOrNone(join(folderOf(owner, id), 'about.json'))
    return text === undefined ? undefined : chatHeadSchema.parse(JSON.parse(text))
  }

  async function writeHead(owner: string, head: ChatHead): Promise<ChatHead> {
    try {
      await replaceFile(join(folderOf(owner, head.id), 'about.json'), (temporary) =>
        writeFile(temporary, JSON.stringify(head), { mode: privateFile }),
      )
    } catch (error) {
      // It was deleted since it was read.
      throw errnoOf(error) === 'ENOENT' ? missing() : error
    }
    return head
  }

  async function headOf(owner: string, id: string): Promise<ChatHead> {
    const head = await readHead(owner, id)
    if (!head) throw missing()
    return head
  }

  async function readTurns(owner: string, id: string): Promise<ChatTurn[]> {
    const text = (await readOrNone(join(folderOf(owner, id), 'turns.jsonl'))) ?? ''
    // A later line of a turn says how it stands now. A line that was cut short by a crash is left out.
    const turns = new Map<string, ChatTurn>()
    for (const line of text.split('\n')) {
      const turn = parseTurn(line)
      if (turn) turns.set(turn.id, turn)
    }
    return [...turns.values()]
  }

  async function saysAll(owner: string, head: ChatHead, words: readonly string[]): Promise<boolean> {
    const turns = await readTurns(owner, head.id)
    const said = [head.title, ...turns.flatMap(({ text, answer }) => [text, answer ?? ''])]
    const text = said.join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  }

  return {
    async create(owner, title) {
      const head: ChatHead = {
        id: randomUUID(),
        title: title.slice(0, maxTitle),
        created_at: seconds(),
        updated_at: seconds(),
      }
      await makePrivateFolder(join(dir, owner))
      await makePrivateFolder(join(folderOf(owner, head.id), 'records'))
      return writeHead(owner, head)
    },
    async list(owner, words = []) {
      const heads: ChatHead[] = []
      for (const id of await readdir(join(dir, owner)).catch(() => [])) {
        const head = await readHead(owner, id)
        if (head && (words.length === 0 || (await saysAll(owner, head, words)))) heads.push(head)
      }
      return heads.sort((a, b) => b.updated_at - a.updated_at || b.created_at - a.created_at)
    },
    head: headOf,
    async turns(owner, id) {
      await headOf(owner, id)
      return readTurns(owner, id)
    },
    async update(owner, id, title) {
      const head = await headOf(owner, id)
      return writeHead(owner, {
        ...head,
        title: (title ?? head.title).slice(0, maxTitle),
        updated_at: seconds(),
      })
    },
    writeTurn: (owner, id, turn) =>
      unlessGone(
        // One write of one line, which begins anew behind a line that a crash has cut short.
        appendFile(join(folderOf(owner, id), 'turns.jsonl'), `\n${JSON.stringify(turn)}\n`, {
          mode: privateFile,
        }),
      ),
    writeRecord: (owner, id, turn, record) =>
      unlessGone(
        replaceFile(join(folderOf(owner, id), 'records', `${turn}.json`), (temporary) =>
          writeFile(temporary, record, { mode: privateFile }),
        ),
      ),
    record: (owner, id, turn) => readOrNone(join(folderOf(owner, id), 'records', `${turn}.json`)),
    async remove(owner, id) {
      await headOf(owner, id)
      // Renamed first: what a run still writes must not come between.
      const away = join(dir, owner, `deleted-${randomUUID()}`)
      await rename(folderOf(owner, id), away)
      await rm(away, { recursive: true, force: true })
    },
  }
}

function parseTurn(line: string): ChatTurn | undefined {
  if (line.trim() === '') return undefined
  try {
    return chatTurnSchema.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

async function readOrNone(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function unlessGone(writing: Promise<void>): Promise<void> {
  try {
    await writing
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}
