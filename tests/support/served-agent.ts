import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Agent } from '../../src/agent/agent.js'
import type { AgentOptions } from '../../src/agent/options.js'
import { packageRoot } from '../../src/config/package-root.js'
import { type AgentServer, type ServeAgentOptions, serve } from '../../src/serve/serve.js'
import { createReadingAgent } from './shared-reader.js'

export interface ServedAgent {
  agent: Agent
  server: AgentServer
  /** What OpenAI's clients call the base URL. */
  baseURL: string
  /** A folder of this server's own. */
  dir: string
  close(): Promise<void>
}

/** Settings under which the fixtures' random models run every tool: shapes right, meaning none. */
export const fixtureModels = [
  `catalogs=[${JSON.stringify(join(packageRoot, 'tests/fixtures/catalog.yaml'))}]`,
  'sources=[folder]',
]

/** An agent on the demo profile with a cache of its own, behind a server at a free port. */
export async function serveAgent({
  agent: agentOptions = {},
  serve: serveOptions = {},
}: {
  agent?: AgentOptions
  serve?: ServeAgentOptions
} = {}): Promise<ServedAgent> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-serve-'))
  const env = { SWITCHYARD_CACHE_DIR: join(dir, 'cache'), ...agentOptions.env }
  const agent = await createReadingAgent({ profile: 'demo', ...agentOptions, env })
  const server = await serve(agent, { port: 0, ...serveOptions })
  return {
    agent,
    server,
    dir,
    baseURL: `${server.url}/v1`,
    async close() {
      await server.close({ drainMs: 0 })
      await agent.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
