import ipaddr from 'ipaddr.js'

/** Public by number, but answered by the cloud host itself: Azure's wire server. */
const hostServices = new Set(['168.63.129.16'])

/**
 * Why an IP address may not be fetched from, or undefined for public ones. IPv4 inside IPv6 (mapped, NAT64) is judged
 * as the IPv4 address that it reaches.
 */
export function whyNotPublic(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return 'not an IP address'
  const ip = embeddedV4(ipaddr.process(address))
  if (hostServices.has(ip.toString())) return "the cloud host's own service"
  const range = ip.range()
  return range === 'unicast' ? undefined : `a ${rangeNames[range] ?? range} address`
}

const rangeNames: Record<string, string> = {
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-grade NAT',
  uniqueLocal: 'private',
}

function embeddedV4(ip: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  // 64:ff9b::/96, what DNS64 makes of a public IPv4 address on an IPv6-only network.
  if (ip.kind() === 'ipv6' && ip.range() === 'rfc6052') return new ipaddr.IPv4(ip.toByteArray().slice(12))
  return ip
}
