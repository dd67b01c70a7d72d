import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { listModels, modelInfo, type Page, tree } from './hub-api.js'
import type { HubRepo, RepoFile } from './hub-repos.js'

/** Something that goes wrong with requests whose path matches, `times` times (default: always). */
export type Fault = { match: RegExp; times?: number } & (
  | { kind: 'cut' | 'stall'; afterBytes: number }
  | { kind: 'slow'; bytesPerSecond: number }
  | { kind: 'corrupt' | 'html-type' }
  | { kind: 'endless' }
  | { kind: 'silence' }
  | { kind: 'status'; status: number; code?: string; headers?: Record<string, string> }
)

export interface SeenRequest {
  server: 'hub' | 'cdn'
  method: string
  path: string
  query: string
  authorization: string | undefined
  range: string | undefined
  /** The status that was answered; 0 when none was. */
  status: number
}

export interface HubServerOptions {
  repos: readonly HubRepo[]
  /** The only token that opens private and gated repositories; any other is refused. Absent: every token is taken. */
  token?: string
  /** Repositories that have moved: the new name of each. */
  moved?: Readonly<Record<string, string>>
  /** Most bytes a second of each file. Default: as fast as it goes. */
  bytesPerSecond?: number
  /** Entries of a page in lists. Default: 1000. */
  pageSize?: number
  /** Default: any free one. */
  port?: number
  /** What else is answered at the hub's address, `/api/` aside; true when it was. */
  also?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
}

export interface HubServer {
  /** For `HF_ENDPOINT`. */
  url: string
  requests: SeenRequest[]
  faults: Fault[]
  /** Bytes of files that were sent. */
  readonly bytesSent: number
  close(): Promise<void>
}

/**
 * The Hugging Face Hub on the loopback address, as far as programs that find and download models see it: model info and
 * search, file lists in pages, files by revision with ETag and Range, large files behind a redirect to a second server
 * (the CDN), gated and private repositories, its error codes, and the faults a network adds.
 */
export async function startHubServer(options: HubServerOptions): Promise<HubServer> {
  const { token, bytesPerSecond, pageSize = 1000, port = 0, moved = {}, also = async () => false } = options
  const repos = new Map(options.repos.map((repo) => [repo.id, repo]))
  const requests: SeenRequest[] = []
  const faults: Fault[] = []
  let bytesSent = 0

  const cdn = await listen(0, async (request, response) => {
    const { path } = note('cdn', request, response)
    const file = [...repos.values()]
      .flatMap(({ files }) => [...files.values()])
      .find(({ sha256 }) => path === `/files/${sha256}`)
    if (file) sendFile(request, response, file, path)
    else refuse(response, 403, 'AccessDenied')
  })

  const hub = await listen(port, async (request, response) => {
    const { path, query } = note('hub', request, response)
    const fault = takeFault(path, ['status', 'silence', 'endless'])
    if (fault?.kind === 'silence') return
    if (fault?.kind === 'endless') return sendForEver(response)
    if (fault?.kind === 'status') return refuse(response, fault.status, fault.code, fault.headers)
    if (!path.startsWith('/api/') && (await also(request, response))) return
    const given = request.headers.authorization?.replace(/^Bearer /, '')
    if (given !== undefined && token !== undefined && given !== token)
      return refuse(response, 401, undefined, {}, 'Invalid credentials in Authorization header')
    const known = given !== undefined
    if (path === '/api/whoami-v2')
      return known ? json(request, response, { type: 'user', name: 'tester' }) : refuse(response, 401)
    if (path === '/api/models')
      return sendPage(request, response, listModels(repos.values(), query, pageSize))

    const asked =
      /^\/api\/models\/(?<id>[^/]+\/[^/]+)(?:\/(?<what>revision|tree)\/(?<revision>[^/]+))?$/.exec(path) ??
      /^\/(?<id>[^/]+\/[^/]+)\/resolve\/(?<revision>[^/]+)\/(?<file>.+)$/.exec(path)
    const { id = '', what, revision = 'main', file: name } = asked?.groups ?? {}
    const newName = Object.hasOwn(moved, id) ? moved[id] : undefined
    if (newName !== undefined) {
      const location = (request.url ?? '').replace(id, newName)
      return refuse(response, 307, undefined, { location })
    }
    const repo = repos.get(id)
    // Who shows no token is not told which repositories there are.
    if (!repo || (repo.private && !known)) return refuse(response, known ? 404 : 401, 'RepoNotFound')
    if (!['main', 'HEAD', repo.commit].includes(revision)) return refuse(response, 404, 'RevisionNotFound')
    if (what === 'tree') return sendPage(request, response, tree(repo, query, pageSize))
    if (name === undefined) return json(request, response, modelInfo(repo, query))
    if (repo.gated && !(known && token !== undefined)) return refuse(response, known ? 403 : 401, 'GatedRepo')
    const file = repo.files.get(name)
    if (!file) return refuse(response, 404, 'EntryNotFound')
    response.setHeader('x-repo-commit', repo.commit)
    if (!file.sha256) return sendFile(request, response, file, path)
    response.writeHead(302, {
      location: `${cdn.url}/files/${file.sha256}?signature=s3cr3t`,
      'x-linked-etag': `"${file.sha256}"`,
      'x-linked-size': String(file.content.length),
      'accept-ranges': 'bytes',
    })
    response.end()
  })

  function note(server: SeenRequest['server'], request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://hub')
    const path = decodeURIComponent(url.pathname)
    const { authorization, range } = request.headers
    const method = request.method ?? 'GET'
    const seen: SeenRequest = { server, method, path, query: url.search, authorization, range, status: 0 }
    requests.push(seen)
    response.once('close', () => {
      if (response.headersSent) seen.status = response.statusCode
    })
    return { path, query: url.searchParams }
  }

  function takeFault<K extends Fault['kind']>(path: string, kinds: readonly K[]) {
    const fault = faults.find(
      (one): one is Fault & { kind: K } =>
        kinds.some((kind) => kind === one.kind) && one.match.test(path) && (one.times ?? 1) > 0,
    )
    if (fault?.times !== undefined) fault.times -= 1
    return fault
  }

  function sendPage(
    request: IncomingMessage,
    response: ServerResponse,
    { items, next }: Page<unknown>,
  ): void {
    if (next !== undefined) {
      const url = new URL(request.url ?? '/', hub.url)
      url.searchParams.set('cursor', next)
      response.setHeader('link', `<${url.href}>; rel="next"`)
    }
    json(request, response, items)
  }

  function sendFile(request: IncomingMessage, response: ServerResponse, file: RepoFile, path: string): void {
    const name =
      [...repos.values()].flatMap(({ files }) => [...files]).find(([, one]) => one === file)?.[0] ?? ''
    const fault = takeFault(`${path} ${name}`, ['cut', 'stall', 'slow', 'corrupt', 'html-type'])
    const content = fault?.kind === 'corrupt' ? corrupted(file.content) : file.content
    const [, from = '0', to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    const start = Number(from)
    const end = to ? Math.min(Number(to) + 1, content.length) : content.length
    const etag = `"${file.sha256 ?? file.sha1}"`
    if (start >= content.length && start > 0) {
      refuse(response, 416, undefined, { 'content-range': `bytes */${content.length}` })
      return
    }
    if (request.headers['if-none-match'] === etag) {
      refuse(response, 304, undefined, { etag })
      return
    }
    response.writeHead(request.headers.range ? 206 : 200, {
      etag,
      'accept-ranges': 'bytes',
      'content-type': fault?.kind === 'html-type' ? 'text/html' : 'application/octet-stream',
      'content-length': String(end - start),
      ...(request.headers.range && { 'content-range': `bytes ${start}-${end - 1}/${content.length}` }),
    })
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    const body = content.subarray(start, end)
    if (fault?.kind === 'cut' || fault?.kind === 'stall') {
      const part = body.subarray(0, fault.afterBytes)
      bytesSent += part.length
      response.write(part, () => {
        if (fault.kind === 'cut') response.destroy()
      })
      return
    }
    const rate = fault?.kind === 'slow' ? fault.bytesPerSecond : bytesPerSecond
    if (rate !== undefined) {
      sendSlowly(response, body, rate).catch(() => response.destroy())
      return
    }
    bytesSent += body.length
    response.end(body)
  }

  async function sendSlowly(response: ServerResponse, body: Buffer, rate: number): Promise<void> {
    const piece = Math.max(1, Math.ceil(rate / 20))
    for (let at = 0; at < body.length && !response.destroyed; at += piece) {
      const part = body.subarray(at, at + piece)
      bytesSent += part.length
      response.write(part)
      await sleep((part.length / rate) * 1000)
    }
    response.end()
  }

  return {
    url: hub.url,
    requests,
    faults,
    get bytesSent() {
      return bytesSent
    },
    close: async () => {
      await Promise.all([hub.close(), cdn.close()])
    },
  }
}

const messages: Readonly<Record<string, string>> = {
  RepoNotFound: 'Repository not found',
  RevisionNotFound: 'Invalid rev id',
  EntryNotFound: 'Entry not found',
  GatedRepo: 'Access to this model is restricted: accept its terms and be authenticated to access it',
}

function refuse(
  response: ServerResponse,
  status: number,
  code?: string,
  headers: Record<string, string> = {},
  message = messages[code ?? ''] ?? code,
): void {
  response.writeHead(status, {
    ...headers,
    ...(code && { 'x-error-code': code }),
    ...(message && { 'x-error-message': message, 'content-type': 'application/json' }),
  })
  response.end(message && status !== 304 ? JSON.stringify({ error: message }) : undefined)
}

function json(request: IncomingMessage, response: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body)
  const etag = `W/"${createHash('sha1').update(text).digest('hex').slice(0, 20)}"`
  if (request.headers['if-none-match'] === etag) {
    refuse(response, 304, undefined, { etag })
    return
  }
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', etag })
  response.end(text)
}

function sendForEver(response: ServerResponse): void {
  const blanks = Buffer.alloc(1_000_000, ' ')
  const more = () => {
    while (response.write(blanks));
  }
  response.on('drain', more)
  more()
}

function corrupted(content: Buffer): Buffer {
  const copy = Buffer.from(content)
  const middle = copy.length >> 1
  copy[middle] = (copy[middle] ?? 0) ^ 0xff
  return copy
}

async function listen(
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
) {
  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
