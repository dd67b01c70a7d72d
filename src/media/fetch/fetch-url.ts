import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { buildConnector, Response } from 'undici'
import type { Profile } from '../../config/profile.js'
import { SwitchyardError } from '../../core/errors.js'
import { tooLarge } from '../source-errors.js'
import { whyNotPublic } from './address-check.js'

/** How names become connections. Tests replace it; the checks between the two stay. */
export interface Network {
  /** All addresses of a host name. */
  resolve(hostname: string): Promise<string[]>
  /** Where to connect for an address that passed the checks. Default: there. */
  dial?(address: string): string
}

export interface FetchOptions {
  limits: Pick<Profile['media'], 'maxBytes' | 'fetchTimeoutMs' | 'allowPrivateAddresses'>
  signal?: AbortSignal | undefined
  network?: Network | undefined
}

const maxRedirects = 5

const systemNetwork: Network = {
  resolve: async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address),
}

/**
 * Fetches a URL and hands its body to `use` as a stream. Redirects are followed by hand, every hop checked; addresses
 * are checked as DNS gives them for the very connection that is made, so that a name can't change in between.
 * User names, passwords and query strings are neither sent on (the first two) nor shown.
 * @throws SwitchyardError `FETCH_REFUSED`, `FETCH_FAILED`, `MEDIA_TOO_LARGE`, `CANCELLED`, or what `use` throws
 */
export async function fetchUrl<T>(
  url: URL,
  { limits, signal, network = systemNetwork }: FetchOptions,
  use: (body: AsyncIterable<Uint8Array>, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { Agent } = await import('undici')
  const timeout = AbortSignal.timeout(limits.fetchTimeoutMs)
  const stop = signal ? AbortSignal.any([signal, timeout]) : timeout
  const dispatcher = new Agent({ connect: await checkedConnector(network, limits), maxHeaderSize: 16_384 })
  try {
    const response = await follow(url, { dispatcher, signal: stop, limits })
    if (!response.body) return await use(nothing(), stop)
    return await use(response.body, stop)
  } catch (error) {
    throw explain(error, { url, timeout, limits, signal })
  } finally {
    await dispatcher.destroy()
  }
}

/** A URL for people: no user name, no password, no query. */
export function displayUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}${url.search ? '?...' : ''}`
}

interface Hop {
  dispatcher: import('undici').Agent
  signal: AbortSignal
  limits: FetchOptions['limits']
}

async function follow(start: URL, { dispatcher, signal, limits }: Hop): Promise<Response> {
  const { fetch } = await import('undici')
  let url = start
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    checkUrl(url, limits)
    const target = new URL(url)
    target.username = ''
    target.password = ''
    const response = await fetch(target.href, {
      dispatcher,
      signal,
      redirect: 'manual',
      headers: { 'accept-encoding': 'identity', 'user-agent': 'switchyard' },
    })
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) {
      checkResponse(response, url, limits)
      return response
    }
    await response.body?.cancel()
    if (!URL.canParse(location, url.href))
      throw failed(`${displayUrl(url)} redirects to something that is no URL. Check the address.`)
    url = new URL(location, url)
  }
  throw failed(`${displayUrl(start)} redirects more than ${maxRedirects} times. Use the final address.`)
}

function checkUrl(url: URL, { allowPrivateAddresses }: FetchOptions['limits']): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(`${url.protocol} URLs are not fetched, only http: and https:.`, url)
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  const reason = isIP(literal) && !allowPrivateAddresses ? whyNotPublic(literal) : undefined
  if (reason) throw refusedAddress(url.hostname, literal, reason)
}

function checkResponse(response: Response, url: URL, { maxBytes }: FetchOptions['limits']): void {
  if (!response.ok) {
    const again = response.status === 429 || response.status >= 500
    const nextMove = again
      ? 'Try again later.'
      : 'Check the address, or download the file yourself and attach it.'
    throw failed(`${displayUrl(url)} answered ${response.status} ${response.statusText}. ${nextMove}`, again)
  }
  const announced = Number(response.headers.get('content-length'))
  if (announced > maxBytes)
    throw tooLarge(displayUrl(url), {
      unit: 'bytes',
      actual: announced,
      limit: maxBytes,
      setting: 'media.maxBytes',
    })
}

/** Resolves and checks the host of each connection, then connects to exactly the addresses that were checked. */
async function checkedConnector(
  { resolve, dial = (address) => address }: Network,
  { allowPrivateAddresses }: FetchOptions['limits'],
): Promise<buildConnector.connector> {
  const { buildConnector } = await import('undici')
  return buildConnector({
    lookup(hostname, { all }, callback) {
      resolve(hostname).then(
        (addresses) => {
          for (const address of addresses) {
            const reason = allowPrivateAddresses ? undefined : whyNotPublic(address)
            if (reason) return callback(refusedAddress(hostname, address, reason), [])
          }
          const targets = addresses.map(dial).map((address) => ({ address, family: isIP(address) }))
          const [first] = targets
          if (!first) return callback(new Error(`${hostname} has no address`), [])
          if (all) callback(null, targets)
          else callback(null, first.address, first.family)
        },
        (error) => callback(error, []),
      )
    },
  })
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function refused(reason: string, url: URL): SwitchyardError {
  return new SwitchyardError('FETCH_REFUSED', `${displayUrl(url)} was not fetched: ${reason}`)
}

function refusedAddress(hostname: string, address: string, reason: string): SwitchyardError {
  const where = hostname === address ? hostname : `${hostname} (${address})`
  return new SwitchyardError(
    'FETCH_REFUSED',
    `${where} was not fetched: it is ${reason}. If you trust it, set media.allowPrivateAddresses: true in the profile, or attach the file itself.`,
    { details: { hostname, address } },
  )
}

function failed(message: string, retryable = false, cause?: unknown): SwitchyardError {
  return new SwitchyardError('FETCH_FAILED', message, { retryable, ...(cause !== undefined && { cause }) })
}

function explain(
  error: unknown,
  at: { url: URL; timeout: AbortSignal; limits: FetchOptions['limits']; signal: AbortSignal | undefined },
): unknown {
  const { url, timeout, limits, signal } = at
  const own = ownError(error)
  if (signal?.aborted || (own && own.code !== 'TIMEOUT')) return own ?? error
  if (timeout.aborted)
    return failed(
      `${displayUrl(url)} took longer than ${limits.fetchTimeoutMs} ms. Try again, or raise media.fetchTimeoutMs in the profile.`,
      true,
      error,
    )
  // Only what undici throws is about the network; anything else came from `use`.
  if (!(error instanceof TypeError)) return error
  const cause = error.cause instanceof Error ? error.cause.message : error.message
  return failed(
    `${displayUrl(url)} could not be fetched: ${cause}. Check the address and the network, or attach the file itself.`,
    true,
    error,
  )
}

/** Ours, however deep undici has wrapped it. */
function ownError(error: unknown): SwitchyardError | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause)
    if (inner instanceof SwitchyardError) return inner
  return undefined
}
