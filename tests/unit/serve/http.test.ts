import { writeFile } from 'node:fs/promises'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { errorBody, errorResponse, notFound, toApiError } from '../../../src/serve/http/api-error.js'
import { parseRange } from '../../../src/serve/http/byte-range.js'
import { isLoopback } from '../../../src/serve/http/check-origin.js'
import { eventStream, formatFrame } from '../../../src/serve/http/event-stream.js'
import { parseJson } from '../../../src/serve/http/parse-json.js'
import { readBody } from '../../../src/serve/http/read-body.js'
import { sendFile } from '../../../src/serve/http/send-file.js'
import { writeReply } from '../../../src/serve/http/write-reply.js'
import { temporaryDir } from '../../support/media-files.js'
import { serve } from '../../support/serve.js'

describe('A range of bytes', () => {
  test.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=2-', { start: 2, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-30', { start: 0, end: 9 }],
    ['bytes=5-500', { start: 5, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-1', undefined],
    ['bytes=-', undefined],
    [null, undefined],
  ])('%s of ten bytes', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range)
  })
})

test('A host is loopback only where it can be reached from this machine alone', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]'])
    expect(isLoopback(host)).toBe(true)
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.com', '127.0.0.1.example.com'])
    expect(isLoopback(host)).toBe(false)
})

describe('JSON', () => {
  test('may nest a hundred levels; brackets in strings do not count', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
    expect(() => parseJson(nested(100))).not.toThrow()
    expect(() => parseJson(nested(101))).toThrow(/deeper than 100/)
    expect(parseJson(`"${'['.repeat(1000)}\\"["`)).toBe(`${'['.repeat(1000)}"[`)
  })

  test('that is broken is never quoted', () => {
    expect(() => parseJson('{"secret": hunter2}')).toThrow(/no JSON/)
    expect(() => parseJson('{"secret": hunter2}')).not.toThrow(/hunter2/)
  })
})

describe('A body', () => {
  const limits = { maxBytes: 1000, idleMs: 1000, minBytesPerSecond: 1_000_000, graceMs: 0 }
  const request = (body: ReadableStream<Uint8Array>) =>
    new Request('http://localhost/', { method: 'POST', body, duplex: 'half' })
  const read = async (body: ReadableStream<Uint8Array>, more: Partial<typeof limits> = {}) => {
    let bytes = 0
    for await (const chunk of readBody(request(body), { ...limits, minBytesPerSecond: 0, ...more }))
      bytes += chunk.byteLength
    return bytes
  }
  const pieces = (...sizes: number[]) =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        const size = sizes.shift()
        if (size === undefined) controller.close()
        else controller.enqueue(new Uint8Array(size))
      },
    })

  test('comes whole up to its limit, and not a byte further', async () => {
    expect(await read(pieces(500, 500))).toBe(1000)
    await expect(read(pieces(500, 501))).rejects.toMatchObject({ status: 413 })
  })

  test('that drips, or stands still, is cut off', async () => {
    let cancelled = false
    const still = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => {}),
      cancel: () => {
        cancelled = true
      },
    })
    await expect(read(still, { idleMs: 5 })).rejects.toMatchObject({ status: 408 })
    expect(cancelled).toBe(true)
    await expect(read(pieces(1, 1, 1), { minBytesPerSecond: 1e12 })).rejects.toMatchObject({ status: 408 })
  })

  test('that its client ends early is a wrong request', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('aborted')),
    })
    await expect(read(broken)).rejects.toMatchObject({ status: 400, options: { code: 'incomplete_body' } })
  })
})

describe('A stream of events', () => {
  async function* frames(...texts: string[]) {
    for (const text of texts) yield formatFrame({ data: text })
  }
  const settings = { pingMs: 10_000, slowReaderMs: 10_000, onGone: () => {} }

  test('has its frames in order and ends', async () => {
    const reply = eventStream(frames('one', 'two'), settings)
    expect(reply.headers.get('content-type')).toContain('text/event-stream')
    expect(await reply.text()).toBe('data: one\n\ndata: two\n\n')
  })

  test('is kept open by comments while nothing happens', async () => {
    let go = () => {}
    async function* late() {
      await new Promise<void>((resolve) => {
        go = resolve
      })
      yield formatFrame({ data: 'late' })
    }
    const reader = eventStream(late(), { ...settings, pingMs: 5 }).body?.getReader()
    const decode = async () => new TextDecoder().decode((await reader?.read())?.value)
    expect(await decode()).toBe(': ping\n\n')
    go()
    const seen = [await decode(), await decode()]
    expect(seen).toContain('data: late\n\n')
  })

  test('that nobody reads any more ends what feeds it', async () => {
    const onGone = vi.fn()
    const onOver = vi.fn()
    const slow = { ...settings, slowReaderMs: 5, onGone, onOver }
    const reader = eventStream(frames('one', 'two'), slow).body?.getReader()
    await reader?.read()
    await vi.waitFor(() => expect(reader?.closed).rejects.toThrow(/too slow/))
    expect([onGone, onOver].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
  })

  test('whose frames fail breaks off', async () => {
    async function* failing() {
      yield formatFrame({ data: 'one' })
      throw new Error('The server stopped.')
    }
    const onOver = vi.fn()
    await expect(eventStream(failing(), { ...settings, onOver }).text()).rejects.toThrow(
      'The server stopped.',
    )
    expect(onOver).toHaveBeenCalledOnce()
  })

  test('whose reader leaves ends what feeds it', async () => {
    const onGone = vi.fn()
    const { body } = eventStream(frames('one', 'two'), { ...settings, onGone })
    const reader = body?.getReader()
    await reader?.read()
    await reader?.cancel()
    expect(onGone).toHaveBeenCalledOnce()
  })
})

describe('A reply that is written to the connection', () => {
  const settings = { pingMs: 10_000, slowReaderMs: 10_000, onGone: () => {} }
  async function written(make: () => Response) {
    const server = await serve((_, outgoing) => {
      expect(writeReply(make(), outgoing)).toBe(true)
    })
    onTestFinished(() => server.close())
    return fetch(server.url)
  }

  test('has its status, headers and text', async () => {
    const error = () => errorResponse(notFound('There is no such file.'))
    const reply = await written(error)
    expect([reply.status, reply.headers.get('x-should-retry')]).toEqual([404, 'false'])
    expect(Number(reply.headers.get('content-length'))).toBeGreaterThan(10)
    expect(await reply.json()).toEqual(await error().json())
  })

  test('is known again where somebody has changed its headers', async () => {
    async function* frames() {
      yield 'data: one\n\n'
      await new Promise(setImmediate)
      yield 'data: two\n\n'
    }
    const onOver = vi.fn()
    const reply = await written(() => {
      const { body, headers } = eventStream(frames(), { ...settings, onOver })
      return new Response(body, { headers: { ...Object.fromEntries(headers), 'x-more': 'yes' } })
    })
    expect(reply.headers.get('x-more')).toBe('yes')
    expect(await reply.text()).toBe('data: one\n\ndata: two\n\n')
    expect(onOver).toHaveBeenCalledOnce()
  })

  test('breaks off where its frames fail, and ends what feeds it where its reader goes', async () => {
    async function* failing() {
      yield 'data: one\n\n'
      await new Promise((resolve) => setTimeout(resolve, 50))
      throw new Error('The server stopped.')
    }
    const broken = await written(() => eventStream(failing(), settings))
    await expect(broken.text()).rejects.toThrow()

    async function* endless() {
      yield 'data: one\n\n'
      await new Promise(() => {})
    }
    const onGone = vi.fn()
    const left = await written(() => eventStream(endless(), { ...settings, onGone }))
    const reader = left.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await vi.waitFor(() => expect(onGone).toHaveBeenCalledOnce())
  })

  test('that is not known is left to its stream', () => {
    const outgoing = new ServerResponse(new IncomingMessage(new Socket()))
    expect(writeReply(new Response('other'), outgoing)).toBe(false)
  })
})

describe('A file', () => {
  const file = async () => {
    const path = join(await temporaryDir(), 'file')
    await writeFile(path, Buffer.alloc(1_000_000, 'x'))
    return { path, bytes: 1_000_000, mimeType: 'text/html', name: 'ä "page".html', tag: 'abc' }
  }
  const get = (headers: Record<string, string> = {}) => new Request('http://localhost/', { headers })

  test('is saved by a browser, not run, under its own name', async () => {
    const reply = sendFile(get(), await file(), { slowReaderMs: 10_000 })
    expect((await reply.arrayBuffer()).byteLength).toBe(1_000_000)
    expect(reply.headers.get('content-disposition')).toBe(
      `attachment; filename="_ _page_.html"; filename*=UTF-8''%C3%A4%20%22page%22.html`,
    )
    expect(reply.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('that a client has already is not sent again', async () => {
    const reply = sendFile(get({ 'if-none-match': '"abc"' }), await file(), { slowReaderMs: 10_000 })
    expect([reply.status, reply.body]).toEqual([304, null])
  })

  test('that nobody reads any more is closed', async () => {
    const disconnect = vi.fn()
    const reader = sendFile(get(), await file(), { slowReaderMs: 5, disconnect }).body?.getReader()
    await reader?.read()
    await vi.waitFor(() => expect(disconnect).toHaveBeenCalledOnce())
    expect(await reader?.read()).toMatchObject({ done: true })
  })

  test('that nobody reads any more fails where there is no connection to end', async () => {
    const reader = sendFile(get(), await file(), { slowReaderMs: 5 }).body?.getReader()
    await reader?.read()
    await vi.waitFor(() => expect(reader?.closed).rejects.toThrow(/too slow/))
  })
})

test('A bug is told without its words, and with four strings', () => {
  const error = toApiError(new TypeError('cannot read hunter2'))
  expect(errorBody(error)).toEqual({
    error: {
      message: expect.not.stringContaining('hunter2'),
      type: 'server_error',
      param: '',
      code: 'internal',
    },
  })
  expect(errorResponse(error).headers.get('x-should-retry')).toBe('false')
})
