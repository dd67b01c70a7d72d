import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { createIngest } from '../../../../src/media/ingest.js'
import { createMediaReader } from '../../../../src/media/reader/media-reader.js'
import { createReaderPool, type ReaderPool } from '../../../../src/media/reader/reader-pool.js'
import { openMediaStore } from '../../../../src/media/store/store.js'
import {
  flatPng,
  mediaLimits,
  refusal,
  temporaryDir,
  unwrap,
  wavOfTone,
} from '../../../support/media-files.js'

const pools: ReaderPool[] = []
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())))

/** An intake with a single reader process of its own. */
async function intake({
  memoryBytes = 1e9,
  program,
  readTimeoutMs = 60_000,
}: {
  memoryBytes?: number
  program?: string
  readTimeoutMs?: number
} = {}) {
  const limits = mediaLimits({ readTimeoutMs })
  const pool = createReaderPool({ processes: 1, memoryBytes, program })
  pools.push(pool)
  const dir = await temporaryDir()
  const store = await openMediaStore({ dir, maxBytes: 1e9 })
  const reader = createMediaReader({ limits, pool })
  const leftovers = () => readdir(join(dir, 'tmp'))
  return { pool, store, leftovers, reader, ...createIngest({ store, limits, reader }) }
}

const support = (file: string) => fileURLToPath(new URL(`../../../support/${file}`, import.meta.url))

describe('intake', () => {
  it('tells when a file is measured, before it is, and only then', async () => {
    const { ingest } = await intake()
    const order: string[] = []
    const bring = async () => {
      unwrap(await ingest(flatPng(8, 8), { onMeasuring: () => order.push('measuring') }))
      order.push('taken in')
    }
    await bring()
    await bring()
    expect(order).toEqual(['measuring', 'taken in', 'taken in'])
  })

  it('refuses a FLAC without a frame, and takes what is attached beside it', async () => {
    const { ingest, leftovers } = await intake({ readTimeoutMs: 10_000 })
    const empty = Buffer.from(
      '664c6143800000220480048000000b00069603e800f00000828acf3aa18b0582d96439276e08f556c9e5',
      'hex',
    )
    const all = await Promise.all([ingest(flatPng(3, 2)), ingest(empty), ingest(wavOfTone())])
    expect(all.map(({ ok }) => ok)).toEqual([true, false, true])
    expect(all[1]).toMatchObject({ error: { code: 'UNSUPPORTED_MEDIA' } })
    expect(await leftovers()).toEqual([])
  })

  it('gives a file up whose reader is stuck, and keeps nothing of it', async () => {
    const program = support('stuck-reader.mjs')
    const { ingest, leftovers } = await intake({ program, readTimeoutMs: 500 })
    expect(refusal(await ingest(flatPng(3, 2)))).toMatchObject({
      code: 'UNSUPPORTED_MEDIA',
      retryable: false,
      message: expect.stringContaining('The data given was not read to its end within'),
    })
    expect(await leftovers()).toEqual([])
  })

  it('stops at once when told to while a reader is stuck, and keeps nothing', async () => {
    const { ingest, leftovers, reader } = await intake({ program: support('stuck-reader.mjs') })
    const controller = new AbortController()
    reader.warm()
    const taken = ingest(flatPng(3, 2), { signal: controller.signal })
    while ((await leftovers()).length === 0) await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    expect(refusal(await taken).code).toBe('CANCELLED')
    expect(await leftovers()).toEqual([])
  })

  it('refuses a picture that takes more memory than a reader may have, and goes on', async () => {
    const { ingest, leftovers } = await intake({ memoryBytes: 130_000_000 })
    // Interlaced, all rows are held until the last one is there.
    const create = { width: 7000, height: 7000, channels: 3, background: 'red' } as const
    const large = await sharp({ create }).png({ progressive: true, compressionLevel: 1 }).toBuffer()
    expect(refusal(await ingest(large))).toMatchObject({
      code: 'MEDIA_TOO_LARGE',
      message: expect.stringContaining('media.readMemory'),
    })
    expect(unwrap(await ingest(flatPng(3, 2))).facts).toEqual({ width: 3, height: 2 })
    expect(await leftovers()).toEqual([])
  })

  it('reads a picture for an LLM and the share of a mask in a reader too', async () => {
    const { ingest, store, reader, pool } = await intake()
    const half = await sharp({ create: { width: 20, height: 10, channels: 3, background: 'white' } })
      .extend({ right: 20, background: 'black' })
      .png()
      .toBuffer()
    const path = await store.path(unwrap(await ingest(half)).digest)
    expect(await reader.maskShare(path)).toBe(0.5)
    const url = await reader.pictureDataUrl(path)
    const jpeg = Buffer.from(url.replace('data:image/jpeg;base64,', ''), 'base64')
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 40, height: 10 })
    expect(pool.pids()).toHaveLength(1)
    expect((await readFile(path)).equals(half)).toBe(true)
  })
})
