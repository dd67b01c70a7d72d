import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { makePrivateFolder, privateFile } from '../../core/files.js'
import { type Media, mediaSchema } from '../../media/media.js'
import type { MediaStore } from '../../media/store/store.js'
import { notFound } from '../http/api-error.js'

/** Which media each key has sent or made. The bytes are in the agent's store; what the store drops is gone here too. */
export interface MediaShelf {
  /** Notes that the media are the owner's. */
  add(owner: string, media: readonly Media[]): Promise<void>
  /** @throws ApiError 404 for what the owner neither sent nor made, and for what is no longer there */
  get(owner: string, digest: string): Promise<{ media: Media; path: string }>
  /** Parameters of a link that opens this one file without a key, because browsers send none. */
  sign(owner: string, digest: string): string
  /** Whose file a link opens; undefined when the signature is not ours. */
  ownerOfLink(digest: string, query: URLSearchParams): string | undefined
}

const remembered = 10_000

export async function openMediaShelf({
  dir,
  store,
}: {
  dir: string
  store: MediaStore
}): Promise<MediaShelf> {
  await makePrivateFolder(dir)
  const secret = await loadSecret(join(dir, 'secret'))
  const known = new LRUCache<string, true>({ max: remembered })
  const folderOf = (owner: string) => join(dir, owner)
  const fileOf = (owner: string, digest: string) => join(folderOf(owner), `${digest}.json`)
  const signatureOf = (owner: string, digest: string) =>
    createHmac('sha256', secret).update(`${owner} ${digest}`).digest('base64url')

  return {
    async add(owner, media) {
      for (const one of media) {
        // The name counts too: the same bytes under another name are served under that.
        const record = JSON.stringify(one)
        const key = `${owner} ${createHash('sha256').update(record).digest('base64url')}`
        if (known.has(key)) continue
        await makePrivateFolder(folderOf(owner))
        const temporary = `${fileOf(owner, one.digest)}.${randomBytes(6).toString('hex')}.tmp`
        await writeFile(temporary, record, { mode: privateFile })
        await rename(temporary, fileOf(owner, one.digest))
        known.set(key, true)
      }
    },
    async get(owner, digest) {
      const missing = () =>
        notFound('There is no such file here. Files of requests are kept for a while only; send it again.')
      if (!/^[0-9a-f]{64}$/.test(digest)) throw missing()
      const text = await readFile(fileOf(owner, digest), 'utf8').catch(() => undefined)
      if (text === undefined) throw missing()
      const media = mediaSchema.parse(JSON.parse(text))
      if (!(await store.has(digest))) {
        await rm(fileOf(owner, digest), { force: true })
        known.clear()
        throw missing()
      }
      return { media, path: await store.path(digest) }
    },
    sign: (owner, digest) =>
      new URLSearchParams({ for: owner, signature: signatureOf(owner, digest) }).toString(),
    ownerOfLink(digest, query) {
      const owner = query.get('for')
      const signature = query.get('signature')
      if (owner === null || signature === null || !/^[A-Za-z0-9]+$/.test(owner)) return undefined
      const expected = Buffer.from(signatureOf(owner, digest))
      const signatureBytes = Buffer.from(signature)
      return signatureBytes.length === expected.length && timingSafeEqual(signatureBytes, expected)
        ? owner
        : undefined
    },
  }
}

/** What links are signed with: the same for all servers of one cache folder, and after a restart. */
async function loadSecret(file: string): Promise<Buffer> {
  const before = await readFile(file).catch(() => undefined)
  if (before?.length === 32) return before
  const secret = randomBytes(32)
  // Of two servers that start at once, the first decides.
  return writeFile(file, secret, { mode: privateFile, flag: 'wx' }).then(
    () => secret,
    () => readFile(file),
  )
}
