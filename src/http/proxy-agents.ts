import type { Agent } from 'node:http'
import type { HttpAgents, WebProtocol } from './send-request.js'

type Env = Readonly<Record<string, string | undefined>>

/** Connections that are kept for the next request to the same server, and those through proxies. */
export interface ProxyAgents {
  /** The connections for a URL: direct, or through the proxy that the environment names for it. */
  agentsFor(url: URL): HttpAgents
  /** Ends all connections. */
  close(): void
}

/** Reads `http_proxy`, `https_proxy` and `no_proxy`, in small letters before capitals. */
export function createProxyAgents(env: Env): ProxyAgents {
  const direct = createAgents()
  const throughProxy = new Map<string, HttpAgents>()
  return {
    agentsFor(url) {
      const proxy = findProxy(url, env)
      if (proxy === undefined) return direct
      const known = throughProxy.get(proxy) ?? createAgents((protocol) => proxiedAgent(protocol, proxy))
      throughProxy.set(proxy, known)
      return known
    },
    close() {
      for (const agents of [direct, ...throughProxy.values()]) agents.destroy()
    },
  }
}

/** Connections of one owner. Each kind is made when it is first asked for: Node's client takes a while to load. */
export function createAgents(make: (protocol: WebProtocol) => Promise<Agent> = directAgent): HttpAgents {
  const made = new Map<WebProtocol, Promise<Agent>>()
  return {
    agentFor(protocol) {
      const agent = made.get(protocol) ?? make(protocol)
      made.set(protocol, agent)
      return agent
    },
    destroy() {
      for (const agent of made.values())
        agent.then(
          (one) => one.destroy(),
          () => {},
        )
    },
  }
}

async function directAgent(protocol: WebProtocol): Promise<Agent> {
  const { Agent } = protocol === 'https:' ? await import('node:https') : await import('node:http')
  return new Agent({ keepAlive: true })
}

async function proxiedAgent(protocol: WebProtocol, proxy: string): Promise<Agent> {
  if (protocol === 'http:') {
    const { HttpProxyAgent } = await import('http-proxy-agent')
    return new HttpProxyAgent(proxy, { keepAlive: true })
  }
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  return new HttpsProxyAgent(proxy, { keepAlive: true })
}

/** The proxy for a URL, if there is one. */
export function findProxy(url: URL, env: Env): string | undefined {
  const read = (name: string) => env[name] ?? env[name.toUpperCase()] ?? ''
  const proxy = (url.protocol === 'https:' && read('https_proxy')) || read('http_proxy')
  if (proxy === '' || isExempt(url, read('no_proxy'))) return undefined
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

/** `no_proxy`: names with the names below them, with a port or without, parted by commas or spaces; `*` is all. */
function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const usedPort = port || (protocol === 'https:' ? '443' : '80')
  return noProxy.split(/[\s,]/).some((entry) => {
    if (entry === '*') return true
    const [, name = entry, entryPort] = /^(.+):(\d+)$/.exec(entry) ?? []
    const bare = name.toLowerCase().replace(/^\*?\./, '')
    if (bare === '' || (entryPort !== undefined && entryPort !== usedPort)) return false
    return hostname === bare || hostname.endsWith(`.${bare}`)
  })
}
