import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import type { Agent } from '../agent/agent.js'
import { holdOnMachine } from '../batch/single-writer.js'
import type { QueueConnection } from '../queue/redis/connection.js'
import { openKeyRing } from './access/key-ring.js'
import { createChatShelf } from './chats/chat-shelf.js'
import { createRedisChatShelf } from './chats/redis-chat-shelf.js'
import { createPathHider } from './http/hide-paths.js'
import { type HandlerOptions, withDefaults } from './options.js'
import { createAdmission } from './runs/admission.js'
import { createApprovals } from './runs/approvals.js'
import { createConversationMemory } from './runs/conversation-memory.js'
import { openQueuedServices } from './runs/open-queued.js'
import { createQueuedApprovals } from './runs/queued-approvals.js'
import { createRunRegistry } from './runs/run-registry.js'
import type { Services } from './services.js'
import { boundFileShelf } from './shelf/bounded-file-shelf.js'
import { createFileShelf } from './shelf/file-shelf.js'
import { loadSecret } from './shelf/load-secret.js'
import { openMediaShelf } from './shelf/media-shelf.js'
import { createFolderRecords } from './shelf/owned-records.js'
import { createRedisRecords } from './shelf/redis-records.js'
import { createSharedFileShelf } from './shelf/shared-file-shelf.js'
import { countRuns } from './telemetry/count-runs.js'
import { createServerMetrics } from './telemetry/server-metrics.js'
import { openServedWebhooks } from './webhooks/served-webhooks.js'

/** Opens what the endpoints share. `stopping` ends all that runs. */
export async function openServices(
  agent: Agent,
  options: HandlerOptions,
  {
    stopping,
    records: shared = options.queue,
  }: { stopping: AbortSignal; records?: QueueConnection | undefined },
): Promise<Services> {
  const settings = withDefaults(options)
  const { queue, backlog } = settings
  const { dirs, store, share, profile } = agent.parts
  const folder = join(dirs.cache, 'serve')
  setMaxListeners(0, stopping)
  const records = shared
    ? createRedisRecords(shared)
    : createFolderRecords({ dir: folder, hold: holdIn(folder) })
  const queued = queue && (await openQueuedServices(agent, { connection: queue, records, backlog, stopping }))
  const runs = queued?.runs ?? createRunRegistry({ keepMs: settings.keepRunsMs, stopping })
  const admission = createAdmission(settings)
  const metrics = createServerMetrics(admission)
  const shelf =
    shared && share
      ? createSharedFileShelf({ records: records.open('files'), store })
      : createFileShelf({ dir: join(folder, 'files') })
  const files = boundFileShelf(shelf, {
    bytesPerKey: settings.keyFile === undefined ? Number.POSITIVE_INFINITY : settings.uploadBytesPerKey,
    bytes: settings.uploadBytes,
    keepMs: settings.keepUploadsMs,
  })
  const keys =
    settings.keyFile === undefined
      ? undefined
      : await openKeyRing(settings.keyFile, { allowUnknownPrice: profile.budget.allowUnknownPrice })
  const webhooks = openServedWebhooks({
    settings,
    allowPrivateAddresses: profile.media.allowPrivateAddresses,
    keys,
    runs,
    place: records,
  })
  return {
    agent: countRuns(queued?.agent ?? agent, metrics.countUsage),
    settings,
    queue,
    records,
    admission,
    metrics,
    files,
    media: await openMediaShelf({ place: records, store }),
    runs,
    approvals: createApprovals({
      catalog: agent.parts.catalog,
      ...(queued && {
        place: createQueuedApprovals(queued.approvals, agent.parts),
        secret: await loadSecret(records, 'approvals'),
      }),
    }),
    webhooks,
    conversations: queued?.conversations ?? createConversationMemory(),
    keys,
    chats: shared ? createRedisChatShelf(shared) : createChatShelf({ dir: join(folder, 'chats') }),
    hidePaths: createPathHider(agent),
    stopping,
    startedAt: Math.floor(Date.now() / 1000),
    async close() {
      keys?.close()
      await webhooks?.close()
      files.close()
      await queued?.close()
    },
  }
}

/** Names of this folder's servers are held on their machine. */
const holdIn = (folder: string) => async (name: string) => {
  const release = await holdOnMachine(`${folder} ${name}`)
  return release && { lost: new AbortController().signal, release }
}
