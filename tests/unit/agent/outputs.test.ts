import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { outputsOf } from '../../../src/agent/outputs.js'
import type { StepRecord } from '../../../src/executors/step-record.js'
import type { Media } from '../../../src/media/media.js'
import { type MediaStore, openMediaStore } from '../../../src/media/store/store.js'

let folder: string
let store: MediaStore
let media: Media
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-outputs-'))
  store = await openMediaStore({ dir: join(folder, 'store'), maxBytes: 1e6 })
  media = await store.put(Buffer.from('a picture'), {
    modality: 'image',
    mimeType: 'image/png',
    facts: {},
    name: 'made',
  })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function output() {
  const step: StepRecord = {
    id: 's1',
    tool: 'text-to-image',
    subject: 'text',
    status: 'done',
    output: { image: media },
    calls: [],
    cacheHit: false,
    startedMs: 0,
    durationMs: 0,
  }
  const plan = { steps: [{ id: 's1', tool: 'text-to-image', input: { text: 'a cat' } }] }
  const [one] = outputsOf(
    { runId: 'run/1', steps: [step], plan, media: {} },
    { store, keptDir: join(folder, 'kept') },
  )
  if (!one) throw new Error('nothing was made')
  return one
}
const evict = async () => rm(await store.path(media.digest))

describe('what a run made', () => {
  it('can be had as a path, bytes and a stream, and saved', async () => {
    const made = output()
    expect(made).toMatchObject({ step: 's1', field: 'image' })
    expect(Buffer.from(await made.bytes()).toString()).toBe('a picture')
    expect(Buffer.concat(await made.stream().toArray()).toString()).toBe('a picture')
    expect(await readFile(await made.path(), 'utf8')).toBe('a picture')
    expect(await made.path()).toBe(await made.path())
    expect(await made.save(join(folder, 'mine/'))).toBe(join(folder, 'mine/made.png'))
    expect((await stat(await made.path())).mode & 0o077).toBe(0)
  })

  it('is read from the kept copy once the store has it no more', async () => {
    const made = output()
    await made.path()
    await evict()
    expect(Buffer.from(await made.bytes()).toString()).toBe('a picture')
    expect(await readFile(await made.save(join(folder, 'late.png')), 'utf8')).toBe('a picture')
  })

  it('is gone where it was neither kept nor is in the store', async () => {
    const made = output()
    await evict()
    await expect(made.path()).rejects.toMatchObject({ code: 'MEDIA_NOT_FOUND' })
    await expect(made.save(folder)).rejects.toMatchObject({ code: 'MEDIA_NOT_FOUND' })
  })

  it('is its step, field and media as JSON', () => {
    expect(JSON.parse(JSON.stringify(output()))).toEqual({ step: 's1', field: 'image', media })
  })
})
