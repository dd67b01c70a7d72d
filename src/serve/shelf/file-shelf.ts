import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { makePrivateFolder, privateFile } from '../../core/files.js'
import type { StagedMedia } from '../../media/store/store.js'
import { notFound } from '../http/api-error.js'

export const uploadSchema = z.object({
  id: z.string(),
  bytes: z.number(),
  created_at: z.number(),
  filename: z.string(),
  purpose: z.string(),
  digest: z.string(),
  /** Absent: never. */
  expires_at: z.number().optional(),
})

/** An uploaded file, as its record says it. Times are in seconds since 1970. */
export type Upload = z.output<typeof uploadSchema>

/** Uploaded files of each key. They stay until they are removed. */
export interface FileShelf {
  /** Keeps a staged file. The same bytes of the same owner have the same id and are kept once. */
  add(
    owner: string,
    staged: StagedMedia,
    about: { filename: string; purpose: string; expires_at?: number | undefined },
  ): Promise<Upload>
  /** @throws ApiError 404 */
  get(owner: string, id: string): Promise<{ upload: Upload; path: string }>
  /** The newest first. */
  list(owner: string): Promise<Upload[]>
  /** @throws ApiError 404 */
  remove(owner: string, id: string): Promise<void>
  /** Who has files; absent where they do not lie on this machine. */
  owners?: (() => Promise<string[]>) | undefined
}

export function createFileShelf({ dir, now = Date.now }: { dir: string; now?: () => number }): FileShelf {
  const folderOf = (owner: string, id: string) => join(dir, owner, id)

  async function read(owner: string, id: string): Promise<Upload | undefined> {
    if (!/^file-[0-9a-f]{32}$/.test(id)) return undefined
    const text = await readFile(join(folderOf(owner, id), 'about.json'), 'utf8').catch(() => undefined)
    return text === undefined ? undefined : uploadSchema.parse(JSON.parse(text))
  }

  return {
    async add(owner, staged, about) {
      const { digest, bytes } = staged
      const id = fileIdOf(digest)
      const before = await read(owner, id)
      const created_at = before?.created_at ?? Math.floor(now() / 1000)
      const upload: Upload = { id, bytes, created_at, digest, ...about }
      const folder = folderOf(owner, id)
      await makePrivateFolder(join(dir, owner))
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await moveFile(staged.path, join(folder, 'content'))
      await staged.discard()
      // Written last: a file without its record is not there.
      const temporary = join(folder, `${randomBytes(6).toString('hex')}.tmp`)
      await writeFile(temporary, JSON.stringify(upload), { mode: privateFile })
      await rename(temporary, join(folder, 'about.json'))
      return upload
    },
    async get(owner, id) {
      const upload = await read(owner, id)
      if (!upload) throw missingFile()
      const path = join(folderOf(owner, id), 'content')
      if (!(await stat(path).catch(() => undefined))) throw missingFile()
      return { upload, path }
    },
    async list(owner) {
      const ids = await readdir(join(dir, owner)).catch(() => [])
      const uploads = await Promise.all(ids.map((id) => read(owner, id)))
      return newestFirst(uploads.filter((upload) => upload !== undefined))
    },
    async remove(owner, id) {
      if (!(await read(owner, id))) throw missingFile()
      await rm(folderOf(owner, id), { recursive: true, force: true })
    },
    owners: () => readdir(dir).catch(() => []),
  }
}

/** Half of the digest: as hard to guess as the content, and as unlikely to meet another. */
export const fileIdOf = (digest: string): string => `file-${digest.slice(0, 32)}`

export const missingFile = () => notFound('There is no such file. GET /v1/files lists those of your key.')

export const newestFirst = (uploads: readonly Upload[]): Upload[] =>
  uploads.toSorted((a, b) => b.created_at - a.created_at || (a.id < b.id ? -1 : 1))

/** By renaming; by copying where the two folders are on different disks. */
async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async () => {
    await copyFile(from, `${to}.tmp`)
    await rename(`${to}.tmp`, to)
  })
}
