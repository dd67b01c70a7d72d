import * as bullmq from 'bullmq'
import type { BatchingRedis } from './batching-redis.js'
import { openBullQueue } from './open-queue.js'

/** How far the quicker way of keeping jobs can rely on the BullMQ that is installed. */
export interface BullmqFacts {
  /** Whether all names that the quicker way relies on are there; without them, BullMQ's documented calls are used. */
  isKnown: boolean
  /** The names that are not there. */
  missing: readonly string[]
}

/** Written by BullMQ's scripts behind a job's key. */
const jobKeys = ['lock', 'logs']
const queueKeys = ['wait', 'prioritized', 'active', 'stalled']
const scripts = ['addStandardJob', 'addPrioritizedJob', 'moveToActive']
const methods = ['addJob', 'moveToActive']

/**
 * Looks for what we use of BullMQ beside its documented calls: names of keys and scripts, and methods of its backend. Any
 * version of it may change them.
 */
export async function findPrivateNames(redis: BatchingRedis, namespace: string): Promise<BullmqFacts> {
  const queue = openBullQueue({ redis, namespace }, 'probe', { skipMetasUpdate: true })
  try {
    await queue.waitUntilReady()
    return judgeNames({
      exports: bullmq,
      backend: 'getBackend' in queue ? queue.getBackend() : {},
      toKey: (type) => queue.toKey(type).slice(`${namespace}:probe:`.length),
      scripts: redis.definitions ?? new Map(),
    })
  } finally {
    await queue.close()
  }
}

/** What a BullMQ shows of itself. */
export interface BullmqInside {
  exports: object
  backend: object
  /** A queue's key of a kind, without what it starts with. */
  toKey(type: string): string
  /** Texts of the scripts that it has defined, by name. */
  scripts: ReadonlyMap<string, string>
}

export function judgeNames({ exports, backend, toKey, scripts: defined }: BullmqInside): BullmqFacts {
  const isFunction = (owner: object, name: string) => typeof Reflect.get(owner, name) === 'function'
  const names = [...defined.keys()]
  const texts = [...defined.values()].join('\n')
  const missing = [
    ...['createRedisBackend'].filter((name) => !isFunction(exports, name)),
    ...methods.filter((name) => !isFunction(backend, name)).map((name) => `backend.${name}`),
    ...queueKeys.filter((type) => toKey(type) !== type).map((type) => `:${type}`),
    ...scripts.filter((name) => !names.some((one) => one.startsWith(`${name}:`))),
    ...jobKeys.filter((type) => !new RegExp(`['"]:${type}['"]`).test(texts)).map((type) => `:${type}`),
  ]
  return { isKnown: missing.length === 0, missing }
}
