import type { Candidate } from '../../config/candidate.js'
import { needsToken } from '../../config/endpoint.js'
import type { Profile } from '../../config/profile.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import {
  describeNetworkError,
  type HttpAgents,
  type HttpReply,
  sendRequest,
} from '../../http/send-request.js'
import { displayUrl } from '../../media/fetch/display-url.js'
import { fetchUrl } from '../../media/fetch/fetch-url.js'
import { packageVersion } from '../../version.js'
import { type Asked, toRefusal } from './provider-status.js'
import type { RemoteSettings } from './remote-settings.js'
import { badReply, checkReply, checkServed, readUpTo } from './reply.js'
import { readUsed, type Used } from './reply-usage.js'

type Fetch = typeof globalThis.fetch

export interface ProviderFetchOptions {
  settings: RemoteSettings
  candidate: Candidate
  limits: Profile['media']
  /** Connections of the backend's own. */
  agents: HttpAgents
  /** Told of every answer what the server says that it took. */
  onUsed(used: Used): void
  /** Ends every request of the call. */
  signal: AbortSignal
}

/** What the client takes for the token: it never holds the real one, so that it can't tell it to anybody. */
export const placeholderToken = 'hf_switchyard'

const maxRedirects = 5
const errorBytes = 65_536
/** Time is limited by the step, once a connection stands. */
const connectTimeoutMs = 15_000

/** A server that the settings name, and whether it gets the token. */
interface Known {
  asked: Asked
  token: string | undefined
}

/**
 * The fetch that the client of Hugging Face is given. Requests to huggingface.co and its router go to the configured
 * addresses, with the token; a server that is neither these nor the candidate's endpoint gets neither token nor input,
 * and is only read from under the rules for URLs (size, time, no private addresses). Whatever is no proper answer is
 * thrown as a `SwitchyardError` with a `PROVIDER_...` code, so that the client sees good answers only.
 * Replies are read to their end, within the limits for media, before they are handed on: streams too.
 */
export function createProviderFetch(options: ProviderFetchOptions): Fetch {
  const { settings, candidate, limits, signal } = options
  const servers = knownServers(candidate, settings)

  async function send(request: Request, start: URL, to: Known): Promise<Response> {
    const body = request.method === 'GET' ? undefined : new Uint8Array(await request.arrayBuffer())
    let url = start
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const sent = sendRequest(url, {
        headers: headersFor(request, to),
        body,
        agents: options.agents,
        connectTimeoutMs,
        signal,
      })
      const response = await sent.catch((error: unknown) => {
        throw signal.aborted ? cancelledError(signal) : unreachable(to.asked, url, error)
      })
      const { location } = response.headers
      if (!isRedirect(response.status) || location === undefined) return receive(response, to)
      response.body.destroy()
      if (!URL.canParse(location, url.href))
        throw badReply(to.asked, 'it redirects to something that is no URL')
      const next = new URL(location, url)
      const elsewhere = next.origin !== url.origin
      if (elsewhere && !body) return download(next)
      if (elsewhere)
        throw badReply(to.asked, `it redirects to ${next.host}; neither token nor input are sent there`)
      if (body && response.status !== 307 && response.status !== 308)
        throw badReply(to.asked, `it redirects to the page ${displayUrl(next)}`)
      url = next
    }
    throw badReply(to.asked, `it redirects more than ${maxRedirects} times`)
  }

  async function receive(response: HttpReply, { asked }: Known): Promise<Response> {
    const headers = new Headers()
    for (const [name, value] of Object.entries(response.headers))
      for (const one of [value ?? []].flat()) headers.append(name, one)
    const { status, body } = response
    if (status < 200 || status >= 300) {
      const { bytes } = await readUpTo(body, errorBytes).catch((error) => cutOff(asked, error))
      throw toRefusal(asked, { status, headers, text: bytes.toString('utf8') })
    }
    const { bytes, whole } = await readUpTo(body, limits.maxBytes).catch((error) => cutOff(asked, error))
    if (!whole) throw tooMuch(asked)
    const { response: checked, json } = checkReply(asked, { status, headers, bytes })
    options.onUsed(readUsed(headers, json))
    return checked
  }

  function cutOff(asked: Asked, error: unknown): never {
    if (signal.aborted) throw cancelledError(signal)
    throw new SwitchyardError(
      'PROVIDER_BAD_REPLY',
      `The reply of ${asked.title} for ${asked.model} was cut off: ${reasonOf(error)}. Try again.`,
      { retryable: true, details: { model: asked.model } },
    )
  }

  const tooMuch = (asked: Asked) =>
    badReply(asked, `it is larger than ${limits.maxBytes} bytes (media.maxBytes in the profile)`)

  /** A result at a server that the settings do not name: read without a token, as any URL is. */
  async function download(url: URL): Promise<Response> {
    const server: Asked = { ...servers.router.asked, title: displayUrl(url) }
    try {
      const bytes = await fetchUrl(url, { limits, signal }, async (body) => {
        const read = await readUpTo(body, limits.maxBytes)
        if (!read.whole) throw tooMuch(server)
        return read.bytes
      })
      return checkReply(server, { status: 200, headers: new Headers(), bytes }).response
    } catch (error) {
      if (signal.aborted) throw cancelledError(signal)
      if (!(error instanceof SwitchyardError) || !/^(FETCH|MEDIA)_/.test(error.code)) throw error
      // The address came from the provider: what is wrong with it is no fault of the input.
      throw new SwitchyardError('PROVIDER_BAD_REPLY', `The result of ${candidate.model}: ${error.message}`, {
        retryable: error.retryable,
        details: { model: candidate.model },
      })
    }
  }

  return async (input, init = {}) => {
    if (signal.aborted) throw cancelledError(signal)
    // The call's own signal ends every request; the client passes it to some of them only.
    const { signal: _, ...rest } = init
    const request = new Request(input, rest)
    if (request.url.startsWith('data:')) return fromDataUrl(request.url)
    const asUsual = new URL(request.url)
    const isHub = asUsual.host === 'huggingface.co'
    const url = placed(asUsual, settings)
    const to = isHub ? servers.hub : servers.at(url)
    if (to) {
      const reply = await send(request, url, to)
      if (isHub && url.searchParams.has('expand[]', 'inferenceProviderMapping'))
        await checkServed(to.asked, reply, candidate.provider)
      return reply
    }
    if (request.method === 'GET') return download(url)
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `The provider ${candidate.provider} would have the input sent to ${url.host}, past the router. Choose another provider in the catalogue.`,
    )
  }
}

function knownServers(candidate: Candidate, { hub, router, token }: RemoteSettings) {
  const { model, provider } = candidate
  const endpoint = candidate.endpoint === undefined ? undefined : new URL(candidate.endpoint)
  const known = (kind: Asked['kind'], title: string, as = token): Known => ({
    asked: { model, title, kind, token },
    token: as,
  })
  const hubServer = known('hub', `The Hub at ${hub}`)
  const routerServer = known('provider', provider === 'auto' ? 'The router' : `The provider ${provider}`)
  return {
    hub: hubServer,
    router: routerServer,
    at(url: URL): Known | undefined {
      if (endpoint && url.origin === endpoint.origin)
        return {
          ...known('endpoint', `The endpoint ${endpoint.host}`),
          token: needsToken(candidate) ? token : undefined,
        }
      if (url.origin === new URL(router).origin) return routerServer
      return url.origin === new URL(hub).origin ? hubServer : undefined
    },
  }
}

/** The same path at the configured address. */
function placed(url: URL, { hub, router }: RemoteSettings): URL {
  const base = { 'huggingface.co': hub, 'router.huggingface.co': router }[url.host]
  return base === undefined ? url : new URL(`${base}${url.pathname}${url.search}`)
}

function headersFor(request: Request, { token }: Known): Record<string, string> {
  const kept = ['content-type', 'accept', 'x-hf-bill-to', 'prefer'].flatMap((name) => {
    const value = request.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  return {
    ...Object.fromEntries(kept),
    'accept-encoding': 'identity',
    'user-agent': `switchyard/${packageVersion}`,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status)

/** Results in base64 are made blobs by fetching them as data URLs. */
function fromDataUrl(url: string): Response {
  const comma = url.indexOf(',')
  const head = url.slice('data:'.length, comma)
  const body = head.endsWith(';base64') ? url.slice(comma + 1) : ''
  return new Response(Buffer.from(body, 'base64'), { headers: { 'content-type': head.split(';')[0] ?? '' } })
}

function unreachable({ title, model }: Asked, url: URL, error: unknown): SwitchyardError {
  return new SwitchyardError(
    'PROVIDER_UNAVAILABLE',
    `${title} can't be reached at ${url.host} for ${model}: ${reasonOf(error)}. Check the network and the address.`,
    { retryable: true, details: { model } },
  )
}

function reasonOf(error: unknown): string {
  return describeNetworkError(error).replace(/\.$/, '')
}
