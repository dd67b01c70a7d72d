import { randomUUID } from 'node:crypto'
import { appendFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { errnoOf } from '../../core/errno.js'
import { makePrivateFolder, privateFile, replaceFile } from '../../core/files.js'
import { type ChatHead, type ChatTurn, chatHeadSchema } from './chat-records.js'
import { changedHead, lastUsedFirst, missingChat, newHead, readTurnLines, saysAll } from './chat-turns.js'

/** The chats of each key. They stay until they are deleted. */
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

/** Chats as folders: of the servers of one machine. */
export function createChatShelf({ dir, now = Date.now }: { dir: string; now?: () => number }): ChatShelf {
  const folderOf = (owner: string, id: string) => join(dir, owner, id)
  const seconds = () => Math.floor(now() / 1000)

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
      throw errnoOf(error) === 'ENOENT' ? missingChat() : error
    }
    return head
  }

  async function headOf(owner: string, id: string): Promise<ChatHead> {
    const head = await readHead(owner, id)
    if (!head) throw missingChat()
    return head
  }

  async function readTurns(owner: string, id: string): Promise<ChatTurn[]> {
    const text = (await readOrNone(join(folderOf(owner, id), 'turns.jsonl'))) ?? ''
    return readTurnLines(text.split('\n'))
  }

  return {
    async create(owner, title) {
      const head = newHead(title, seconds())
      await makePrivateFolder(join(dir, owner))
      await makePrivateFolder(join(folderOf(owner, head.id), 'records'))
      return writeHead(owner, head)
    },
    async list(owner, words = []) {
      const heads: ChatHead[] = []
      for (const id of await readdir(join(dir, owner)).catch(() => [])) {
        const head = await readHead(owner, id)
        if (head && (words.length === 0 || saysAll(head, await readTurns(owner, id), words))) heads.push(head)
      }
      return lastUsedFirst(heads)
    },
    head: headOf,
    async turns(owner, id) {
      await headOf(owner, id)
      return readTurns(owner, id)
    },
    async update(owner, id, title) {
      return writeHead(owner, changedHead(await headOf(owner, id), title, seconds()))
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
