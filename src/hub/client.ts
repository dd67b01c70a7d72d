import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Env } from '../core/env.js'
import { cancelledError, SwitchyardError } from '../core/errors.js'
import { createLimit } from '../core/flow/limit.js'
import { retry } from '../core/flow/retry.js'
import { createProxyAgents } from '../http/proxy-agents.js'
import { parseRetryAfter } from '../http/retry-after.js'
import { type HttpReply, sendRequest } from '../http/send-request.js'
import { hubRefused, hubUnreachable } from './errors.js'
import type { HubSettings } from './settings.js'

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
  /** The task it is for, as its page says. */
  pipelineTag: string | undefined
  /** `model_type` of its `config.json`. */
  modelType: string | undefined
}

/** The part of the Hub's HTTP interface that downloads need. Methods throw `MODEL_UNAVAILABLE` or `CANCELLED`. */
export interface HubClient {
  repoInfo(model: string, revision: string, signal: AbortSignal): Promise<RepoInfo>
  /**
   * A `fetch` for `@huggingface/hub`: this client's token, proxies, time limits and tries. Answers other than 2xx and
   * 304 are errors of this client, which name the model, if there is one.
   */
  fetchFor(
    what: { model?: string | undefined; revision?: string | undefined },
    signal: AbortSignal,
  ): typeof fetch
  /** The file's bytes from `offset` on; `offset` says where they really start (0 when the server can't resume). */
  openFile(
    file: { model: string; commit: string; path: string; offset: number },
    signal: AbortSignal,
  ): Promise<{ offset: number; body: Readable }>
  close(): Promise<void>
}

export interface HubClientOptions {
  hub: HubSettings
  env: Env
  /** Time for one try to be answered. Default: 3000; there are three tries. */
  answerTimeoutMs?: number | undefined
  /** Longest silence within a download. Default: 30000. */
  stallTimeoutMs?: number | undefined
  /** A server that asks for a longer pause is not waited for. Default: 30000. */
  longestRetryAfterMs?: number | undefined
}

const tries = 3
const firstPauseMs = 500
const maxRedirects = 5
/** Questions about models that are asked at once; the downloader bounds files itself. */
const questionsAtOnce = 8
/** The longest lists of files, of repositories with 100,000 of them, are some 30 MB. */
const maxListBytes = 64_000_000

const hex = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)
const infoSchema = z.object({
  sha: hex,
  pipeline_tag: z.string().optional().catch(undefined),
  config: z
    .object({ model_type: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.int().nonnegative().optional(),
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
  longestRetryAfterMs = 30_000,
}: HubClientOptions): HubClient {
  const origin = new URL(hub.endpoint).origin
  const connections = createProxyAgents(env)
  const limit = createLimit(questionsAtOnce)

  /** One request, redirects followed by hand: the token goes to the endpoint alone, never to a storage server. */
  async function request(
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpReply> {
    let target = url
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const response = await sendRequest(target, {
        agents: connections.agentsFor(target),
        stallTimeoutMs,
        signal,
        headers: {
          'user-agent': 'switchyard',
          ...(hub.token && target.origin === origin && { authorization: `Bearer ${hub.token}` }),
          ...headers,
        },
      })
      const { location } = response.headers
      if (response.status < 300 || response.status >= 400 || location === undefined) return response
      response.body.destroy()
      target = new URL(location, target)
      if (target.protocol !== 'https:' && target.protocol !== url.protocol)
        throw new Error(`redirected to ${target.protocol}//${target.host}`)
    }
    throw new Error(`more than ${maxRedirects} redirects`)
  }

  /**
   * Tries again on silence, a broken connection and 5xx, with short pauses: a command may be waiting for the error. Where the server
   * says after how long (with 429 or 503), then.
   */
  async function get(
    url: URL,
    what: { model?: string | undefined; revision?: string | undefined; path?: string | undefined },
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpReply> {
    if (signal.aborted) throw cancelledError(signal)
    const attempt = async () => {
      const answered = new AbortController()
      const timer = setTimeout(
        () => answered.abort(new Error(`no answer within ${answerTimeoutMs / 1000} s`)),
        answerTimeoutMs,
      )
      try {
        // Not let go of with the reply: the signal ends its body too.
        const response = await request(url, headers, AbortSignal.any([signal, answered.signal]))
        const { status } = response
        if (status < 300 || status === 304 || status === 416) return response
        response.body.destroy()
        throw refuse(response)
      } finally {
        clearTimeout(timer)
      }
    }
    const refuse = ({ status, headers: answered }: HttpReply) => {
      const code = readHeader(answered, 'x-error-code') ?? undefined
      const asksMs = parseRetryAfter({ get: (name) => readHeader(answered, name) })
      return hubRefused({ ...what, status, code, asksMs }, hub)
    }
    // A 429 that names no pause would come again.
    const shouldRetry = (error: unknown) =>
      !(error instanceof SwitchyardError) ||
      (error.retryable && (error.details.status !== 429 || error.details.retryAfterMs !== undefined))
    const options = { attempts: tries, firstPauseMs, longestRetryAfterMs, shouldRetry, signal }
    return retry(attempt, options).catch((error: unknown) => {
      throw error instanceof SwitchyardError ? error : hubUnreachable(what.model, hub, error)
    })
  }

  /** A reply to its end. A few are asked for at once; the others wait for their turn. */
  function ask(
    url: URL,
    what: { model?: string | undefined; revision?: string | undefined },
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; headers: HttpReply['headers']; bytes: Buffer }> {
    const work = async () => {
      const { status, headers: answered, body } = await get(url, what, signal, headers)
      const bytes = await readAll(body).catch((error: unknown) => {
        throw signal.aborted ? cancelledError(signal) : hubUnreachable(what.model, hub, error)
      })
      return { status, headers: answered, bytes }
    }
    return limit.run(work, { signal })
  }

  return {
    async repoInfo(model, revision, signal) {
      const url = new URL(
        `${hub.endpoint}/api/models/${model}/revision/${encodeURIComponent(revision)}?blobs=true`,
      )
      const reply = await ask(url, { model, revision }, signal)
      let info: z.infer<typeof infoSchema>
      try {
        info = infoSchema.parse(JSON.parse(reply.bytes.toString('utf8')))
      } catch (error) {
        throw hubUnreachable(model, hub, new Error('its reply is not that of a model hub', { cause: error }))
      }
      const files = info.siblings.flatMap(({ rfilename: path, size, blobId, lfs }) => {
        const hash = lfs?.sha256 ?? blobId
        return hash && size !== undefined ? [{ path, bytes: size, hash }] : []
      })
      const { sha: commit, pipeline_tag: pipelineTag, config } = info
      return { commit, files, pipelineTag, modelType: config?.model_type }
    },
    fetchFor: (what, signal) => async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const headers = Object.fromEntries(new Headers(init?.headers))
      const { status, headers: answered, bytes } = await ask(url, what, signal, headers)
      return new Response(status === 304 ? null : new Uint8Array(bytes), {
        status,
        headers: Object.entries(answered).flatMap(([name, value]): [string, string][] =>
          [value ?? []].flat().map((one) => [name, one]),
        ),
      })
    },
    async openFile({ model, commit, path, offset }, signal) {
      const encoded = path.split('/').map(encodeURIComponent).join('/')
      const url = new URL(`${hub.endpoint}/${model}/resolve/${commit}/${encoded}`)
      const what = { model, revision: commit, path }
      const response = await get(url, what, signal, offset > 0 ? { range: `bytes=${offset}-` } : {})
      if (response.status === 206) return { offset, body: response.body }
      if (response.status !== 416) return { offset: 0, body: response.body }
      response.body.destroy()
      const whole = await get(url, what, signal)
      return { offset: 0, body: whole.body }
    },
    async close() {
      connections.close()
    },
  }
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxListBytes)
      throw new Error(`its reply is not that of a model hub: more than ${maxListBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const readHeader = (headers: HttpReply['headers'], name: string): string | null =>
  [headers[name]].flat()[0] ?? null
