import type { ServerContext } from '../services.js'
import { hostnameOf, isLoopback } from './check-origin.js'

/** Whether the request comes from this machine, and through no proxy that says so. */
export function isFromHere(c: ServerContext): boolean {
  const address = c.env.outgoing?.socket?.remoteAddress?.replace(/^::ffff:/, '')
  const isForwarded = [...c.req.raw.headers.keys()].some((name) => proxyHeader.test(name))
  return address !== undefined && isLoopback(address) && !isForwarded
}

/** What proxies add. */
const proxyHeader = /^(via|forwarded|x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/

/**
 * Whether a person or program at this machine has sent it: from here, under a name of this machine itself, which a proxy
 * without headers of its own hardly keeps, and by no page but the server's own.
 */
export function isMeantFromHere(c: ServerContext): boolean {
  const host = hostnameOf(c.req.header('host') ?? '')
  if (!isFromHere(c) || host === undefined || !isLoopback(host)) return false
  const origin = c.req.header('origin')
  const isOwn = origin === undefined || origin === new URL(c.req.url).origin
  return isOwn && !['cross-site', 'same-site'].includes(c.req.header('sec-fetch-site') ?? '')
}
