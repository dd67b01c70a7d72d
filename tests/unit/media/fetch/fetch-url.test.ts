import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { whyNotPublic } from '../../../../src/media/fetch/address-check.js'
import { flatPng, mediaWorkplace, refusal, sha256, unwrap } from '../../../support/media-files.js'
import { mediaNetwork, mediaServer } from '../../../support/media-server.js'

const open = { allowPrivateAddresses: true }
const publicAddress = '93.184.216.34'

describe('addresses', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'link-local'],
    ['100.100.100.200', 'carrier-grade NAT'],
    ['0.0.0.0', 'unspecified'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['240.0.0.1', 'reserved'],
    ['168.63.129.16', 'cloud'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['fe80::1', 'link-local'],
    ['fd00:ec2::254', 'private'],
    ['ff02::1', 'multicast'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:a9fe:a9fe', 'link-local'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['64:ff9b::a9fe:a9fe', 'link-local'],
    ['64:ff9b:1::7f00:1', ''],
    ['2002:7f00:1::', '6to4'],
    ['2002:808:808::1', '6to4'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'teredo'],
    ['::7f00:1', 'public IPv6'],
    ['::127.0.0.1', 'public IPv6'],
    ['::808:808', 'public IPv6'],
    ['::8.8.8.8', 'public IPv6'],
    ['::ffff:0:7f00:1', 'translated IPv4'],
    ['2a00:1450:4001:81b:0:5efe:7f00:1', 'tunnel'],
    ['2a00:1450:4001:81b:200:5efe:a00:1', 'tunnel'],
    ['fe80::1%eth0', 'interface'],
    ['2606:4700::1%1', 'interface'],
    ['fec0::1', ''],
    ['100::1', ''],
    ['4000::1', 'public IPv6'],
    ['2001:db8::1', ''],
    ['not an address', 'not an IP address'],
  ])('%s is refused as %s', (address, reason) => {
    expect(whyNotPublic(address)).toContain(reason)
  })

  it.each([publicAddress, '8.8.8.8', '2606:2800:220:1::1', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    '%s is public',
    (address) => {
      expect(whyNotPublic(address)).toBeUndefined()
    },
  )
})

describe('a URL', () => {
  it('becomes media by its content, whatever type the server claims', async () => {
    const png = flatPng(30, 20)
    const server = await mediaServer((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(png)
    })
    const { ingest } = await mediaWorkplace(open)
    const media = unwrap(await ingest.ingest(server.url('/pictures/a%20cat.html?size=2')))
    expect(media).toEqual({
      digest: sha256(png),
      modality: 'image',
      mimeType: 'image/png',
      bytes: png.length,
      facts: { width: 30, height: 20 },
      name: 'a cat.html',
    })
  })

  it('that calls text a picture gives text', async () => {
    const server = await mediaServer((_, response) => {
      response.setHeader('content-type', 'image/png')
      response.end('<html>Please log in</html>')
    })
    const { ingest } = await mediaWorkplace(open)
    expect(unwrap(await ingest.ingest(server.url('/cat.png')))).toMatchObject({ modality: 'text' })
  })

  it('without content is refused as empty', async () => {
    const server = await mediaServer((_, response) => response.writeHead(204).end())
    const { ingest } = await mediaWorkplace(open)
    expect(refusal(await ingest.ingest(server.url('/'))).message).toContain('empty')
  })

  it.each([
    [404, false],
    [403, false],
    [429, true],
    [503, true],
  ])('answered with %d fails, worth another try: %s', async (status, retryable) => {
    const server = await mediaServer((_, response) => response.writeHead(status).end())
    const { ingest } = await mediaWorkplace(open)
    const error = refusal(await ingest.ingest(server.url('/a.png')))
    expect(error).toMatchObject({ code: 'FETCH_FAILED', retryable })
    expect(error.message).toContain(`answered ${status}`)
  })

  it('keeps user name, password and query out of messages and requests', async () => {
    const server = await mediaServer((_, response) => response.writeHead(404).end())
    const { ingest } = await mediaWorkplace(open)
    const url = `http://ann:hunter2@127.0.0.1:${server.port}/a.png?sig=s3cret`
    const error = refusal(await ingest.ingest(url))
    expect(JSON.stringify(error.toInfo())).not.toMatch(/ann|hunter2|s3cret/)
    expect(error.message).toContain(`http://127.0.0.1:${server.port}/a.png`)
    expect(server.requests).toMatchObject([{ url: '/a.png?sig=s3cret', authorization: undefined }])
  })

  it('of a host that is not there fails with the reason', async () => {
    const { ingest } = await mediaWorkplace({}, { network: mediaNetwork({}) })
    const error = refusal(await ingest.ingest('http://nowhere.test/a.png'))
    expect(error).toMatchObject({
      code: 'FETCH_FAILED',
      message: expect.stringContaining('ENOTFOUND nowhere.test'),
    })
  })
})

describe('the way to a URL', () => {
  it.each([
    'http://127.0.0.1/a.png',
    'http://2130706433/a.png',
    'http://0x7f.1/a.png',
    'http://[::1]/a.png',
    'http://[::ffff:127.0.0.1]/a.png',
    'http://169.254.169.254/latest/meta-data/',
  ])('is refused to the literal address in %s without connecting', async (url) => {
    const { ingest } = await mediaWorkplace({}, { network: mediaNetwork({}) })
    const error = refusal(await ingest.ingest(url))
    expect(error.code).toBe('FETCH_REFUSED')
    expect(error.message).toContain('media.allowPrivateAddresses')
  })

  it('is refused to names that lead to private addresses, all answers counted', async () => {
    const server = await mediaServer((_, response) => response.end('secret'))
    const network = mediaNetwork({
      'inside.test': '127.0.0.1',
      'mixed.test': [publicAddress, '10.0.0.1'],
      'mapped.test': '::ffff:127.0.0.1',
    })
    const { ingest } = await mediaWorkplace({}, { network })
    for (const name of ['inside.test', 'mixed.test', 'mapped.test']) {
      const error = refusal(await ingest.ingest(`http://${name}:${server.port}/`))
      expect(error).toMatchObject({ code: 'FETCH_REFUSED', message: expect.stringContaining(name) })
    }
    expect(server.requests).toEqual([])
  })

  it('is open to public names, through redirects between them', async () => {
    const server = await mediaServer((request, response) => {
      if (request.url === '/start')
        response.writeHead(302, { location: `http://other.test:${server.port}/middle` }).end()
      else if (request.url === '/middle') response.writeHead(307, { location: '/end' }).end()
      else response.end('arrived')
    })
    const network = mediaNetwork({ 'public.test': publicAddress, 'other.test': publicAddress })
    const { ingest } = await mediaWorkplace({}, { network })
    const media = unwrap(await ingest.ingest(`http://public.test:${server.port}/start`))
    expect(media.digest).toBe(sha256(Buffer.from('arrived')))
    expect(server.requests.map(({ url, host }) => `${host}${url}`)).toEqual([
      `public.test:${server.port}/start`,
      `other.test:${server.port}/middle`,
      `other.test:${server.port}/end`,
    ])
  })

  it.each([
    ['to the loopback address', (port: number) => `http://127.0.0.1:${port}/secret`],
    ['to a name of the loopback address', (port: number) => `http://inside.test:${port}/secret`],
    ['to a file', () => 'file:///etc/passwd'],
    ['to data', () => 'data:text/plain,hello'],
  ])('ends at a redirect %s', async (_, target) => {
    const server = await mediaServer((_, response) =>
      response.writeHead(302, { location: target(server.port) }).end(),
    )
    const network = mediaNetwork({ 'public.test': publicAddress, 'inside.test': '127.0.0.1' })
    const { ingest } = await mediaWorkplace({}, { network })
    const error = refusal(await ingest.ingest(`http://public.test:${server.port}/start`))
    expect(error.code).toBe('FETCH_REFUSED')
    expect(server.requests.map(({ url }) => url)).toEqual(['/start'])
  })

  it('is checked again for a name whose address changes between two connections', async () => {
    const server = await mediaServer((_, response) =>
      response.writeHead(302, { location: '/secret', connection: 'close' }).end(),
    )
    const answers = [publicAddress, '127.0.0.1']
    const network = mediaNetwork({ 'rebinding.test': () => answers.shift() ?? '127.0.0.1' })
    const { ingest } = await mediaWorkplace({}, { network })
    const error = refusal(await ingest.ingest(`http://rebinding.test:${server.port}/start`))
    expect(error).toMatchObject({ code: 'FETCH_REFUSED', details: { address: '127.0.0.1' } })
    expect(server.requests.map(({ url }) => url)).toEqual(['/start'])
  })

  it('asks DNS once for a connection, so that the checked address is the one connected to', async () => {
    const server = await mediaServer((_, response) => response.end('hello'))
    const network = mediaNetwork({ 'public.test': publicAddress })
    const { ingest } = await mediaWorkplace({}, { network })
    unwrap(await ingest.ingest(`http://public.test:${server.port}/`))
    expect(network.asked).toEqual(['public.test'])
  })

  it('ends after five redirects', async () => {
    const server = await mediaServer((request, response) =>
      response.writeHead(302, { location: `${request.url}x` }).end(),
    )
    const { ingest } = await mediaWorkplace(open)
    const error = refusal(await ingest.ingest(server.url('/')))
    expect(error).toMatchObject({
      code: 'FETCH_FAILED',
      message: expect.stringContaining('more than 5 times'),
    })
    expect(server.requests).toHaveLength(6)
  })
})

describe('the size and time of a URL', () => {
  it('are bounded for a body that never ends', async () => {
    let sent = 0
    const server = await mediaServer((_, response) => {
      const chunk = Buffer.alloc(100_000, 65)
      const more = () => {
        sent += chunk.length
        response.write(chunk, (error) => error || setImmediate(more))
      }
      more()
    })
    const { ingest, store } = await mediaWorkplace({ ...open, maxBytes: 10_000_000 })
    const before = process.memoryUsage().rss
    const error = refusal(await ingest.ingest(server.url('/endless')))
    expect(error).toMatchObject({ code: 'MEDIA_TOO_LARGE', details: { limit: 10_000_000 } })
    expect(error.message).toContain('/endless')
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
    expect(sent).toBeLessThan(60e6)
    expect(await readdir(join(store.dir, 'tmp'))).toEqual([])
  })

  it('are refused by what the server announces', async () => {
    const server = await mediaServer((_, response) => {
      response.writeHead(200, { 'content-length': 5_000_000_000 })
      response.flushHeaders()
    })
    const { ingest } = await mediaWorkplace(open)
    const error = refusal(await ingest.ingest(server.url('/huge')))
    expect(error).toMatchObject({ code: 'MEDIA_TOO_LARGE', details: { actual: 5_000_000_000 } })
  })

  it('count what a compressed body unpacks to', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000, 65))
    const server = await mediaServer((_, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(bomb)
    })
    const { ingest } = await mediaWorkplace({ ...open, maxBytes: 1_000_000 })
    expect(bomb.length).toBeLessThan(100_000)
    expect(refusal(await ingest.ingest(server.url('/bomb'))).code).toBe('MEDIA_TOO_LARGE')
  })

  it.each(['headers', 'body'])(
    'are bounded for a server that stops before the end of its %s',
    async (part) => {
      const server = await mediaServer((_, response) => {
        if (part === 'body') response.writeHead(200).write('beginning')
      })
      const { ingest, store } = await mediaWorkplace({ ...open, fetchTimeoutMs: 50 })
      const error = refusal(await ingest.ingest(server.url('/slow')))
      expect(error).toMatchObject({ code: 'FETCH_FAILED', retryable: true })
      expect(error.message).toContain('took longer than 50 ms')
      expect(await readdir(join(store.dir, 'tmp'))).toEqual([])
    },
  )

  it('end at once when the run is cancelled', async () => {
    const controller = new AbortController()
    const server = await mediaServer(() => controller.abort())
    const { ingest } = await mediaWorkplace(open)
    const result = await ingest.ingest(server.url('/'), { signal: controller.signal })
    expect(refusal(result).code).toBe('CANCELLED')
  })

  it('are not trusted when the connection breaks half-way', async () => {
    const server = await mediaServer((_, response) => {
      response.writeHead(200, { 'content-length': 1000 })
      response.write('half', () => response.destroy())
    })
    const { ingest } = await mediaWorkplace(open)
    const error = refusal(await ingest.ingest(server.url('/half')))
    expect(error).toMatchObject({ code: 'FETCH_FAILED', retryable: true })
  })
})
