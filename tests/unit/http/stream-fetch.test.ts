import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createStreamFetch } from '../../../src/http/stream-fetch.js'
import { bodyOf, rawServer } from '../../support/raw-server.js'

const fetch = createStreamFetch()

it.each(['HTTP/1.0 200 OK', 'HTTP/1.1 200 OK\r\nConnection: close'])(
  'a stream of a server that hangs up comes whole to a reader that pauses: %j',
  async (head) => {
    const server = await rawServer(() => ({ head, size: 200_000 }))
    const reply = await fetch(server.url(), { method: 'POST', body: '{}', headers: { 'x-a': 'b' } })
    const chunks: Uint8Array[] = []
    for await (const chunk of reply.body ?? []) {
      chunks.push(chunk)
      if (chunks.length < 6) await pause(5)
    }
    expect(Buffer.concat(chunks)).toEqual(bodyOf(200_000))
    expect(server.requests[0]).toMatch(/^POST \/ HTTP\/1\.1[\s\S]*x-a: b/)
  },
)

it('a stream that is cut is an error, and an abort ends it', async () => {
  const cut = await rawServer(() => ({ head: 'HTTP/1.1 200 OK\r\nContent-Length: 10', size: 3 }))
  await expect((await fetch(cut.url())).text()).rejects.toThrow()
  const open = await rawServer(() => ({
    head: 'HTTP/1.1 200 OK\r\nContent-Length: 10',
    size: 3,
    staysOpen: true,
  }))
  const controller = new AbortController()
  const reply = await fetch(open.url(), { signal: controller.signal })
  controller.abort()
  await expect(reply.text()).rejects.toThrow()
})

it('nobody who answers is what fetch calls a failure, with the reason', async () => {
  const error = await fetch('http://127.0.0.1:1/').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TypeError)
  expect(error).toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})
