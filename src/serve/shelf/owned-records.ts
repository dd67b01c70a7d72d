import { randomBytes } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../../core/errno.js'
import { makePrivateFolder, privateFile } from '../../core/files.js'
import { parseJson } from '../../core/json.js'
import { explainFullDisk } from './disk-full.js'

/** Small records of each owner, by id. Whoever reads one parses it. */
export interface OwnedRecords {
  /** Writes a record, or writes it anew. */
  put(owner: string, id: string, record: unknown): Promise<void>
  get(owner: string, id: string): Promise<unknown>
  /** All records of an owner, in no order. */
  list(owner: string): Promise<{ id: string; record: unknown }[]>
  remove(owner: string, id: string): Promise<void>
}

/** Where records of a kind are: `files`, `batches`. */
export interface RecordPlace {
  open(kind: string, options?: RecordOptions): OwnedRecords
  /**
   * Holds a name, so that of all servers of this place one does a piece of work. Undefined while another holds it. What was
   * held is free again when its holder dies.
   */
  hold(name: string): Promise<Held | undefined>
}

export interface RecordOptions {
  /** How long a record is kept after it was written, where records end by themselves, milliseconds. Default: for good. */
  keepMs?: number | undefined
  /** Whether they are ever listed. Default: true. */
  isListed?: boolean | undefined
}

/** A name that this process holds. */
export interface Held {
  /** Aborts when it was lost, such as while Redis was gone. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** Ids and owners are parts of paths here. */
const isName = (text: string): boolean => /^[\w-]{1,128}$/.test(text)

/** Records as files: for the servers of one machine. `hold` keeps other processes off by a name of the system's. */
export function createFolderRecords({ dir, hold }: { dir: string; hold: RecordPlace['hold'] }): RecordPlace {
  return {
    hold,
    open(kind) {
      const fileOf = (owner: string, id: string) => join(dir, kind, owner, `${id}.json`)
      const read = async (owner: string, id: string): Promise<unknown> => {
        if (!isName(owner) || !isName(id)) return undefined
        try {
          return parseJson(await readFile(fileOf(owner, id), 'utf8'))
        } catch (error) {
          if (errnoOf(error) === 'ENOENT') return undefined
          throw error
        }
      }
      return {
        async put(owner, id, record) {
          await makePrivateFolder(join(dir, kind, owner))
          const temporary = `${fileOf(owner, id)}.${randomBytes(6).toString('hex')}.tmp`
          try {
            await writeFile(temporary, JSON.stringify(record), { mode: privateFile })
            await rename(temporary, fileOf(owner, id))
          } catch (error) {
            await rm(temporary, { force: true })
            throw explainFullDisk(error)
          }
        },
        get: read,
        async list(owner) {
          if (!isName(owner)) return []
          const names = await readdir(join(dir, kind, owner)).catch(() => [])
          const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
          const found = await Promise.all(ids.map(async (id) => ({ id, record: await read(owner, id) })))
          return found.filter(({ record }) => record !== undefined)
        },
        async remove(owner, id) {
          if (isName(owner) && isName(id)) await rm(fileOf(owner, id), { force: true })
        },
      }
    },
  }
}
