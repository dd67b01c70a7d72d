import type { AgentParts } from '../../agent/assemble.js'
import { traceBackend } from '../../agent/tracing.js'
import { withRateLimit } from '../../backends/rate-limit.js'
import { withMedia } from '../../backends/with-media.js'
import type { Executor } from '../../executors/executor.js'
import type { QueueConnection } from '../redis/connection.js'
import type { Priority } from '../runs/priority.js'
import { openRedisFeedback } from '../runs/redis-feedback.js'
import { createQueueExecutor } from './queue-executor.js'

/**
 * An executor over the queue with the parts of an agent. Servers elsewhere need no lane: this process calls them, within the
 * rate of the whole fleet.
 */
export async function createAgentExecutor(
  { registry, catalog, profile, routing, llm, huggingFace, llmBackend, hasToken, store }: AgentParts,
  { connection, priority }: { connection: QueueConnection; priority: Priority },
): Promise<Executor> {
  return createQueueExecutor({
    connection,
    registry,
    catalog,
    profile,
    priority,
    memory: routing.memory,
    judgements: await openRedisFeedback(connection),
    selectWith: llm.model,
    backends: [
      traceBackend(
        withRateLimit(withMedia(huggingFace, store), {
          limits: profile.remote.rateLimits,
          redis: { client: connection.redis, keyPrefix: connection.keys.rateLimit },
        }),
      ),
      ...(llmBackend ? [traceBackend(withMedia(llmBackend, store))] : []),
    ],
    hasToken,
    results: { hasMedia: (digest) => store.has(digest) },
  })
}
