import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { packageRoot } from '../../src/config/load-profile.js'

/** Something that goes wrong with requests whose path matches, `times` times (default: always). */
export type Fault = { match: RegExp; times?: number } & (
  | { kind: 'cut' | 'stall'; afterBytes: number }
  | { kind: 'corrupt' }
  | { kind: 'endless' }
  | { kind: 'silence' }
  | { kind: 'status'; status: number; code?: string }
)

export interface SeenRequest {
  server: 'hub' | 'cdn'
  path: string
  authorization: string | undefined
  range: string | undefined
}

interface RepoFile {
  content: Buffer
  sha1: string
  /** Large files are kept elsewhere and named by their SHA-256. */
  sha256: string | undefined
}

export interface FakeHub {
  /** For `HF_ENDPOINT`. */
  url: string
  requests: SeenRequest[]
  faults: Fault[]
  /** The hash of a file, as the cache names it. */
  hashOf(model: string, path: string): string
  /** The commit that a repository's `main` stands for. */
  commitOf(model: string): string
  close(): Promise<void>
}

/**
 * A model hub on the loopback address: model info with sizes and hashes, files by commit with ETag and Range, and large
 * files behind a redirect to a second server, as the real one does it. Repositories are folders of this project:
 * `pictogram/...` from `models/`, anything else by its name from the test fixtures; `aliases` serves them under other
 * ids too. Closed when the test has finished.
 */
export async function fakeHub(
  models: readonly string[],
  aliases: Readonly<Record<string, string>> = {},
): Promise<FakeHub> {
  const folders = [...models.map((model) => [model, model] as const), ...Object.entries(aliases)]
  const repos = new Map(folders.map(([model, folder]) => [model, readRepo(folderOf(folder))]))
  const requests: SeenRequest[] = []
  const faults: Fault[] = []
  const all = [...repos.values()].flatMap((files) => [...files.values()])

  const cdn = await listen((request, response) => {
    const path = note('cdn', request)
    const file = all.find(({ sha256 }) => path === `/files/${sha256}`)
    if (file) sendFile(request, response, file, path)
    else refuse(response, 404)
  })

  const hub = await listen((request, response) => {
    const path = note('hub', request)
    const fault = takeFault(path, ['status', 'silence', 'endless'])
    if (fault?.kind === 'silence') return
    if (fault?.kind === 'endless') return sendForEver(response)
    if (fault?.kind === 'status') return refuse(response, fault.status, fault.code)
    const info = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/.exec(path)
    const resolved = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path)
    const model = info?.[1] ?? resolved?.[1] ?? ''
    const files = repos.get(model)
    if (!files) return refuse(response, 401, 'RepoNotFound')
    const commit = commitOf(model)
    const revision = info?.[3] ?? resolved?.[2] ?? ''
    if (revision !== 'main' && revision !== commit) return refuse(response, 404, 'RevisionNotFound')
    if (info) return json(response, info[2] === 'tree' ? tree(files) : modelInfo(model, commit, files))
    const file = files.get(resolved?.[3] ?? '')
    if (!file) return refuse(response, 404, 'EntryNotFound')
    response.setHeader('x-repo-commit', commit)
    if (!file.sha256) return sendFile(request, response, file, path)
    response.writeHead(302, {
      location: `${cdn.url}/files/${file.sha256}?signature=s3cr3t`,
      'x-linked-etag': `"${file.sha256}"`,
      'x-linked-size': String(file.content.length),
    })
    response.end()
  })

  function note(server: SeenRequest['server'], request: IncomingMessage): string {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://hub').pathname)
    const { authorization, range } = request.headers
    requests.push({ server, path, authorization, range })
    return path
  }

  function takeFault<K extends Fault['kind']>(path: string, kinds: readonly K[]) {
    const fault = faults.find(
      (one): one is Fault & { kind: K } =>
        kinds.some((kind) => kind === one.kind) && one.match.test(path) && (one.times ?? 1) > 0,
    )
    if (fault?.times !== undefined) fault.times -= 1
    return fault
  }

  function sendFile(request: IncomingMessage, response: ServerResponse, file: RepoFile, path: string): void {
    const name = [...repos.values()].flatMap((files) => [...files]).find(([, one]) => one === file)?.[0] ?? ''
    const fault = takeFault(`${path} ${name}`, ['cut', 'stall', 'corrupt'])
    const content = fault?.kind === 'corrupt' ? corrupted(file.content) : file.content
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (start >= content.length && start > 0) {
      refuse(response, 416)
      return
    }
    const headers = {
      etag: `"${file.sha256 ?? file.sha1}"`,
      'accept-ranges': 'bytes',
      'content-length': String(content.length - start),
      ...(start > 0 && { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
    }
    response.writeHead(start > 0 ? 206 : 200, headers)
    if (fault?.kind !== 'cut' && fault?.kind !== 'stall') {
      response.end(content.subarray(start))
      return
    }
    response.write(content.subarray(start, start + fault.afterBytes), () => {
      if (fault.kind === 'cut') response.destroy()
    })
  }

  const closeBoth = async () => {
    await Promise.all([hub.close(), cdn.close()])
  }
  onTestFinished(closeBoth)
  return {
    url: hub.url,
    requests,
    faults,
    hashOf: (model, path) => {
      const file = repos.get(model)?.get(path)
      return file?.sha256 ?? file?.sha1 ?? ''
    },
    commitOf,
    close: closeBoth,
  }
}

function folderOf(model: string): string {
  const [owner, name = ''] = model.split('/')
  return owner === 'pictogram'
    ? join(packageRoot, 'models', model)
    : join(packageRoot, 'tests/fixtures/models', name)
}

function readRepo(folder: string): Map<string, RepoFile> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name)
      const content = readFileSync(file)
      const sha1 = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
      const large = file.endsWith('.onnx') || file.includes('.onnx_data')
      const sha256 = large ? createHash('sha256').update(content).digest('hex') : undefined
      return [file.slice(folder.length + 1).replaceAll('\\', '/'), { content, sha1, sha256 }]
    }),
  )
}

const commitOf = (model: string) => createHash('sha1').update(model).digest('hex')

function modelInfo(id: string, sha: string, files: ReadonlyMap<string, RepoFile>): unknown {
  const siblings = [...files].map(([rfilename, { content, sha1, sha256 }]) => ({
    rfilename,
    size: content.length,
    blobId: sha1,
    ...(sha256 && { lfs: { sha256, size: content.length, pointerSize: 132 } }),
  }))
  return { _id: '0', id, modelId: id, sha, private: false, gated: false, tags: ['onnx'], siblings }
}

function tree(files: ReadonlyMap<string, RepoFile>): unknown {
  return [...files].map(([path, { content, sha1, sha256 }]) => ({
    type: 'file',
    path,
    oid: sha1,
    size: content.length,
    ...(sha256 && { lfs: { oid: sha256, size: content.length, pointerSize: 132 } }),
  }))
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

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function refuse(response: ServerResponse, status: number, code?: string): void {
  response.writeHead(status, code ? { 'x-error-code': code } : {})
  response.end()
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server: Server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
