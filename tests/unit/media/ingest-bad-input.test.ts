import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { execaSync } from 'execa'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { fileError } from '../../../src/media/local-file.js'
import type { MediaSource } from '../../../src/media/media.js'
import {
  flatPng,
  mediaFixture,
  mediaWorkplace,
  refusal,
  sparseWav,
  unwrap,
  wavOfTone,
} from '../../support/media-files.js'

const noise = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })

describe('files that are none', () => {
  it('says where it looked for a missing file', async () => {
    const { ingest, dir } = await mediaWorkplace()
    const error = refusal(await ingest.ingest(join(dir, 'absent.png')))
    expect(error.code).toBe('MEDIA_NOT_FOUND')
    expect(error.message).toContain(join(dir, 'absent.png'))
    expect(refusal(await ingest.ingest('absent.png')).message).toContain(join(process.cwd(), 'absent.png'))
  })

  it('refuses a folder', async () => {
    const { ingest, dir } = await mediaWorkplace()
    const error = refusal(await ingest.ingest(dir))
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('is a folder') })
  })

  it('refuses a pipe at once instead of waiting for a writer', async () => {
    const { ingest, dir } = await mediaWorkplace()
    execaSync('mkfifo', [join(dir, 'pipe')])
    const error = refusal(await ingest.ingest(join(dir, 'pipe')))
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('pipe') })
  })

  it('refuses a device', async () => {
    const { ingest } = await mediaWorkplace()
    expect(refusal(await ingest.ingest('/dev/zero')).code).toBe('INVALID_REQUEST')
  })

  it.each(['EACCES', 'EPERM'])('says that permission is missing on %s', (errno) => {
    const error = fileError('secret.png', Object.assign(new Error('denied'), { code: errno }))
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { path: 'secret.png', errno } })
    expect(error.message).toContain('permission denied')
  })

  it.skipIf(process.getuid?.() === 0)('says that permission is missing for a real file', async () => {
    const { ingest, dir } = await mediaWorkplace()
    const path = join(dir, 'secret.txt')
    await writeFile(path, 'secret', { mode: 0 })
    expect(refusal(await ingest.ingest(path)).message).toContain('permission denied')
  })

  it('refuses what is no media source', async () => {
    const { ingest } = await mediaWorkplace()
    const odd: unknown[] = [
      '',
      '   ',
      42,
      null,
      {},
      'ftp://example.org/a.png',
      'http://',
      new URL('file://host/a'),
    ]
    for (const source of odd)
      expect(refusal(await ingest.ingest(source as MediaSource)).code).toMatch(
        /INVALID_REQUEST|FETCH_REFUSED/,
      )
  })

  it('refuses a path with a NUL byte', async () => {
    const { ingest } = await mediaWorkplace()
    expect(refusal(await ingest.ingest('a\0b.png')).code).toBe('INVALID_REQUEST')
  })
})

describe('content that is broken', () => {
  it('refuses 0 bytes', async () => {
    const { ingest, file } = await mediaWorkplace()
    for (const source of [await file('empty.png', ''), new Uint8Array(0), 'data:,', new Blob([])])
      expect(refusal(await ingest.ingest(source))).toMatchObject({
        code: 'UNSUPPORTED_MEDIA',
        message: expect.stringContaining('empty (0 bytes)'),
      })
  })

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
    'notices a %s cut short',
    async (format) => {
      const { ingest, file } = await mediaWorkplace()
      const bytes = await noise(128, 128)[format]().toBuffer()
      for (const share of [0.9, 0.5, 0.1]) {
        const path = await file('photo', bytes.subarray(0, Math.floor(bytes.length * share)))
        const error = refusal(await ingest.ingest(path))
        expect(error.code).toBe('UNSUPPORTED_MEDIA')
        // Where a TIFF keeps its directory at the end, nothing is left to know it by.
        if (format !== 'tiff')
          expect(error.message).toContain(
            `photo is ${format.toUpperCase()} by its content, but damaged or cut short`,
          )
      }
    },
  )

  it('notices a progressive JPEG cut short', async () => {
    const { ingest } = await mediaWorkplace()
    const bytes = await noise(128, 128).jpeg({ progressive: true }).toBuffer()
    expect(refusal(await ingest.ingest(bytes.subarray(0, bytes.length * 0.8))).code).toBe('UNSUPPORTED_MEDIA')
  })

  it('notices a WAV cut short within its header', async () => {
    const { ingest } = await mediaWorkplace()
    const wav = wavOfTone()
    for (const length of [40, 30]) {
      const error = refusal(await ingest.ingest(wav.subarray(0, length)))
      expect(error).toMatchObject({
        code: 'UNSUPPORTED_MEDIA',
        message: expect.stringContaining('cut short'),
      })
    }
  })

  it('refuses a WAV without sound or with an impossible format', async () => {
    const { ingest } = await mediaWorkplace()
    const silentHead = wavOfTone({ seconds: 0 })
    const noRate = wavOfTone()
    noRate.writeUInt32LE(0, 24)
    for (const bytes of [silentHead, noRate])
      expect(refusal(await ingest.ingest(bytes)).code).toBe('UNSUPPORTED_MEDIA')
  })

  it.each(['tone.m4a', 'clip.mp4', 'clip.webm'])('refuses the first bytes of %s', async (name) => {
    const { ingest } = await mediaWorkplace()
    const bytes = await readFile(mediaFixture(name))
    expect(refusal(await ingest.ingest(bytes.subarray(0, 100))).code).toBe('UNSUPPORTED_MEDIA')
  })

  it('refuses text that turns binary, or is not UTF-8, further down', async () => {
    const { ingest } = await mediaWorkplace()
    const text = Buffer.from('plain text '.repeat(10_000))
    for (const tail of [Buffer.from([0]), Buffer.from([0xff]), Buffer.from([0xc3])])
      expect(refusal(await ingest.ingest(Buffer.concat([text, tail]))).message).toMatch(
        /begins as text|is not UTF-8/,
      )
  })
})

describe('kinds that are not accepted', () => {
  const cases: [string, string | Buffer, string][] = [
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', 'SVG'],
    [
      'an SVG behind a prolog',
      '\uFEFF<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<svg:svg xmlns:svg="http://www.w3.org/2000/svg">&x;</svg:svg>',
      'SVG',
    ],
    ['a ZIP', Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), 'ZIP'],
    ['a program', Buffer.concat([Buffer.from('7f454c46', 'hex'), Buffer.alloc(60)]), 'ELF'],
    ['RTF', '{\\rtf1 hello}', 'RTF'],
    ['UTF-32', Buffer.from('fffe0000680000006900000068000000', 'hex'), 'UTF-32'],
    ['random bytes', Buffer.from([0, 1, 2, 3, 254, 200, 7, 7]), 'no known kind'],
  ]
  it.each(cases)('names %s and what is accepted', async (_, bytes, what) => {
    const { ingest } = await mediaWorkplace()
    const error = refusal(await ingest.ingest(Buffer.from(bytes)))
    expect(error.code).toBe('UNSUPPORTED_MEDIA')
    expect(error.message).toContain(what)
    expect(error.message).toContain('Accepted are pictures (PNG')
  })
})

describe('content that is too large', () => {
  it('refuses a 100-megapixel picture by its header', async () => {
    const { ingest } = await mediaWorkplace()
    const bomb = flatPng(10_000, 10_000)
    unwrap(await ingest.ingest(flatPng(10, 10)))
    const before = process.memoryUsage().rss
    const error = refusal(await ingest.ingest(bomb))
    expect(error).toMatchObject({
      code: 'MEDIA_TOO_LARGE',
      details: { unit: 'pixels', actual: 100_000_000, limit: 50_000_000, setting: 'media.maxPixels' },
    })
    expect(error.message).toContain('100,000,000 pixels')
    expect(process.memoryUsage().rss - before).toBeLessThan(60e6)
  })

  it('refuses three hours of silence by their length', async () => {
    const { ingest, dir } = await mediaWorkplace()
    const path = join(dir, 'silence.wav')
    await sparseWav(path, { seconds: 3 * 3600 })
    const error = refusal(await ingest.ingest(path))
    expect(error).toMatchObject({
      code: 'MEDIA_TOO_LARGE',
      details: { unit: 'seconds', actual: 10_800, limit: 7200, setting: 'media.maxSeconds' },
    })
    expect(error.message).toContain('10,800 seconds')
  })

  it.each(['tone.opus', 'tone-stereo.mp3', 'clip.mp4'])('holds %s to the limit of seconds', async (name) => {
    const { ingest } = await mediaWorkplace({ maxSeconds: 0.5 })
    expect(refusal(await ingest.ingest(mediaFixture(name))).details).toMatchObject({
      unit: 'seconds',
      limit: 0.5,
    })
  })

  it('refuses a file over the byte limit without reading it', async () => {
    const { ingest, store, file } = await mediaWorkplace({ maxBytes: 10 })
    const error = refusal(await ingest.ingest(await file('big.txt', 'eleven byte')))
    expect(error).toMatchObject({
      code: 'MEDIA_TOO_LARGE',
      details: { unit: 'bytes', actual: 11, limit: 10 },
    })
    expect(await leftovers(store.dir)).toEqual([])
  })

  it('stops a stream that never ends at the byte limit and tells it to stop', async () => {
    const { ingest, store } = await mediaWorkplace({ maxBytes: 20_000_000 })
    let given = 0
    let stopped = false
    async function* endless() {
      try {
        while (true) {
          given += 1
          yield new Uint8Array(100_000).fill(65)
        }
      } finally {
        stopped = true
      }
    }
    const before = process.memoryUsage()
    const error = refusal(await ingest.ingest(endless()))
    expect(error).toMatchObject({ code: 'MEDIA_TOO_LARGE', details: { unit: 'bytes', limit: 20_000_000 } })
    expect(given).toBe(201)
    expect(stopped).toBe(true)
    const after = process.memoryUsage()
    expect(after.rss - before.rss).toBeLessThan(100e6)
    expect(await leftovers(store.dir)).toEqual([])
  })

  it('refuses data URLs over the limit', async () => {
    const { ingest } = await mediaWorkplace({ maxBytes: 100 })
    expect(refusal(await ingest.ingest(`data:;base64,${'A'.repeat(1000)}`)).code).toBe('MEDIA_TOO_LARGE')
  })
})

describe('streams that fail', () => {
  it.each(['web', 'node'])('leaves a silent %s stream when told to, and closes it', async (kind) => {
    const { ingest, store } = await mediaWorkplace()
    const controller = new AbortController()
    const { signal } = controller
    let isClosed = () => {}
    const closed = new Promise<void>((resolve) => {
      isClosed = resolve
    })
    // Has nothing more to say by the time it is asked for more.
    const stopSoon = () => void setImmediate(() => controller.abort())
    const silent =
      kind === 'web'
        ? new ReadableStream<Uint8Array>({
            start: (stream) => stream.enqueue(new Uint8Array([1])),
            pull: () => {
              stopSoon()
              return new Promise(() => {})
            },
            cancel: isClosed,
          })
        : new Readable({
            read: stopSoon,
            destroy: (_, done) => {
              isClosed()
              done(null)
            },
          })
    expect(refusal(await ingest.ingest(silent, { signal })).code).toBe('CANCELLED')
    expect(await leftovers(store.dir)).toEqual([])
    await closed
  })

  it('does nothing for a signal that was aborted before', async () => {
    const { ingest, file } = await mediaWorkplace()
    const result = await ingest.ingest(await file('a.txt', 'a'), { signal: AbortSignal.abort() })
    expect(refusal(result).code).toBe('CANCELLED')
  })

  it('reports an error of the stream itself, as one that asks for another stream', async () => {
    const { ingest, store } = await mediaWorkplace()
    async function* broken() {
      yield new Uint8Array([65])
      throw new Error('the camera was unplugged')
    }
    expect(refusal(await ingest.ingest(broken()))).toMatchObject({
      code: 'FETCH_FAILED',
      retryable: false,
      message: expect.stringMatching(/the camera was unplugged.*Open the stream anew/),
    })
    expect(await leftovers(store.dir)).toEqual([])
  })

  it('says so of a stream that somebody else reads', async () => {
    const { ingest } = await mediaWorkplace()
    const stream = new ReadableStream<Uint8Array>()
    stream.getReader()
    expect(refusal(await ingest.ingest(stream))).toMatchObject({
      code: 'FETCH_FAILED',
      message: expect.stringContaining('locked'),
    })
  })

  it('refuses streams of strings', async () => {
    const { ingest } = await mediaWorkplace()
    async function* words() {
      yield 'hello'
    }
    const error = refusal(await ingest.ingest(words() as never))
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('Uint8Array') })
  })

  it('refuses malformed data URLs', async () => {
    const { ingest } = await mediaWorkplace()
    for (const url of ['data:image/png;base64,@@@@', 'data:image/png;base64'])
      expect(refusal(await ingest.ingest(url)).message).toContain('malformed')
  })
})

it('leaves nothing behind when content is refused', async () => {
  const { ingest, store } = await mediaWorkplace()
  await mkdir(join(store.dir, 'tmp'), { recursive: true })
  refusal(await ingest.ingest(Buffer.from('%PDF-1.4')))
  expect(await leftovers(store.dir)).toEqual([])
  unwrap(await ingest.ingest(Buffer.from('fine')))
  expect(await leftovers(store.dir)).toEqual([])
})

async function leftovers(storeDir: string): Promise<string[]> {
  return readdir(join(storeDir, 'tmp'))
}
