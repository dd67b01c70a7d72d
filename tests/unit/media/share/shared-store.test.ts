import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SwitchyardError } from '../../../../src/core/errors.js'
import { createDirectoryShare } from '../../../../src/media/share/directory-share.js'
import type { MediaShare } from '../../../../src/media/share/share.js'
import { createSharedStore } from '../../../../src/media/share/shared-store.js'
import { type MediaDescription, openMediaStore } from '../../../../src/media/store/store.js'
import { temporaryDir } from '../../../support/media-files.js'
import { until } from '../../../support/queue-place.js'

const description: MediaDescription = { modality: 'text', mimeType: 'text/plain', facts: {} }
const gone = () => new SwitchyardError('PROVIDER_UNAVAILABLE', 'Gone for a moment.', { retryable: true })

/** Two machines, each with a store of its own, that share a folder. */
async function machines({
  maxBytes = 1e9,
  attempts = 3,
  change = (share: MediaShare): MediaShare => share,
} = {}) {
  const dir = await temporaryDir()
  const folder = join(dir, 'share')
  const open = async (name: string, share: MediaShare) => {
    const local = await openMediaStore({ dir: join(dir, name), maxBytes: 1e9 })
    return { local, store: createSharedStore({ local, share, maxBytes, attempts }) }
  }
  return {
    one: await open('one', createDirectoryShare(folder)),
    other: await open('other', change(createDirectoryShare(folder))),
    inShare: (digest: string) => join(folder, digest.slice(0, 2), digest),
    unfinished: async () => (await readdir(join(dir, 'other/tmp'))).length,
  }
}

describe('a media store with a share', () => {
  it('has what another machine has put', async () => {
    const { one, other } = await machines()
    const media = await one.store.put(Buffer.from('made here'), description)
    expect(await other.store.has(media.digest)).toBe(true)
    expect(await other.local.has(media.digest)).toBe(false)
    expect(await readFile(await other.store.path(media.digest), 'utf8')).toBe('made here')
    expect(await other.local.has(media.digest)).toBe(true)
  })

  it('fetches again what was evicted', async () => {
    const { one } = await machines()
    const media = await one.store.put(Buffer.from('comes back'), description)
    await rm(await one.local.path(media.digest))
    expect(await readFile(await one.store.path(media.digest), 'utf8')).toBe('comes back')
  })

  it('puts again what was removed from the share', async () => {
    const { one, other, inShare } = await machines()
    const media = await one.store.put(Buffer.from('expired there'), description)
    await rm(inShare(media.digest))
    const fresh = createSharedStore({
      local: one.local,
      share: createDirectoryShare(join(inShare(media.digest), '../..')),
      maxBytes: 1e9,
    })
    await fresh.publish(media)
    expect(await other.store.has(media.digest)).toBe(true)
  })

  it('refuses damaged bytes, and keeps nothing of them', async () => {
    const { one, other, inShare, unfinished } = await machines({ attempts: 2 })
    for (const damage of ['other words', '', 'a longer text than there was']) {
      const media = await one.store.put(randomBytes(11), description)
      await writeFile(inShare(media.digest), damage)
      await expect(other.store.path(media.digest)).rejects.toMatchObject({
        code: 'FETCH_FAILED',
        retryable: true,
        message: expect.stringMatching(/SHA-256 is another.*Remove [0-9a-f]{64} from the share/),
      })
      expect(await other.local.has(media.digest)).toBe(false)
    }
    expect(await unfinished()).toBe(0)
  })

  it('says where it has looked for what is nowhere', async () => {
    const { other } = await machines()
    await expect(other.store.path('a'.repeat(64))).rejects.toMatchObject({
      code: 'MEDIA_NOT_FOUND',
      message: expect.stringMatching(/neither in the store .*other nor in the share .*share/),
    })
    expect(await other.store.has('a'.repeat(64))).toBe(false)
  })

  it('fetches no more than the bound', async () => {
    const { one, other, unfinished } = await machines({ maxBytes: 1000 })
    const media = await one.local.put(Buffer.alloc(1001), description)
    await one.store.publish(media)
    await expect(other.store.path(media.digest)).rejects.toMatchObject({ code: 'MEDIA_TOO_LARGE' })
    expect(await unfinished()).toBe(0)
  })

  it('tries again what fails in passing, also half-way', async () => {
    let gets = 0
    const { one, other } = await machines({
      change: (share) => ({
        ...share,
        async read(digest, call, use) {
          gets += 1
          if (gets === 1) throw gone()
          return gets > 2 ? share.read(digest, call, use) : use(breaking())
        },
      }),
    })
    async function* breaking() {
      yield Buffer.from('half')
      throw gone()
    }
    const media = await one.store.put(Buffer.from('half and half'), description)
    expect(await readFile(await other.store.path(media.digest), 'utf8')).toBe('half and half')
    expect(gets).toBe(3)
  })

  it('fetches and puts once for all who ask at once', async () => {
    const calls = { read: 0, put: 0 }
    const { one, other } = await machines({
      change: (share) => ({
        ...share,
        read: (digest, call, use) => {
          calls.read += 1
          return share.read(digest, call, use)
        },
        put: (...given) => {
          calls.put += 1
          return share.put(...given)
        },
      }),
    })
    const theirs = await one.store.put(Buffer.from('theirs'), description)
    await Promise.all(Array.from({ length: 20 }, () => other.store.path(theirs.digest)))
    const mine = await other.local.put(Buffer.from('mine'), description)
    await Promise.all(Array.from({ length: 20 }, () => other.store.publish(mine)))
    expect(calls).toEqual({ read: 1, put: 1 })
  })

  it('stops when told, without harm to others who wait for the same', async () => {
    let reads = 0
    const { one, other } = await machines({
      change: (share) => ({
        ...share,
        read: (digest, call, use) => {
          reads += 1
          return share.read(digest, call, (chunks) => use(reads === 1 ? silent() : chunks))
        },
      }),
    })
    const { digest } = await one.store.put(Buffer.from('slow'), description)
    const controller = new AbortController()
    const impatient = other.store.path(digest, { signal: controller.signal })
    await until(() => reads === 1)
    const patient = other.store.path(digest)
    controller.abort()
    await expect(impatient).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await readFile(await patient, 'utf8')).toBe('slow')
  })
})

/** Never says anything, as a connection that hangs. */
async function* silent(): AsyncGenerator<Uint8Array> {
  await new Promise(() => {})
}
