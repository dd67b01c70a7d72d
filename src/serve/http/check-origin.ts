import { isIP } from 'node:net'
import { hostname as machineName } from 'node:os'
import { ApiError } from './api-error.js'

export interface OriginRules {
  /** Names under which the server may be called, besides addresses, `localhost` and the machine's own name. */
  allowedHosts: readonly string[]
  /** Origins of other sites whose pages may call it, such as `https://chat.example`. */
  corsOrigins: readonly string[]
}

/**
 * Refuses what a web page of a stranger could send: requests under a foreign name (DNS rebinding always has one, because an
 * address can't be rebound) and requests from pages of other sites.
 *
 * @throws ApiError 403
 */
export function checkOrigin(request: Request, { allowedHosts, corsOrigins }: OriginRules): void {
  const host = request.headers.get('host') ?? new URL(request.url).host
  const name = hostnameOf(host)
  if (name === undefined || !(isOwnName(name) || allowedHosts.includes(name)))
    throw new ApiError(
      'The server is not known under this host name. Call it by its address or as localhost, or start it with --allow-host NAME.',
      { status: 403, code: 'host_not_allowed', param: 'host' },
    )
  const origin = request.headers.get('origin')
  if (origin === null || corsOrigins.includes(origin)) return
  if (URL.canParse(origin) && new URL(origin).host === host.toLowerCase()) return
  throw new ApiError(
    'Pages of other sites may not call this server. Start it with --cors ORIGIN to let one of them.',
    {
      status: 403,
      code: 'origin_not_allowed',
      param: 'origin',
    },
  )
}

/** Whether an address reaches this machine only. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

/** The name or address in a `Host` header, without the port; undefined where it is none. */
export function hostnameOf(host: string): string | undefined {
  const url = `http://${host}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined
}

const isOwnName = (name: string): boolean =>
  isIP(name) !== 0 ||
  name === 'localhost' ||
  name.endsWith('.localhost') ||
  name === machineName().toLowerCase()
