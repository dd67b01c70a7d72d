import { z } from 'zod'
import { dayMs } from '../../core/clock.js'
import type { StepCache } from '../../executors/step-cache.js'
import { mediaIn } from '../../media/media-in.js'
import { createLaneJobs } from '../bullmq/lane-jobs.js'
import type { SettledStep } from '../bullmq/lane-jobs-contract.js'
import { coalesce } from '../redis/coalesce.js'
import type { QueueConnection } from '../redis/connection.js'
import { parseMessage } from '../redis/messages.js'

/** Outputs of finished steps, for every process of the queue. The worker that computed one stores it. */
export interface ResultStore extends StepCache {
  /** Outputs as Redis has them, less those whose media are gone. */
  readAll(texts: readonly (string | null)[]): Promise<(Record<string, unknown> | undefined)[]>
  /** See `LaneJobs.settle`. Resolves once Redis has it, to whether this process still held the job. */
  settle(step: SettledStep): Promise<boolean>
}

export interface ResultStoreOptions {
  /** How long results are kept, milliseconds. @default 7 days */
  keepMs?: number | undefined
  /** Whether the media store still has a file. @default taken for granted */
  hasMedia?: ((digest: string) => boolean | Promise<boolean>) | undefined
}

const weekMs = 7 * dayMs
const outputSchema = z.record(z.string(), z.unknown())

export function createResultStore(
  connection: QueueConnection,
  { keepMs = weekMs, hasMedia = () => true }: ResultStoreOptions = {},
): ResultStore {
  const { redis, keys } = connection
  const look = coalesce((steps: readonly string[]) => redis.mget(steps.map((key) => keys.result(key))))
  const settle = coalesce((steps: readonly SettledStep[]) =>
    createLaneJobs(connection).settle(steps, { keepMs }),
  )
  let writing = Promise.resolve()

  /** Where that can't be found out, as when the media share is away, the step that needs the file says why. */
  async function isKept(digest: string): Promise<boolean> {
    try {
      return await hasMedia(digest)
    } catch {
      return true
    }
  }

  async function read(text: string | null): Promise<Record<string, unknown> | undefined> {
    const output = parseMessage(outputSchema, text)
    if (!output) return undefined
    const media = mediaIn(output)
    if (media.length === 0) return output
    const kept = await Promise.all(media.map(({ digest }) => isKept(digest)))
    return kept.every(Boolean) ? output : undefined
  }

  return {
    degraded: undefined,
    async readAll(texts) {
      const outputs: (Record<string, unknown> | undefined)[] = texts.map(() => undefined)
      for (const [at, text] of texts.entries()) if (text !== null) outputs[at] = await read(text)
      return outputs
    },
    get: async (key) => read(await look(key)),
    settle,
    set(key, output) {
      const written = redis.set(keys.result(key), JSON.stringify(output), 'PX', keepMs, 'NX')
      writing = Promise.all([writing, written.catch(() => undefined)]).then(() => undefined)
    },
    close: () => writing,
  }
}
