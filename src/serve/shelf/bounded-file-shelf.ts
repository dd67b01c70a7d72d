import { formatBytes } from '../../core/format.js'
import { ApiError } from '../http/api-error.js'
import { type FileShelf, fileIdOf, missingFile, type Upload } from './file-shelf.js'

export interface UploadBounds {
  /** Most bytes that one key keeps. */
  bytesPerKey: number
  /** Most bytes that all keep together on this machine. */
  bytes: number
  /** How long an upload is kept that says nothing else, milliseconds. */
  keepMs: number
}

/** Counts an upload while it comes in, so that many at once stay within the bounds together. */
export interface UploadRoom {
  /** @throws ApiError 413 when the key may not keep so much, 507 when the server can't */
  take(bytes: number): void
  /** Called when the upload is kept, or is none. */
  leave(): void
}

/** Uploads within bounds: so many bytes, and for so long. */
export interface BoundedFileShelf extends Omit<FileShelf, 'owners'> {
  /** @param announcedBytes what the client says will come; refused at once where there is no room for it */
  reserve(owner: string, announcedBytes: number): Promise<UploadRoom>
  close(): void
}

/** Bytes of a form besides its file. */
const formBytes = 1_000_000
/** How often uploads whose time is over are removed, and all are counted anew, also those of other servers. */
const sweepMs = 600_000

export function boundFileShelf(
  shelf: FileShelf,
  { bytesPerKey, bytes: mostBytes, keepMs }: UploadBounds,
  { now = Date.now } = {},
): BoundedFileShelf {
  /** By owner; undefined until all were counted. */
  let kept: Map<string, number> | undefined
  const coming = new Map<string, number>()
  const isOver = ({ expires_at: end }: Upload): boolean => end !== undefined && end * 1000 <= now()

  async function count(owner: string): Promise<number> {
    let bytes = 0
    for (const upload of await shelf.list(owner)) {
      if (isOver(upload)) await shelf.remove(owner, upload.id).catch(() => undefined)
      else bytes += upload.bytes
    }
    return bytes
  }

  async function countAll(): Promise<Map<string, number>> {
    const owners = (await shelf.owners?.()) ?? [...(kept?.keys() ?? [])]
    const counted = new Map<string, number>()
    for (const owner of owners) counted.set(owner, await count(owner))
    kept = counted
    return counted
  }

  async function change(owner: string, bytes: number): Promise<void> {
    const counted = kept
    if (counted) counted.set(owner, Math.max(0, (counted.get(owner) ?? 0) + bytes))
  }

  async function get(owner: string, id: string): Promise<{ upload: Upload; path: string }> {
    const found = await shelf.get(owner, id)
    if (!isOver(found.upload)) return found
    await shelf.remove(owner, id).catch(() => undefined)
    await change(owner, -found.upload.bytes)
    throw missingFile()
  }

  const timer = setInterval(() => {
    countAll().catch(() => undefined)
  }, sweepMs)
  timer.unref()

  return {
    get,
    async add(owner, staged, about) {
      const before = await get(owner, fileIdOf(staged.digest)).catch(() => undefined)
      const expires_at = about.expires_at ?? Math.ceil((now() + keepMs) / 1000)
      const upload = await shelf.add(owner, staged, { ...about, expires_at })
      if (!before) await change(owner, upload.bytes)
      return upload
    },
    list: async (owner) => (await shelf.list(owner)).filter((upload) => !isOver(upload)),
    async remove(owner, id) {
      const { upload } = await get(owner, id)
      await shelf.remove(owner, id)
      await change(owner, -upload.bytes)
    },
    async reserve(owner, announcedBytes) {
      const counted = kept ?? (await countAll())
      if (!counted.has(owner)) counted.set(owner, await count(owner))
      let taken = 0
      const check = (bytes: number) => {
        const own = (kept?.get(owner) ?? 0) + (coming.get(owner) ?? 0)
        if (own + bytes > bytesPerKey) throw quotaExceeded(bytesPerKey, own - taken)
        if (sum(kept) + sum(coming) + bytes > mostBytes) throw shelfFull()
      }
      check(Math.max(0, announcedBytes - formBytes))
      return {
        take(bytes) {
          check(bytes)
          taken += bytes
          coming.set(owner, (coming.get(owner) ?? 0) + bytes)
        },
        leave() {
          const left = (coming.get(owner) ?? 0) - taken
          if (left > 0) coming.set(owner, left)
          else coming.delete(owner)
          taken = 0
        },
      }
    },
    close: () => clearInterval(timer),
  }
}

function sum(counts: ReadonlyMap<string, number> | undefined): number {
  let all = 0
  for (const bytes of counts?.values() ?? []) all += bytes
  return all
}

const quotaExceeded = (most: number, own: number): ApiError =>
  new ApiError(
    `A key may keep ${formatBytes(most)} of uploads here, and yours keeps ${formatBytes(own)}. Delete some with DELETE /v1/files/{id}, or send a smaller file.`,
    { status: 413, code: 'upload_quota_exceeded', param: 'file', closes: true },
  )

const shelfFull = (): ApiError =>
  new ApiError(
    'The server keeps as many uploads as it may. Its operator can allow more, or delete some; you can delete yours with DELETE /v1/files/{id}.',
    { status: 507, code: 'uploads_full', param: 'file', closes: true },
  )
