import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import type { Agent } from '../agent/agent.js'
import { openKeyRing } from './access/key-ring.js'
import { createChatShelf } from './chats/chat-shelf.js'
import { createPathHider } from './http/hide-paths.js'
import { type HandlerOptions, withDefaults } from './options.js'
import { createAdmission } from './runs/admission.js'
import { createConversationMemory } from './runs/conversation-memory.js'
import { createRunRegistry } from './runs/run-registry.js'
import type { Services } from './services.js'
import { createFileShelf } from './shelf/file-shelf.js'
import { openMediaShelf } from './shelf/media-shelf.js'

/** Opens what the endpoints share. `stopping` ends all that runs. */
export async function openServices(
  agent: Agent,
  options: HandlerOptions,
  stopping: AbortSignal,
): Promise<Services> {
  const settings = withDefaults(options)
  const { dirs, store } = agent.parts
  setMaxListeners(0, stopping)
  return {
    agent,
    settings,
    admission: createAdmission(settings),
    files: createFileShelf({ dir: join(dirs.cache, 'serve', 'files') }),
    media: await openMediaShelf({ dir: join(dirs.cache, 'serve', 'media'), store }),
    runs: createRunRegistry({ keepMs: settings.keepRunsMs }),
    conversations: createConversationMemory(),
    chats: createChatShelf({ dir: join(dirs.cache, 'serve', 'chats') }),
    keys: settings.keyFile === undefined ? undefined : await openKeyRing(settings.keyFile),
    hidePaths: createPathHider(agent),
    stopping,
    startedAt: Math.floor(Date.now() / 1000),
  }
}
