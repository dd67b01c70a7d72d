import ipaddr from 'ipaddr.js'

/** Public by number, but answered by the cloud host itself: Azure's wire server. */
const hostServices = new Set(['168.63.129.16'])

/**
 * Why an IP address may not be fetched from, or undefined for public ones. IPv4 inside IPv6 is judged as the IPv4 address
 * that it reaches, where that is in use (mapped, NAT64), and refused where it isn't (compatible, translated, 6to4, Teredo).
 */
export function whyNotPublic(address: string): string | undefined {
  if (address.includes('%')) return 'an address of one network interface'
  if (!ipaddr.isValid(address)) return 'not an IP address'
  const ip = embeddedV4(ipaddr.process(inHexadecimal(address)))
  if (hostServices.has(ip.toString())) return "the cloud host's own service"
  const range = ip.range()
  if (range !== 'unicast') return `a ${rangeNames[range] ?? range} address`
  return ip instanceof ipaddr.IPv6 ? whyNotGlobal(ip) : undefined
}

/** `::7f00:1` for `::127.0.0.1`, which ipaddr.js takes for the mapped form. */
function inHexadecimal(address: string): string {
  const url = `http://[${address}]/`
  return address.includes(':') && URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** All that the internet routes is in 2000::/3; the rest is old forms of IPv4 and what was never given out. */
function whyNotGlobal(ip: ipaddr.IPv6): string | undefined {
  if (!ip.match(globalUnicast)) return 'outside of the public IPv6 addresses'
  // ISATAP: a tunnel to the IPv4 address in its last four bytes.
  const [, , , , high = 0, mark] = ip.parts
  if ((high & ~0x200) === 0 && mark === 0x5efe) return 'a tunnel to an IPv4 address'
  return undefined
}

const rangeNames: Record<string, string> = {
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-grade NAT',
  uniqueLocal: 'private',
  rfc6145: 'translated IPv4',
  rfc8215: 'local NAT64',
}

function embeddedV4(ip: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  // 64:ff9b::/96, what DNS64 makes of a public IPv4 address on an IPv6-only network.
  if (ip.kind() === 'ipv6' && ip.range() === 'rfc6052') return new ipaddr.IPv4(ip.toByteArray().slice(12))
  return ip
}
