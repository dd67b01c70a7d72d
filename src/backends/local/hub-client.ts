import type { Dispatcher } from 'undici'
import { z } from 'zod'
import { cancelled, SwitchyardError } from '../../errors.js'
import { hubRefused, hubUnreachable } from './hub-errors.js'
import type { Env, HubSettings } from './hub-settings.js'

/** A file of a repository, with what its bytes must be. */
export interface RepoFile {
  path: string
  bytes: number
  /** SHA-256 for large files, git's SHA-1 of a blob for the others. Also its name in the cache. */
  hash: string
}

export interface RepoInfo {
  /** The commit that the revision stands for. */
  commit: string
  files: RepoFile[]
}

/** The part of the Hub's HTTP interface that downloads need. Methods throw `MODEL_UNAVAILABLE` or `CANCELLED`. */
export interface HubClient {
  repoInfo(model: string, revision: string, signal: AbortSignal): Promise<RepoInfo>
  /** The file's bytes from `offset` on; `offset` says where they really start (0 when the server can't resume). */
  openFile(
    file: { model: string; commit: string; path: string; offset: number },
    signal: AbortSignal,
  ): Promise<{ offset: number; body: AsyncIterable<Uint8Array> }>
  close(): Promise<void>
}

export interface HubClientOptions {
  hub: HubSettings
  env: Env
  /** Time for one try to be answered. Default: 3000; there are three tries. */
  answerTimeoutMs?: number
  /** Longest silence within a download. Default: 30000. */
  stallTimeoutMs?: number
}

const tries = 3
const pauseMs = 250
const maxRedirects = 5
/** The longest lists of files, of repositories with 100,000 of them, are some 30 MB. */
const maxListBytes = 64_000_000

const hex = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)
const infoSchema = z.object({
  sha: hex,
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().int().nonnegative().optional(),
      blobId: hex.optional(),
      lfs: z.object({ sha256: hex }).nullish(),
    }),
  ),
})

export function createHubClient({
  hub,
  env,
  answerTimeoutMs = 3000,
  stallTimeoutMs = 30_000,
}: HubClientOptions): HubClient {
  const origin = new URL(hub.endpoint).origin
  let connection: Promise<Dispatcher> | undefined

  async function connect(): Promise<Dispatcher> {
    const { EnvHttpProxyAgent } = await import('undici')
    const httpProxy = env.http_proxy ?? env.HTTP_PROXY
    const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY
    return new EnvHttpProxyAgent({
      connect: { timeout: answerTimeoutMs },
      headersTimeout: answerTimeoutMs,
      bodyTimeout: stallTimeoutMs,
      httpProxy: httpProxy ?? '',
      httpsProxy: httpsProxy ?? '',
      noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
    })
  }

  /** One request, redirects followed by hand: the token goes to the endpoint alone, never to a storage server. */
  async function request(url: URL, offset: number, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    connection ??= connect()
    const dispatcher = await connection
    const { request: send } = await import('undici')
    let target = url
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const response = await send(target, {
        dispatcher,
        signal,
        headers: {
          'user-agent': 'switchyard',
          ...(hub.token && target.origin === origin && { authorization: `Bearer ${hub.token}` }),
          ...(offset > 0 && { range: `bytes=${offset}-` }),
        },
      })
      const { location } = response.headers
      if (response.statusCode < 300 || response.statusCode >= 400 || typeof location !== 'string')
        return response
      discard(response)
      target = new URL(location, target)
      if (target.protocol !== 'https:' && target.protocol !== url.protocol)
        throw new Error(`redirected to ${target.protocol}//${target.host}`)
    }
    throw new Error(`more than ${maxRedirects} redirects`)
  }

  /** Tries again on silence, a broken connection and 5xx, quickly: someone may be waiting for the error. */
  async function get(
    url: URL,
    what: { model: string; revision: string; path?: string; offset: number },
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    let failure: unknown
    for (let attempt = 0; attempt < tries; attempt += 1) {
      if (signal.aborted) throw cancelled(signal)
      if (attempt > 0) await pause(pauseMs * attempt, signal)
      const answered = new AbortController()
      const timer = setTimeout(
        () => answered.abort(new Error(`no answer within ${answerTimeoutMs / 1000} s`)),
        answerTimeoutMs,
      )
      try {
        const response = await request(url, what.offset, AbortSignal.any([signal, answered.signal]))
        if (response.statusCode < 300 || response.statusCode === 416) return response
        discard(response)
        const code = response.headers['x-error-code']
        const refused = hubRefused(
          { ...what, status: response.statusCode, code: typeof code === 'string' ? code : undefined },
          hub,
        )
        if (response.statusCode < 500) throw refused
        failure = refused
      } catch (error) {
        if (signal.aborted) throw cancelled(signal)
        failure = error
        if (error instanceof SwitchyardError) throw error
      } finally {
        clearTimeout(timer)
      }
    }
    throw failure instanceof SwitchyardError ? failure : hubUnreachable(what.model, hub, failure)
  }

  return {
    async repoInfo(model, revision, signal) {
      const url = new URL(
        `${hub.endpoint}/api/models/${model}/revision/${encodeURIComponent(revision)}?blobs=true`,
      )
      const response = await get(url, { model, revision, offset: 0 }, signal)
      let info: z.infer<typeof infoSchema>
      try {
        info = infoSchema.parse(await readJson(response.body))
      } catch (error) {
        if (signal.aborted) throw cancelled(signal)
        throw hubUnreachable(model, hub, new Error('its reply is not that of a model hub', { cause: error }))
      }
      const files = info.siblings.flatMap(({ rfilename: path, size, blobId, lfs }) => {
        const hash = lfs?.sha256 ?? blobId
        return hash && size !== undefined ? [{ path, bytes: size, hash }] : []
      })
      return { commit: info.sha, files }
    },
    async openFile({ model, commit, path, offset }, signal) {
      const encoded = path.split('/').map(encodeURIComponent).join('/')
      const url = new URL(`${hub.endpoint}/${model}/resolve/${commit}/${encoded}`)
      const response = await get(url, { model, revision: commit, path, offset }, signal)
      if (response.statusCode === 206) return { offset, body: response.body }
      if (response.statusCode !== 416) return { offset: 0, body: response.body }
      discard(response)
      const whole = await get(url, { model, revision: commit, path, offset: 0 }, signal)
      return { offset: 0, body: whole.body }
    },
    async close() {
      await (await connection)?.destroy()
    },
  }
}

async function readJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxListBytes) throw new Error(`more than ${maxListBytes} bytes`)
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

/** Drops the body of a reply that is not read. undici reports that as an error, to nobody if not here. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => {})
  body.destroy()
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
