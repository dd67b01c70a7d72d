import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { dayMs } from '../../core/clock.js'
import { documentOf, type Media, mediaSchema } from '../../media/media.js'
import type { MediaStore } from '../../media/store/store.js'
import { notFound } from '../http/api-error.js'
import { loadSecret } from './load-secret.js'
import type { RecordPlace } from './owned-records.js'

/** Which media each key has sent or made. The bytes are in the agent's store; what the store drops is gone here too. */
export interface MediaShelf {
  /** Notes that the media are the owner's, and the documents that they were read from. What has no name keeps the one that it had. */
  add(owner: string, media: readonly Media[]): Promise<void>
  /** @throws ApiError 404 for what the owner neither sent nor made, and for what is no longer there */
  get(owner: string, digest: string): Promise<{ media: Media; path: string }>
  /** Parameters of a link that opens this one file without a key, because browsers send none. */
  sign(owner: string, digest: string): string
  /** Whose file a link opens; undefined when the signature is not ours. */
  ownerOfLink(digest: string, query: URLSearchParams): string | undefined
}

const remembered = 10_000
/** Longer than any store keeps what nobody asks for. */
const keepMs = 90 * dayMs

export async function openMediaShelf({
  place,
  store,
}: {
  place: RecordPlace
  store: MediaStore
}): Promise<MediaShelf> {
  const records = place.open('media', { keepMs, isListed: false })
  const secret = await loadSecret(place, 'links')
  /** What each record holds, so that the same is not written again. */
  const known = new LRUCache<string, string>({ max: remembered, ttl: dayMs })
  const signatureOf = (owner: string, digest: string) =>
    createHmac('sha256', secret).update(`${owner} ${digest}`).digest('base64url')

  return {
    async add(owner, media) {
      for (const one of media.flatMap((read) => [...new Set([read, documentOf(read) ?? read])])) {
        const key = `${owner} ${one.digest}`
        // The name counts too: the same bytes under another name are served under that.
        const held = createHash('sha256').update(JSON.stringify(one)).digest('base64url')
        if (known.get(key) === held) continue
        if (
          one.name === undefined &&
          (known.has(key) || (await records.get(owner, one.digest)) !== undefined)
        )
          continue
        await records.put(owner, one.digest, one)
        known.set(key, held)
      }
    },
    async get(owner, digest) {
      const missing = () =>
        notFound('There is no such file here. Files of requests are kept for a while only; send it again.')
      if (!/^[0-9a-f]{64}$/.test(digest)) throw missing()
      const found = mediaSchema.safeParse(await records.get(owner, digest))
      if (!found.success) throw missing()
      if (!(await store.has(digest))) {
        await records.remove(owner, digest)
        known.clear()
        throw missing()
      }
      return { media: found.data, path: await store.path(digest) }
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
