import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createProxyAgents, findProxy } from '../../../src/http/proxy-agents.js'
import { sendRequest } from '../../../src/http/send-request.js'

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

describe('the proxy for a URL', () => {
  const env = {
    http_proxy: 'http://a:1',
    HTTPS_PROXY: 'b:2',
    no_proxy: 'local, .inside.example:8080 *.ten.example',
  }

  it.each([
    ['http://hub.example/', 'http://a:1'],
    ['https://hub.example/', 'http://b:2'],
    ['http://local/', undefined],
    ['http://sub.local/', undefined],
    ['http://notlocal/', 'http://a:1'],
    ['http://x.inside.example:8080/', undefined],
    ['http://x.inside.example/', 'http://a:1'],
    ['https://x.ten.example/', undefined],
  ])('%s is %s', (url, proxy) => {
    expect(findProxy(new URL(url), env)).toBe(proxy)
  })

  it('is none without variables, and none at all with no_proxy=*', () => {
    expect(findProxy(new URL('http://a/'), {})).toBeUndefined()
    expect(findProxy(new URL('http://a/'), { http_proxy: 'http://b', NO_PROXY: '*' })).toBeUndefined()
  })

  it('is that for http: where https: has none of its own', () => {
    expect(findProxy(new URL('https://a/'), { http_proxy: 'http://b' })).toBe('http://b')
  })
})

describe('requests through a proxy', () => {
  it('reach it with the whole address for http:, and as a tunnel for https:', async () => {
    const seen: string[] = []
    const proxy = createServer((request: IncomingMessage, response) => {
      seen.push(`${request.method} ${request.url}`)
      response.end('from the proxy')
    })
    proxy.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url}`)
      socket.on('error', () => {})
      const onward = connect(1, '127.0.0.1', () => {})
      onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    })
    const agents = createProxyAgents({ http_proxy: `http://127.0.0.1:${await listen(proxy)}` })
    onTestFinished(() => agents.close())
    const signal = new AbortController().signal
    const plain = new URL('http://hub.example/api')
    const reply = await sendRequest(plain, { headers: {}, agents: agents.agentsFor(plain), signal })
    expect((await reply.body.toArray()).join('')).toBe('from the proxy')
    const secure = new URL('https://hub.example/api')
    const sent = sendRequest(secure, { headers: {}, agents: agents.agentsFor(secure), signal })
    await sent.then(
      ({ body }) => body.destroy(),
      () => undefined,
    )
    expect(seen).toEqual(['GET http://hub.example/api', 'CONNECT hub.example:443'])
  })
})
