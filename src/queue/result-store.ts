import { z } from 'zod'
import { mediaIn } from '../executors/media-in.js'
import type { StepCache } from '../executors/step-cache.js'
import type { QueueConnection } from './connection.js'
import { parseMessage } from './messages.js'

/** Outputs of finished steps, for every process of the queue. The worker that computed one stores it. */
export interface ResultStore extends StepCache {
  /** Stores an output and resolves once Redis has it. */
  put(key: string, output: Record<string, unknown>): Promise<void>
}

export interface ResultStoreOptions {
  /** How long results are kept, milliseconds. Default: 7 days. */
  keepMs?: number
  /** Whether the media store still has a file. Default: taken for granted. */
  hasMedia?: (digest: string) => boolean | Promise<boolean>
}

const weekMs = 7 * 86_400_000
const outputSchema = z.record(z.string(), z.unknown())

export function createResultStore(
  { redis, keys }: Pick<QueueConnection, 'redis' | 'keys'>,
  { keepMs = weekMs, hasMedia = () => true }: ResultStoreOptions = {},
): ResultStore {
  let writing = Promise.resolve()
  return {
    degraded: undefined,
    async get(key) {
      const output = parseMessage(outputSchema, await redis.get(keys.result(key)))
      if (!output) return undefined
      const kept = await Promise.all(mediaIn(output).map(({ digest }) => hasMedia(digest)))
      return kept.every(Boolean) ? output : undefined
    },
    async put(key, output) {
      await redis.set(keys.result(key), JSON.stringify(output), 'PX', keepMs)
    },
    set(key, output) {
      const written = redis.set(keys.result(key), JSON.stringify(output), 'PX', keepMs, 'NX')
      writing = Promise.all([writing, written.catch(() => undefined)]).then(() => undefined)
    },
    close: () => writing,
  }
}
