import type { ServerContext } from '../services.js'
import { isLoopback } from './check-origin.js'

/** Whether the request comes from this machine, and through no proxy that hides where from. */
export function isFromHere(c: ServerContext): boolean {
  const address = c.env.outgoing?.socket?.remoteAddress?.replace(/^::ffff:/, '')
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip'].some((name) => c.req.header(name))
  return address !== undefined && isLoopback(address) && !isForwarded
}
