import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { HttpAgents } from './send-request.js'

type Env = Readonly<Record<string, string | undefined>>

/** Connections that are kept for the next request to the same server, and those through proxies. */
export interface ProxyAgents {
  /** The connections for a URL: direct, or through the proxy that the environment names for it. */
  agentsFor(url: URL): Promise<HttpAgents>
  /** Ends all connections. */
  close(): void
}

/** Reads `http_proxy`, `https_proxy` and `no_proxy`, in small letters before capitals. */
export function createProxyAgents(env: Env): ProxyAgents {
  const direct = createAgents()
  const throughProxy = new Map<string, Promise<HttpAgents>>()
  return {
    async agentsFor(url) {
      const proxy = findProxy(url, env)
      if (proxy === undefined) return direct
      const known = throughProxy.get(proxy) ?? createProxied(proxy)
      throughProxy.set(proxy, known)
      return known
    },
    close() {
      destroyAgents(direct)
      for (const agents of throughProxy.values()) agents.then(destroyAgents, () => {})
    },
  }
}

export function createAgents(): HttpAgents {
  return { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) }
}

export function destroyAgents({ http, https }: HttpAgents): void {
  http.destroy()
  https.destroy()
}

async function createProxied(proxy: string): Promise<HttpAgents> {
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import('http-proxy-agent'),
    import('https-proxy-agent'),
  ])
  return {
    http: new HttpProxyAgent(proxy, { keepAlive: true }),
    https: new HttpsProxyAgent(proxy, { keepAlive: true }),
  }
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
