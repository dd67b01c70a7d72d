import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Profile } from '../../config/profile.js'
import { withTimeout } from '../../core/abort.js'
import { SwitchyardError } from '../../core/errors.js'
import { describeNetworkError, type HttpReply, sendRequest } from '../../http/send-request.js'
import { tooLarge } from '../source-errors.js'
import { whyNotPublic } from './address-check.js'
import { displayUrl } from './display-url.js'

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

export const systemNetwork: Network = {
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
  return withTimeout(signal, limits.fetchTimeoutMs, async (stop) => {
    const at = { url, stop, limits, signal }
    const reply = await follow(url, { lookup: checkedLookup(network, limits), signal: stop, limits }).catch(
      (error: unknown) => {
        throw explain(error, at)
      },
    )
    try {
      return await use(explained(unpacked(reply), at), stop)
    } catch (error) {
      throw explainTimeout(error, at)
    } finally {
      reply.body.destroy()
    }
  })
}

interface Hop {
  lookup: LookupFunction
  signal: AbortSignal
  limits: FetchOptions['limits']
}

async function follow(start: URL, { lookup, signal, limits }: Hop): Promise<HttpReply> {
  let url = start
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    checkUrl(url, limits)
    const reply = await sendRequest(url, {
      lookup,
      signal,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'switchyard' },
    })
    const { location } = reply.headers
    try {
      if (![301, 302, 303, 307, 308].includes(reply.status) || location === undefined) {
        checkReply(reply, url, limits)
        return reply
      }
      if (!URL.canParse(location, url.href))
        throw failed(`${displayUrl(url)} redirects to something that is no URL. Check the address.`)
    } catch (error) {
      reply.body.destroy()
      throw error
    }
    reply.body.destroy()
    url = new URL(location, url)
  }
  throw failed(`${displayUrl(start)} redirects more than ${maxRedirects} times. Use the final address.`)
}

/** @throws SwitchyardError `FETCH_REFUSED` for other protocols, and for a private address that the URL itself names */
export function checkUrl(
  url: URL,
  { allowPrivateAddresses }: Pick<FetchOptions['limits'], 'allowPrivateAddresses'>,
): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(`${url.protocol} URLs are not fetched, only http: and https:.`, url)
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  const reason = isIP(literal) && !allowPrivateAddresses ? whyNotPublic(literal) : undefined
  if (reason) throw refusedAddress(url.hostname, literal, reason)
}

function checkReply(reply: HttpReply, url: URL, { maxBytes }: FetchOptions['limits']): void {
  const { status, statusText, headers } = reply
  if (status < 200 || status >= 300) {
    const again = status === 429 || status >= 500
    const nextMove = again
      ? 'Try again later.'
      : 'Check the address, or download the file yourself and attach it.'
    throw failed(`${displayUrl(url)} answered ${status} ${statusText}. ${nextMove}`, again)
  }
  const announced = Number(headers['content-length'])
  if (announced > maxBytes)
    throw tooLarge(displayUrl(url), {
      unit: 'bytes',
      actual: announced,
      limit: maxBytes,
      setting: 'media.maxBytes',
    })
}

/** Resolves and checks the host of each connection, and gives exactly the addresses that were checked. */
export function checkedLookup(
  { resolve, dial = (address) => address }: Network,
  { allowPrivateAddresses }: Pick<FetchOptions['limits'], 'allowPrivateAddresses'>,
): LookupFunction {
  return (hostname, { all }, callback) => {
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
  }
}

/** The body, unpacked where the server has packed it unasked. */
function unpacked({ body, headers }: HttpReply): Readable {
  const unpackers = new Map([
    ['gzip', createGunzip],
    ['x-gzip', createGunzip],
    ['deflate', createInflate],
    ['br', createBrotliDecompress],
  ])
  const unpacker = unpackers.get(headers['content-encoding']?.trim().toLowerCase() ?? '')?.()
  // The reader of the last stream is told of every failure.
  return unpacker ? pipeline(body, unpacker, () => {}) : body
}

/** The chunks of a body. What fails while they come is the network's fault. */
async function* explained(body: Readable, at: FetchState): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw explain(error, at)
  }
}

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
  return new SwitchyardError('FETCH_FAILED', message, { retryable, cause })
}

interface FetchState {
  url: URL
  /** Aborts with the caller's signal, and when the time is used up. */
  stop: AbortSignal
  limits: FetchOptions['limits']
  signal: AbortSignal | undefined
}

function explain(error: unknown, at: FetchState): unknown {
  const known = explainTimeout(error, at)
  if (known !== error || known instanceof SwitchyardError || at.signal?.aborted) return known
  return failed(
    `${displayUrl(at.url)} could not be fetched: ${describeNetworkError(error)}. Check the address and the network, or attach the file itself.`,
    true,
    error,
  )
}

/** A timeout in the words of fetching, anything else unchanged. */
function explainTimeout(error: unknown, { url, stop, limits, signal }: FetchState): unknown {
  const isOther = error instanceof SwitchyardError && error.code !== 'TIMEOUT'
  if (isOther || signal?.aborted || !stop.aborted) return error
  return failed(
    `${displayUrl(url)} took longer than ${limits.fetchTimeoutMs} ms. Try again, or raise media.fetchTimeoutMs in the profile.`,
    true,
    error,
  )
}
