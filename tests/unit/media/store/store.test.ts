import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type MediaDescription, type MediaStore, openMediaStore } from '../../../../src/media/store/store.js'
import { sha256, temporaryDir } from '../../../support/media-files.js'

const text: MediaDescription = { modality: 'text', mimeType: 'text/plain', facts: {} }
const minutes = 60_000

async function files(store: MediaStore): Promise<string[]> {
  const shards = (await readdir(store.dir)).filter((name) => name !== 'tmp')
  const names = await Promise.all(shards.map((shard) => readdir(join(store.dir, shard))))
  return names.flat().sort()
}

describe('a media store', () => {
  it('gives back the bytes it was given, under their SHA-256', async () => {
    const store = await openMediaStore({ dir: await temporaryDir(), maxBytes: 1e9 })
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 5000 }), async (bytes) => {
        const media = await store.put(bytes, text)
        expect(media).toEqual({ ...text, digest: sha256(bytes), bytes: bytes.length })
        const stored = await readFile(await store.path(media.digest))
        expect(Buffer.compare(stored, bytes)).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  it('keeps bytes larger than one slice whole, whatever the caller does with its buffer meanwhile', async () => {
    const store = await openMediaStore({ dir: await temporaryDir(), maxBytes: 1e9 })
    const bytes = new Uint8Array(3_500_000).map((_, index) => index % 251)
    const media = await store.put(bytes, text)
    expect(media.digest).toBe(sha256(bytes))

    async function* reusing() {
      const buffer = Buffer.alloc(100_000)
      for (let turn = 0; turn < 25; turn += 1) yield buffer.fill(turn)
    }
    const staged = await store.stage(reusing(), { maxBytes: 1e7, label: 'x' })
    const { digest } = await staged.keep(text)
    const kept = await readFile(await store.path(digest))
    expect(sha256(kept)).toBe(digest)
    expect(kept.length).toBe(2_500_000)
    expect(kept.every((byte, at) => byte === Math.floor(at / 100_000))).toBe(true)
  })

  it('writes the same bytes once', async () => {
    const store = await openMediaStore({ dir: await temporaryDir(), maxBytes: 1e9 })
    const bytes = Buffer.from('the same')
    const { digest } = await store.put(bytes, { ...text, name: 'a' })
    const { ino, ctimeMs } = await stat(await store.path(digest))
    expect(await store.put(bytes, { ...text, name: 'b' })).toMatchObject({ digest, name: 'b' })
    expect(await stat(await store.path(digest))).toMatchObject({ ino, ctimeMs })
  })

  it('shows a file to others only once it is whole', async () => {
    const dir = await temporaryDir()
    const [writer, reader] = [
      await openMediaStore({ dir, maxBytes: 1e9 }),
      await openMediaStore({ dir, maxBytes: 1e9 }),
    ]
    const staged = await writer.stage(chunksOf('half', 'rest'), { maxBytes: 100, label: 'x' })
    expect(await reader.has(staged.digest)).toBe(false)
    await staged.keep(text)
    expect(await readFile(await reader.path(staged.digest), 'utf8')).toBe('halfrest')
    expect(await readdir(join(dir, 'tmp'))).toEqual([])
  })

  it('survives many writers of the same and of different bytes at once', async () => {
    const dir = await temporaryDir()
    const stores = await Promise.all([1, 2, 3].map(() => openMediaStore({ dir, maxBytes: 1e9 })))
    const puts = stores.flatMap((store) =>
      Array.from({ length: 40 }, (_, index) => store.put(Buffer.from(`content ${index % 10}`), text)),
    )
    const digests = new Set((await Promise.all(puts)).map((media) => media.digest))
    expect(digests.size).toBe(10)
    const [store] = stores
    for (const digest of digests)
      expect(sha256(await readFile(await (store as MediaStore).path(digest)))).toBe(digest)
    expect(await readdir(join(dir, 'tmp'))).toEqual([])
  })

  it('replaces a file that a power cut left short', async () => {
    const store = await openMediaStore({ dir: await temporaryDir(), maxBytes: 1e9 })
    const bytes = Buffer.from('all of it')
    const { digest } = await store.put(bytes, text)
    await writeFile(await store.path(digest), '')
    await store.put(bytes, text)
    expect(await readFile(await store.path(digest), 'utf8')).toBe('all of it')
  })

  it('replaces a damaged file of the right size when the same file is attached again', async () => {
    const store = await openMediaStore({ dir: await temporaryDir(), maxBytes: 1e9 })
    const { digest } = await store.put(Buffer.from('all of it'), text)
    await writeFile(await store.path(digest), '\0\0\0 of it')
    const again = await store.stage(chunksOf('all', ' of it'), { maxBytes: 100, label: 'x' })
    await again.keep(text)
    expect(await readFile(await store.path(digest), 'utf8')).toBe('all of it')
    expect(await readdir(join(store.dir, 'tmp'))).toEqual([])
  })

  it('says what to do about a file that is gone, and never leaves its folder', async () => {
    const store = await openMediaStore({ dir: await temporaryDir(), maxBytes: 1e9 })
    for (const digest of ['0'.repeat(64), '../../../../etc/passwd', '', `${'0'.repeat(63)}/`]) {
      expect(await store.has(digest)).toBe(false)
      await expect(store.path(digest)).rejects.toMatchObject({
        code: 'MEDIA_NOT_FOUND',
        message: expect.stringContaining('Attach the file again'),
      })
    }
  })
})

describe('the size bound', () => {
  async function bounded(keepMs = 15 * minutes) {
    const clock = { now: Date.now() - 1000 * minutes }
    const options = { dir: await temporaryDir(), maxBytes: 1000, keepMs, now: () => clock.now }
    const store = await openMediaStore(options)
    const put = async (name: string) => {
      const media = await store.put(Buffer.from(name.padEnd(300)), text)
      await store.settled()
      return media.digest
    }
    return { clock, store, put, again: () => openMediaStore(options) }
  }

  it('removes the least recently used first', async () => {
    const { clock, store, put } = await bounded()
    const first = await put('a')
    clock.now += 20 * minutes
    const second = await put('b')
    clock.now += 20 * minutes
    const third = await put('c')
    clock.now += 20 * minutes
    await store.path(first)
    clock.now += 20 * minutes
    const fourth = await put('d')
    expect(await files(store)).toEqual([first, third, fourth].sort())
    expect(await store.has(second)).toBe(false)
  })

  it('never removes what was put or used in the last minutes, and catches up later', async () => {
    const { clock, store, put } = await bounded()
    for (const name of ['a', 'b', 'c', 'd', 'e']) await put(name)
    expect(await files(store)).toHaveLength(5)
    clock.now += 20 * minutes
    const last = await put('f')
    expect(await files(store)).toHaveLength(3)
    expect(await store.has(last)).toBe(true)
  })

  it('is passed twofold at most by files that are in use, except those of the last minute', async () => {
    const { clock, store, put } = await bounded()
    const digests: string[] = []
    for (let n = 0; n < 20; n += 1) {
      digests.push(await put(String(n)))
      clock.now += minutes / 2
    }
    const left = await files(store)
    expect(left.length * 300).toBeLessThanOrEqual(2000)
    expect(left).toEqual(digests.slice(-left.length).sort())
    expect(left.length * 300).toBeGreaterThan(1000)
  })

  it('removes nothing that was used in the last minute, however much it is', async () => {
    const { store, put } = await bounded()
    for (let n = 0; n < 20; n += 1) await put(String(n))
    expect(await files(store)).toHaveLength(20)
  })

  it('holds for all who write to one folder, though each knows its own files only', async () => {
    const { clock, store, again } = await bounded()
    const others = await Promise.all([again(), again(), again(), again()])
    for (let n = 0; n < 60; n += 1) {
      const one = others[n % others.length]
      await one?.put(Buffer.from(String(n).padEnd(150)), text)
      await one?.settled()
      clock.now += 20 * minutes
      // Each may be off by what the three others have added since it looked, a tenth of the bound each.
      const bytes = (await files(store)).length * 150
      expect(bytes).toBeLessThanOrEqual(1000 + 4 * 150)
    }
  })

  it('counts what other processes have put', async () => {
    const { clock, put, again } = await bounded()
    for (const name of ['a', 'b', 'c']) await put(name)
    clock.now += 20 * minutes
    const other = await again()
    await other.put(Buffer.from('d'.padEnd(300)), text)
    await other.settled()
    expect(await files(other)).toHaveLength(3)
  })
})

describe('leftovers', () => {
  it('of dead processes are removed after an hour, not before', async () => {
    const dir = await temporaryDir()
    await mkdir(join(dir, 'tmp'), { recursive: true })
    await writeFile(join(dir, 'tmp', 'old'), 'x')
    await writeFile(join(dir, 'tmp', 'new'), 'x')
    const longAgo = Date.now() / 1000 - 3601
    await utimes(join(dir, 'tmp', 'old'), longAgo, longAgo)
    await openMediaStore({ dir, maxBytes: 1e9 })
    expect(await readdir(join(dir, 'tmp'))).toEqual(['new'])
  })

  it('leave no trace when their process exits, however suddenly', async () => {
    const dir = await temporaryDir()
    const stage = (end: string) => `
      import { openMediaStore } from '${new URL('../../../../dist/media/store/store.js', import.meta.url)}'
      const store = await openMediaStore({ dir: '${dir}', maxBytes: 1e9 })
      async function* chunks() {
        yield new Uint8Array(1000)
        await new Promise((resolve) => setImmediate(resolve))
        ${end}
      }
      await store.stage(chunks(), { maxBytes: 1e9, label: 'x' })`
    const run = (end: string) =>
      execa(process.execPath, ['--input-type=module', '-e', stage(end)], { reject: false })
    expect((await run('process.exit(5)')).exitCode).toBe(5)
    expect(await readdir(join(dir, 'tmp'))).toEqual([])

    expect((await run("process.kill(process.pid, 'SIGKILL')")).signal).toBe('SIGKILL')
    expect(await readdir(join(dir, 'tmp'))).toHaveLength(1)
    const store = await openMediaStore({ dir, maxBytes: 1e9 })
    expect(await readdir(join(dir, 'tmp'))).toEqual([])

    // What a process is writing that is still there stays.
    async function* chunks() {
      yield new Uint8Array(1000)
      await openMediaStore({ dir, maxBytes: 1e9 })
    }
    const { keepBytes } = await store.stage(chunks(), { maxBytes: 1e9, label: 'x' })
    await keepBytes()
    expect(await files(store)).toHaveLength(1)
  })
})

/** What all open files have in common. */
async function fileHandles(dir: string): Promise<FileHandle> {
  const file = await open(join(dir, 'any'), 'w')
  await file.close()
  await rm(join(dir, 'any'))
  return Object.getPrototypeOf(file)
}

describe('a disk that takes no more', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EROFS'])(
    'is reported on %s, with nothing half-written left',
    async (code) => {
      const store = await openMediaStore({ dir: await temporaryDir(), maxBytes: 1e9 })
      const full = vi
        .spyOn(await fileHandles(store.dir), 'writeFile')
        .mockRejectedValue(Object.assign(new Error(`${code}: write`), { code }))
      await expect(store.put(Buffer.from('some bytes'), text)).rejects.toMatchObject({
        code: 'STORE_FULL',
        message: expect.stringContaining(store.dir),
        details: { dir: store.dir, errno: code },
      })
      full.mockRestore()
      expect(await files(store)).toEqual([])
      expect(await readdir(join(store.dir, 'tmp'))).toEqual([])
      expect(await store.put(Buffer.from('some bytes'), text)).toMatchObject({ bytes: 10 })
    },
  )

  it('is told from a folder that is no folder', async () => {
    const dir = join(await temporaryDir(), 'file')
    await writeFile(dir, '')
    await expect(openMediaStore({ dir, maxBytes: 1 })).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
    await rm(dir)
  })
})

async function* chunksOf(...texts: string[]) {
  for (const chunk of texts) yield Buffer.from(chunk)
}
