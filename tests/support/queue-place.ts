import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AgentParts, assembleParts } from '../../src/agent/assemble.js'
import { SwitchyardError } from '../../src/core/errors.js'
import type { Media } from '../../src/media/media.js'
import { openQueue, type QueueConnection } from '../../src/queue/redis/connection.js'
import { samples } from './cli.js'
import { withSharedReader } from './shared-reader.js'

/** A corner of a Redis and a cache folder of their own, for agents of the demo profile. `close` undoes it all. */
export async function createQueuePlace(url: string) {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-queue-'))
  const namespace = `test-${randomUUID()}`
  const env = { PATH: process.env.PATH ?? '', SWITCHYARD_CACHE_DIR: dir, HF_HOME: join(dir, 'hf') }
  const closing: (() => Promise<unknown>)[] = []
  return {
    env,
    namespace,
    /** Closed with the rest, the last first. */
    closeLater(close: () => Promise<unknown>): void {
      closing.push(close)
    },
    async connect(): Promise<QueueConnection> {
      const connection = await openQueue({ url, namespace })
      closing.push(() => connection.close())
      return connection
    },
    async parts(more: Readonly<Record<string, string>> = {}): Promise<AgentParts> {
      const parts = await assembleParts({ profile: 'demo', env: { ...env, ...more } })
      closing.push(() => parts.close())
      return withSharedReader(parts)
    },
    /** A sample, taken into the store that all processes of this place share. */
    async ingest(parts: AgentParts, file: string): Promise<Media> {
      const taken = await parts.ingest.ingest(samples(file))
      if (!taken.ok) throw taken.error
      return taken.value
    },
    async close(): Promise<void> {
      for (const close of closing.splice(0).reverse()) await close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Waits until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Ends only when it is cancelled. */
export const never = (signal: AbortSignal): Promise<SwitchyardError> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(new SwitchyardError('CANCELLED', 'Cancelled.')))
  })
