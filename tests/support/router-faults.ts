import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Something that goes wrong with requests whose path matches, `times` times (default: always). */
export type RouterFault = { match: RegExp; times?: number } & (
  | { kind: 'status'; status: number; json?: unknown; headers?: Record<string, string> }
  /** A page for people, such as that of a proxy, with status 200 or another. */
  | { kind: 'html'; status?: number }
  /** Any bytes, called anything. */
  | { kind: 'bytes'; bytes: string | Uint8Array; type?: string }
  /** Bytes for ever. */
  | { kind: 'endless'; type: string }
  /** Takes the request and never answers. */
  | { kind: 'silence' }
  /** Begins to answer, then hangs up. */
  | { kind: 'cut' }
  /** Answers as it should, once `until` is done. */
  | { kind: 'slow'; until: Promise<unknown> }
  | { kind: 'redirect'; status: number; location: string }
  /** Sends the Authorization header back, in an error or (status 200) as an answer. */
  | { kind: 'echo'; status: number; as?: (authorization: string) => unknown }
)

/** The first fault for the path, used up once; undefined: all is well. */
export function takeFault(faults: RouterFault[], path: string): RouterFault | undefined {
  const fault = faults.find(({ match, times = 1 }) => times > 0 && match.test(path))
  if (fault?.times !== undefined) fault.times -= 1
  return fault
}

/** Does what is wrong. `false`: go on and answer as usual. */
export async function play(
  fault: RouterFault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const send = (status: number, type: string, body: string | Uint8Array, headers = {}) => {
    response.writeHead(status, { 'content-type': type, ...headers }).end(body)
    return true
  }
  switch (fault.kind) {
    case 'status':
      return send(
        fault.status,
        'application/json',
        JSON.stringify(fault.json ?? { error: 'No.' }),
        fault.headers,
      )
    case 'html':
      return send(fault.status ?? 200, 'text/html', '<!DOCTYPE html><html><body>Welcome</body></html>')
    case 'bytes':
      return send(200, fault.type ?? '', fault.bytes)
    case 'redirect':
      response.writeHead(fault.status, { location: fault.location }).end()
      return true
    case 'echo': {
      const authorization = request.headers.authorization ?? ''
      const { as = (said) => ({ error: `I was told ${said}` }) } = fault
      return send(fault.status, 'application/json', JSON.stringify(as(authorization)))
    }
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('[{"label": "ca', () => response.destroy())
      return true
    case 'silence':
      return true
    case 'slow':
      await fault.until
      return false
    case 'endless': {
      response.writeHead(200, { 'content-type': fault.type })
      await pipeline(Readable.from(forEver()), response).catch(() => undefined)
      return true
    }
  }
}

function* forEver() {
  for (;;) yield Buffer.alloc(65_536, 7)
}
