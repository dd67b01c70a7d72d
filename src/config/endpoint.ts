import ipaddr from 'ipaddr.js'
import type { Candidate } from './candidate.js'

/** Whether the host of a URL is this machine, by its name or number alone: nothing is looked up. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback'
}

/** Whether a call of the candidate stays on this machine: a server of one's own on a loopback address does. */
export function staysHere({ backend, endpoint }: Candidate): boolean {
  return backend === 'local' || (endpoint !== undefined && isLoopback(new URL(endpoint)))
}

/**
 * Whether a candidate wants the Hugging Face token. Endpoints on this machine and those without TLS want none: they are
 * no servers of Hugging Face, and a token sent in the clear is a token lost.
 */
export function needsToken({ backend, endpoint }: Candidate): boolean {
  if (backend !== 'hugging-face') return false
  if (endpoint === undefined) return true
  const url = new URL(endpoint)
  return url.protocol === 'https:' && !isLoopback(url)
}
