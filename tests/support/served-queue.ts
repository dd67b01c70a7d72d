import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Agent } from '../../src/agent/agent.js'
import type { QueueConnection } from '../../src/queue/redis/connection.js'
import { startServing } from '../../src/queue/worker/serve.js'
import { openWorkerAnswerer } from '../../src/serve/open-call-answerer.js'
import { type AgentServer, type ServeAgentOptions, serve } from '../../src/serve/serve.js'
import { createQueuePlace } from './queue-place.js'
import { createReadingAgent } from './shared-reader.js'

/**
 * Servers and workers of the demo profile in front of one corner of a Redis: with one cache folder, or, where `isApart`, each
 * with one of its own and a folder that they share media in.
 */
export async function createServedQueue(url: string, { isApart = false } = {}) {
  const place = await createQueuePlace(url)
  if (isApart) await mkdir(join(place.env.SWITCHYARD_CACHE_DIR, 'share'))
  let machines = 0
  const agentOf = async (set: readonly string[]): Promise<Agent> => {
    const { SWITCHYARD_CACHE_DIR: dir } = place.env
    machines += 1
    const apart = {
      SWITCHYARD_CACHE_DIR: join(dir, `machine-${machines}`),
      SWITCHYARD_MEDIA_SHARE: join(dir, 'share'),
    }
    const env = isApart ? { ...place.env, ...apart } : place.env
    const agent = await createReadingAgent({ profile: 'demo', env, set: ['local.hosts=1', ...set] })
    place.closeLater(() => agent.close())
    return agent
  }
  return {
    place,
    async server(
      options: ServeAgentOptions = {},
      set: readonly string[] = [],
    ): Promise<AgentServer & { baseURL: string; agent: Agent; queue: QueueConnection }> {
      const queue = await place.connect()
      const agent = await agentOf(set)
      const server = await serve(agent, { port: 0, queue, ...options })
      place.closeLater(() => server.close({ drainMs: 0 }))
      return { ...server, baseURL: `${server.url}/v1`, agent, queue }
    },
    async worker(set: readonly string[] = []): Promise<void> {
      const connection = await place.connect()
      const agent = await agentOf(set)
      const { answerCall, close } = await openWorkerAnswerer(agent, connection)
      place.closeLater(close)
      const { parts } = agent
      const serving = await startServing({ connection, parts, answerCall, concurrency: 1, lockMs: 1000 })
      place.closeLater(() => serving.close())
    },
    close: () => place.close(),
  }
}

export type ServedQueue = Awaited<ReturnType<typeof createServedQueue>>
