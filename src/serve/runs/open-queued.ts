import type { Agent } from '../../agent/agent.js'
import { dayMs } from '../../core/clock.js'
import { createAgentExecutor } from '../../queue/lanes/agent-executor.js'
import type { QueueConnection } from '../../queue/redis/connection.js'
import { type ApprovalDesk, createApprovalDesk } from '../../queue/runs/approval-desk.js'
import { openRedisFeedback } from '../../queue/runs/redis-feedback.js'
import { createRunClient } from '../../queue/runs/run-client.js'
import type { Services } from '../services.js'
import type { OwnedRecords, RecordPlace } from '../shelf/owned-records.js'
import type { ConversationMemory } from './conversation-memory.js'
import { createKeptConversations } from './kept-conversations.js'
import { createQueuedAgent } from './queued-agent.js'
import { createQueuedRuns } from './queued-runs.js'
import type { RunRegistry } from './run-registry.js'

export interface QueuedServices {
  agent: Agent
  runs: RunRegistry
  conversations: ConversationMemory
  approvals: ApprovalDesk
  close(): Promise<void>
}

/** A chat comes with all of its turns, which a job of the queue holds too. */
const maxJobBytes = 8_000_000
/** As long as the queue keeps the ends of runs. */
const keepMs = 7 * dayMs

/** Records beside runs of the queue, kept as long; undefined where there is no queue, as runs end with their server. */
export const openQueueRecords = (
  { queue, records }: Pick<Services, 'queue' | 'records'>,
  kind: string,
): OwnedRecords | undefined => (queue ? records.open(kind, { keepMs, isListed: false }) : undefined)

/** The places for runs of a server behind a queue. */
export async function openQueuedServices(
  agent: Agent,
  {
    connection,
    records,
    backlog,
    stopping,
  }: { connection: QueueConnection; records: RecordPlace; backlog: number; stopping: AbortSignal },
): Promise<QueuedServices> {
  const client = createRunClient({ connection, outputs: agent.parts, maxJobBytes })
  const approvals = createApprovalDesk(connection)
  const feedback = await openRedisFeedback(connection)
  const executor = await createAgentExecutor(agent.parts, { connection, priority: 'interactive' })
  const commands = new Set<Promise<unknown>>()
  const onCommand = (done: Promise<unknown>) => {
    const ended = done.finally(() => commands.delete(ended))
    commands.add(ended)
  }
  return {
    agent: createQueuedAgent({ agent, client, executor, feedback, backlog, stopping, onCommand }),
    runs: createQueuedRuns({ client, records: records.open('runs', { keepMs }), stopping, onCommand }),
    approvals,
    conversations: createKeptConversations(records.open('chats', { keepMs, isListed: false })),
    async close() {
      // Cancellations on their way, as far as Redis takes them.
      if (connection.redis.status === 'ready') await Promise.allSettled(commands)
      await executor.close()
      await client.close()
      await approvals.close()
    },
  }
}
