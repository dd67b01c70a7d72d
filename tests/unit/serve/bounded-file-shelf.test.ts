import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openMediaStore } from '../../../src/media/store/store.js'
import { boundFileShelf } from '../../../src/serve/shelf/bounded-file-shelf.js'
import { createFileShelf } from '../../../src/serve/shelf/file-shelf.js'
import { temporaryDir } from '../../support/media-files.js'

const about = { filename: 'a.txt', purpose: 'user_data' }

async function openShelf(bounds: { bytesPerKey?: number; bytes?: number } = {}) {
  const dir = await temporaryDir()
  const clock = { now: Date.parse('2026-11-27T12:00:00Z') }
  const now = () => clock.now
  const store = await openMediaStore({ dir: join(dir, 'store'), maxBytes: 1e9 })
  const files = createFileShelf({ dir: join(dir, 'files'), now })
  const open = () => {
    const shelf = boundFileShelf(files, { bytesPerKey: 100, bytes: 150, keepMs: 60_000, ...bounds }, { now })
    onTestFinished(() => shelf.close())
    return shelf
  }
  async function* content(text: string) {
    yield Buffer.from(text)
  }
  const stage = (text: string) => store.stage(content(text), { maxBytes: 1e6, label: 'It' })
  return { clock, open, shelf: open(), stage }
}

test('A key keeps so many bytes, and the server so many for all', async () => {
  const { shelf, stage } = await openShelf()
  await shelf.add('anna', await stage('a'.repeat(80)), about)
  const room = await shelf.reserve('anna', 10)
  room.take(20)
  expect(() => room.take(1)).toThrow(
    expect.objectContaining({
      status: 413,
      options: expect.objectContaining({ code: 'upload_quota_exceeded' }),
      message: expect.stringContaining('keeps 80 B'),
    }),
  )
  const other = await shelf.reserve('ben', 10)
  other.take(50)
  expect(() => other.take(1)).toThrow(expect.objectContaining({ status: 507 }))
  room.leave()
  other.take(1)
})

test('Uploads that come in at once count together', async () => {
  const { shelf } = await openShelf()
  const [one, two] = [await shelf.reserve('anna', 0), await shelf.reserve('anna', 0)]
  one.take(60)
  expect(() => two.take(60)).toThrow(expect.objectContaining({ status: 413 }))
  one.leave()
  one.leave()
  two.take(100)
})

test('What is announced and has no room is refused at once', async () => {
  const { shelf } = await openShelf()
  await expect(shelf.reserve('anna', 5_000_000_000)).rejects.toMatchObject({ status: 413 })
})

test('What is removed makes room, the same bytes count once, and another process counts the same', async () => {
  const { shelf, open, stage } = await openShelf()
  const first = await shelf.add('anna', await stage('a'.repeat(80)), about)
  expect((await shelf.add('anna', await stage('a'.repeat(80)), about)).id).toBe(first.id)
  const again = await open().reserve('anna', 0)
  again.take(20)
  expect(() => again.take(1)).toThrow(expect.objectContaining({ status: 413 }))
  await shelf.remove('anna', first.id)
  const room = await shelf.reserve('anna', 0)
  room.take(100)
})

test('An upload is gone when its time is over', async () => {
  const { clock, shelf, open, stage } = await openShelf()
  const short = await shelf.add('anna', await stage('short'), about)
  const end = Math.ceil(clock.now / 1000) + 3600
  const long = await shelf.add('anna', await stage('longer'), { ...about, expires_at: end })
  expect([short.expires_at, long.expires_at]).toEqual([Math.ceil((clock.now + 60_000) / 1000), end])
  clock.now += 61_000
  expect((await shelf.list('anna')).map(({ id }) => id)).toEqual([long.id])
  await expect(shelf.get('anna', short.id)).rejects.toMatchObject({ status: 404 })
  expect((await shelf.get('anna', long.id)).upload.bytes).toBe(6)
  const room = await open().reserve('anna', 0)
  room.take(94)
  expect(() => room.take(1)).toThrow(expect.objectContaining({ status: 413 }))
})
