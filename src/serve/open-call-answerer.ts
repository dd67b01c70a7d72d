import { type Agent, agentOf } from '../agent/agent.js'
import type { CallAnswerer } from '../batch/call-answerer.js'
import { createAgentExecutor } from '../queue/lanes/agent-executor.js'
import type { QueueConnection } from '../queue/redis/connection.js'
import { createService } from './create-service.js'

/** Those who call it bound how many there are at once. */
const concurrency = 100_000

/**
 * What a server over an agent would reply, for the lines of OpenAI's batch format: `runBatch` takes it as `answerCall`.
 *
 * @param options.records the queue in which servers keep what is whose, such as uploads that lines name. Default: the agent's
 * cache folder
 *
 * @example
 * ```ts
 * import { createAgent } from 'switchyard-ai'
 * import { openCallAnswerer } from 'switchyard-ai/serve'
 *
 * const agent = await createAgent({ profile: 'demo' })
 * const { answerCall, close } = await openCallAnswerer(agent)
 * const body = { model: 'demo', messages: [{ role: 'user', content: 'What can you do?' }] }
 * const call = { url: '/v1/chat/completions' as const, body }
 * const { status } = await answerCall(call, { signal: AbortSignal.timeout(60_000) })
 * console.log(status)
 * await close()
 * await agent.close()
 * ```
 */
export async function openCallAnswerer(
  agent: Agent,
  { records }: { records?: QueueConnection | undefined } = {},
): Promise<CallAnswerer> {
  const { answerCall, close } = await createService(
    withoutGuesses(agent),
    { concurrency },
    { hasBatches: false, records },
  )
  return { answerCall, close }
}

/** The same for a worker: each step is the queue's, as those of runs are. */
export async function openWorkerAnswerer(
  { parts }: Agent,
  connection: QueueConnection,
): Promise<CallAnswerer> {
  const executor = await createAgentExecutor(parts, { connection, priority: 'batch' })
  const agent = agentOf({ ...parts, executor, close: async () => {} })
  const { answerCall, close } = await openCallAnswerer(agent, { records: connection })
  return {
    answerCall,
    async close() {
      await close()
      await agent.close()
      await executor.close()
    },
  }
}

/** Lines of batches are many: none of them starts steps before they are asked for. */
function withoutGuesses(agent: Agent): Agent {
  return {
    ...agent,
    run: (request, options) => agent.run(request, { ...options, guess: false }),
    session(past) {
      const session = agent.session(past)
      return { ...session, run: (request, options) => session.run(request, { ...options, guess: false }) }
    },
  }
}
