import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../src/queue/worker/listen.js'

it('a server that can not take a connection goes on, however often that happens', async () => {
  const server = createServer((_, response) => response.end('here'))
  const { url, close } = await listen(server, { host: '127.0.0.1', port: 0, what: 'page', flag: '--port' })
  onTestFinished(close)
  // What Node emits when no file handle is left.
  for (let n = 0; n < 3; n += 1) server.emit('error', new Error('accept EMFILE'))
  expect(await (await fetch(url)).text()).toBe('here')
})
