import type { MediaStore } from '../../media/store/store.js'
import {
  type FileShelf,
  fileIdOf,
  missingFile,
  newestFirst,
  type Upload,
  uploadSchema,
} from './file-shelf.js'
import type { OwnedRecords } from './owned-records.js'

/**
 * Uploads for servers on several machines: the bytes are in the share of the media store, by digest, and the records say
 * whose they are. What is deleted is gone for its owner; its bytes stay in the share, where others may have the same.
 */
export function createSharedFileShelf({
  records,
  store,
  now = Date.now,
}: {
  records: OwnedRecords
  store: MediaStore
  now?: () => number
}): FileShelf {
  const read = async (owner: string, id: string): Promise<Upload | undefined> =>
    uploadSchema.safeParse(await records.get(owner, id)).data

  return {
    async add(owner, staged, about) {
      const { digest, bytes } = staged
      const id = fileIdOf(digest)
      const before = await read(owner, id)
      const upload: Upload = {
        id,
        bytes,
        created_at: before?.created_at ?? Math.floor(now() / 1000),
        digest,
        ...about,
      }
      await staged.keepBytes()
      await store.publish({ digest, bytes, mimeType: 'application/octet-stream' })
      // Last: what is listed can be had.
      await records.put(owner, id, upload)
      return upload
    },
    async get(owner, id) {
      const upload = await read(owner, id)
      if (!upload || !(await store.has(upload.digest))) throw missingFile()
      return { upload, path: await store.path(upload.digest) }
    },
    async list(owner) {
      const found = await records.list(owner)
      return newestFirst(found.flatMap(({ record }) => uploadSchema.safeParse(record).data ?? []))
    },
    async remove(owner, id) {
      if (!(await read(owner, id))) throw missingFile()
      await records.remove(owner, id)
    },
  }
}
