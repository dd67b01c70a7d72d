import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Network } from '../../src/media/fetch/fetch-url.js'

/** An HTTP server on the loopback address for one test. Returns its port and the requests it got. */
export async function mediaServer(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: { url: string; host: string; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    requests.push({
      url: request.url ?? '',
      host: request.headers.host ?? '',
      authorization: request.headers.authorization,
    })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { port, requests, url: (path: string) => `http://127.0.0.1:${port}${path}` }
}

/**
 * A DNS of the test's own. Public addresses in it are dialled at the loopback address, after all checks; asking for any
 * other name fails.
 */
export function mediaNetwork(
  names: Record<string, string | string[] | (() => string)>,
): Network & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    async resolve(hostname) {
      asked.push(hostname)
      const entry = names[hostname]
      if (entry === undefined) throw new Error(`getaddrinfo ENOTFOUND ${hostname}`)
      return [typeof entry === 'function' ? entry() : entry].flat()
    },
    dial: (address) => (address === '93.184.216.34' ? '127.0.0.1' : address),
  }
}
