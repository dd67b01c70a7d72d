import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createAgents } from '../../../src/http/proxy-agents.js'
import { describeNetworkError, type SendOptions, sendRequest } from '../../../src/http/send-request.js'
import { bodyOf, type Framing, rawServer } from '../../support/raw-server.js'

const sizes = [0, 1, 65_536, 5_000_000]
const ok = 'HTTP/1.1 200 OK'

/** What servers do with a body of `size` bytes that arrives whole. */
const whole: Record<string, (size: number) => Framing> = {
  'HTTP/1.0 without a length': () => ({ head: 'HTTP/1.0 200 OK' }),
  'HTTP/1.0 with a length': (size) => ({ head: `HTTP/1.0 200 OK\r\nContent-Length: ${size}` }),
  'Connection: close without a length': () => ({ head: `${ok}\r\nConnection: close` }),
  'Connection: close with a length': (size) => ({
    head: `${ok}\r\nConnection: close\r\nContent-Length: ${size}`,
  }),
  'keep-alive, then the end': (size) => ({
    head: `${ok}\r\nConnection: keep-alive\r\nContent-Length: ${size}`,
  }),
  'keep-alive that is kept': (size) => ({ head: `${ok}\r\nContent-Length: ${size}`, staysOpen: true }),
  'chunks, then the end': () => ({ head: `${ok}\r\nTransfer-Encoding: chunked`, isChunked: true }),
  'chunks that are kept': () => ({
    head: `${ok}\r\nTransfer-Encoding: chunked`,
    isChunked: true,
    staysOpen: true,
  }),
  'small pieces, then the end': (size) => ({
    head: `${ok}\r\nConnection: close\r\nContent-Length: ${size}`,
    pieceBytes: size > 100_000 ? 300_000 : 700,
  }),
  'more bytes than promised': (size) => ({ head: `${ok}\r\nContent-Length: ${size}`, extraBytes: 7 }),
}

/** And one that doesn't. */
const cut: Record<string, (size: number) => Framing> = {
  'a length that is not reached': (size) => ({
    head: `${ok}\r\nContent-Length: ${size + 10}`,
  }),
  'a length that is not reached, of HTTP/1.0': (size) => ({
    head: `HTTP/1.0 200 OK\r\nContent-Length: ${size + 10}`,
  }),
  'chunks without the last': () => ({ head: `${ok}\r\nTransfer-Encoding: chunked` }),
}

const readers: Record<string, (look: number) => Promise<unknown>> = {
  'a quick reader': async () => undefined,
  'a reader that pauses': (look) => (look < 6 ? pause(5) : Promise.resolve()),
  'a reader that begins late': (look) => (look === 0 ? pause(40) : Promise.resolve()),
}

async function read(url: URL, wait: (look: number) => Promise<unknown>, options: Partial<SendOptions> = {}) {
  const reply = await sendRequest(url, { headers: {}, signal: new AbortController().signal, ...options })
  const hash = createHash('sha256')
  let bytes = 0
  let look = 0
  await wait(look)
  for await (const chunk of reply.body) {
    bytes += chunk.length
    hash.update(chunk)
    look += 1
    await wait(look)
  }
  return { bytes, hash: hash.digest('hex') }
}

describe.each(Object.entries(readers))('%s', (_, wait) => {
  it.each(Object.entries(whole))('gets all of a body with %s', async (_, framing) => {
    for (const size of sizes) {
      const server = await rawServer(() => ({ ...framing(size), size }))
      const expected = { bytes: size, hash: createHash('sha256').update(bodyOf(size)).digest('hex') }
      expect(await read(server.url(), wait)).toEqual(expected)
      if (!framing(size).staysOpen) continue
      const agents = createAgents()
      onTestFinished(() => agents.destroy())
      // Twice over the same connection.
      for (let round = 0; round < 2; round += 1)
        expect(await read(server.url(), wait, { agents })).toEqual(expected)
      expect(server.connections).toBe(2)
    }
  })

  it.each(Object.entries(cut))('is told of %s', async (_, framing) => {
    for (const size of sizes) {
      const server = await rawServer(() => ({ ...framing(size), size }))
      const error = await read(server.url(), wait).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(Error)
      expect(describeNetworkError(error)).not.toBe('')
    }
  })
})

describe('a request', () => {
  it('fails without an answer', async () => {
    const server = await rawServer(() => ({ head: '', size: 0, hangsUp: true }))
    const error = await read(server.url(), async () => undefined).catch((thrown: unknown) => thrown)
    expect(describeNetworkError(error)).toBe('the connection was closed without an answer')
  })

  it('is given up on when the body falls silent, not when its reader does', async () => {
    const silent = await rawServer(() => ({
      head: `${ok}\r\nContent-Length: 10`,
      size: 3,
      staysOpen: true,
    }))
    await expect(read(silent.url(), async () => undefined, { stallTimeoutMs: 40 })).rejects.toThrow(
      'nothing came for 0.04 s',
    )
    const size = 5_000_000
    const there = await rawServer(() => ({ head: `${ok}\r\nContent-Length: ${size}`, size }))
    const late = (look: number) => (look === 1 ? pause(200) : Promise.resolve())
    expect(await read(there.url(), late, { stallTimeoutMs: 40 })).toMatchObject({ bytes: size })
  })

  it('ends with its signal, before the answer and within the body', async () => {
    const controller = new AbortController()
    const server = await rawServer((request) => {
      if (request.includes('/silent')) queueMicrotask(() => controller.abort(new Error('enough')))
      return request.includes('/silent')
        ? { head: 'HTTP/1.1', size: 0, staysOpen: true }
        : { head: `${ok}\r\nContent-Length: 10`, size: 3, staysOpen: true }
    })
    const { signal } = controller
    await expect(read(server.url('/silent'), async () => undefined, { signal })).rejects.toThrow('enough')
    const other = new AbortController()
    const stop = async (look: number) => {
      if (look === 1) other.abort(new Error('enough of it'))
    }
    await expect(read(server.url('/body'), stop, { signal: other.signal })).rejects.toThrow('enough of it')
  })

  it('is sent once more when a kept connection was closed meanwhile, if it is a GET', async () => {
    const agents = createAgents()
    onTestFinished(() => agents.destroy())
    let count = 0
    const server = await rawServer(() => {
      count += 1
      return { head: `${ok}\r\nContent-Length: 1`, size: 1, staysOpen: true, hangsUp: count % 2 === 0 }
    })
    const quick = async () => undefined
    expect(await read(server.url(), quick, { agents })).toMatchObject({ bytes: 1 })
    expect(await read(server.url(), quick, { agents })).toMatchObject({ bytes: 1 })
    await expect(read(server.url(), quick, { agents, body: Buffer.from('x') })).rejects.toThrow()
    expect(count).toBe(4)
  })

  it('reports a port where nobody listens', async () => {
    const error = await read(new URL('http://127.0.0.1:1/'), async () => undefined).catch(
      (thrown: unknown) => thrown,
    )
    expect(describeNetworkError(error)).toContain('ECONNREFUSED')
  })

  it('of a body left unread harms nobody when its connection breaks', async () => {
    const server = await rawServer(() => ({ head: `${ok}\r\nContent-Length: 100`, size: 3 }))
    const reply = await sendRequest(server.url(), { headers: {}, signal: new AbortController().signal })
    const closed = new Promise((resolve) => reply.body.once('close', resolve))
    reply.body.resume()
    await closed
    expect(reply.body.errored).toBeInstanceOf(Error)
  })
})
