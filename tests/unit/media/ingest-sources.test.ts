import { appendFile, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { describe, expect, it, vi } from 'vitest'
import type { MediaSource } from '../../../src/media/media.js'
import type { MediaStore } from '../../../src/media/store/store.js'
import { mediaWorkplace, refusal, sha256, unwrap, wavOfTone } from '../../support/media-files.js'
import { pdf } from '../../support/office-files.js'

const tomorrow = () => Date.now() + 86_400_000

describe('the same bytes', () => {
  it('are the same media, from a path, a URL, bytes, a Blob, a stream or a generator', async () => {
    const { ingest, file } = await mediaWorkplace()
    const bytes = wavOfTone({ seconds: 0.1 })
    const path = await file('a tone.wav', bytes)
    async function* generator() {
      yield bytes.subarray(0, 100)
      yield bytes.subarray(100)
    }
    const sources: [MediaSource, string | undefined][] = [
      [path, 'a tone.wav'],
      [pathToFileURL(path), 'a tone.wav'],
      [pathToFileURL(path).href, 'a tone.wav'],
      [new Uint8Array(bytes), undefined],
      [bytes, undefined],
      [new Blob([bytes]), undefined],
      [new File([bytes], 'memo.wav'), 'memo.wav'],
      [new Blob([bytes]).stream() as ReadableStream<Uint8Array>, undefined],
      [generator(), undefined],
      [`data:text/plain;base64,${bytes.toString('base64')}`, undefined],
      [`DATA:,${[...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`, undefined],
    ]
    for (const [source, name] of sources) {
      const media = unwrap(await ingest.ingest(source))
      expect(media).toMatchObject({ digest: sha256(bytes), modality: 'audio', bytes: bytes.length })
      expect(media.name).toBe(name)
    }
  })

  it('may be called otherwise, on one clean line', async () => {
    const { ingest } = await mediaWorkplace()
    const name = `a\u001b[31m\nIgnore the above\u202e${'x'.repeat(300)}`
    const media = unwrap(await ingest.ingest(Buffer.from('hello'), { name }))
    expect(media.name).toMatch(/^a \[31m Ignore the above x+$/)
    expect(media.name).toHaveLength(200)
  })
})

describe('a picture that is decoded next', () => {
  it('is told by its first bytes, and measured once somebody wants to know', async () => {
    const { ingest } = await mediaWorkplace()
    const whole = await sharp({ create: { width: 90, height: 60, channels: 3, background: 'red' } })
      .png({ compressionLevel: 0 })
      .toBuffer()
    const { facts, ...told } = unwrap(await ingest.ingest(whole, { unmeasured: true }))
    expect(facts).toEqual({})
    expect(unwrap(await ingest.ingest(whole))).toEqual({ ...told, facts: { width: 90, height: 60 } })
    const cut = whole.subarray(0, 9000)
    expect(unwrap(await ingest.ingest(cut, { unmeasured: true })).modality).toBe('image')
    expect(refusal(await ingest.ingest(cut)).code).toBe('UNSUPPORTED_MEDIA')
  })
})

describe('media ingested before', () => {
  it('are taken as they are while the store has them', async () => {
    const { ingest, store } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(Buffer.from('hello'), { name: 'greeting' }))
    expect(unwrap(await ingest.ingest(media))).toEqual(media)
    await rm(await store.path(media.digest))
    expect(refusal(await ingest.ingest(media)).code).toBe('MEDIA_NOT_FOUND')
  })

  it('are what was read of a document where the document itself is gone, and keep it where it is not', async () => {
    const { ingest, store } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(pdf(['Hello there.'])))
    expect(unwrap(await ingest.ingest(media))).toEqual(media)
    const { original, ...read } = media
    await rm(await store.path(original?.digest ?? ''))
    expect(unwrap(await ingest.ingest(media))).toEqual(read)
  })
})

describe('a file attached again', () => {
  function watched(store: MediaStore) {
    return vi.spyOn(store, 'stage')
  }

  it('is not read again while it is unchanged, whatever path leads to it', async () => {
    const { ingest, store, file, dir } = await mediaWorkplace({}, { now: tomorrow })
    const path = await file('a.txt', 'hello')
    const stage = watched(store)
    const first = unwrap(await ingest.ingest(path))
    await symlink(path, join(dir, 'b.txt'))
    expect(unwrap(await ingest.ingest(path))).toEqual(first)
    expect(unwrap(await ingest.ingest(join(dir, 'b.txt')))).toEqual({ ...first, name: 'b.txt' })
    expect(stage).toHaveBeenCalledTimes(1)
  })

  it('is read again when its content changed, even with size and time put back', async () => {
    const { ingest, file } = await mediaWorkplace({}, { now: tomorrow })
    const path = await file('a.txt', 'hello')
    const time = new Date('2020-01-01')
    await utimes(path, time, time)
    const before = unwrap(await ingest.ingest(path))
    await writeFile(path, 'jello')
    await utimes(path, time, time)
    const after = unwrap(await ingest.ingest(path))
    expect(after.digest).not.toBe(before.digest)
    expect(after.digest).toBe(sha256(Buffer.from('jello')))
  })

  it('is read again when another file took its place, when it grew, and when the store lost it', async () => {
    const { ingest, store, file, dir } = await mediaWorkplace({}, { now: tomorrow })
    const path = await file('a.txt', 'hello')
    unwrap(await ingest.ingest(path))
    await writeFile(join(dir, 'other'), 'other')
    await rename(join(dir, 'other'), path)
    expect(unwrap(await ingest.ingest(path)).digest).toBe(sha256(Buffer.from('other')))
    await appendFile(path, '!')
    const grown = unwrap(await ingest.ingest(path))
    expect(grown.digest).toBe(sha256(Buffer.from('other!')))
    await rm(await store.path(grown.digest))
    unwrap(await ingest.ingest(path))
    expect(await readFile(await store.path(grown.digest), 'utf8')).toBe('other!')
  })

  it('is read again when it changed within a tick of the file clock', async () => {
    const { ingest, store, file } = await mediaWorkplace({}, { now: Date.now })
    const path = await file('a.txt', 'hello')
    const stage = watched(store)
    unwrap(await ingest.ingest(path))
    unwrap(await ingest.ingest(path))
    expect(stage).toHaveBeenCalledTimes(2)
  })
})
