import type { Redis } from 'ioredis'
import { errnoOf } from '../../core/errno.js'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { BatchingRedis } from '../bullmq/batching-redis.js'
import { type BullmqFacts, findPrivateNames } from '../bullmq/private-names.js'
import { createMessageHub, type MessageHub } from './message-hub.js'
import { type QueueKeys, queueKeys } from './queue-keys.js'

/** Options of `openQueue`. */
export interface QueueConnectionOptions {
  /** `redis://host:6379`, `rediss://` for TLS, with user, password and database where needed. */
  url: string
  /** What all keys start with, so that several installations can share a Redis. @default `switchyard` */
  namespace?: string | undefined
  /** Longest wait for the first answer, milliseconds. @default 5,000 */
  connectTimeoutMs?: number | undefined
  /** Is called when the connection is lost; it comes back by itself. @default nothing is called */
  onError?: ((error: Error) => void) | undefined
  /** Keep jobs by BullMQ's documented calls alone, which is slower. @default false, unless BullMQ lacks the names that the quicker way needs */
  plainBullmq?: boolean | undefined
}

/** One process's way to the queue: two connections, and two more to drive runs, whatever the number of lanes and runs. */
export interface QueueConnection {
  readonly redis: Redis
  /** Messages between the processes of the queue. */
  readonly hub: MessageHub
  /** Names of the keys. */
  readonly keys: QueueKeys
  readonly namespace: string
  /** Whether the BullMQ that is installed is the one that the quicker way of keeping jobs knows. */
  readonly bullmq: BullmqFacts
  /** Milliseconds since 1970 on Redis's clock: the one clock that all machines of a queue share. */
  now(): number
  /** Measures Redis's clock again. */
  synchronize(): Promise<void>
  /** Closes both connections. Close what was made with it before. */
  close(): Promise<void>
}

/**
 * Connects to Redis. Once connected, commands wait for a lost connection to come back instead of failing.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when the address is wrong, nothing answers there or what answers can't be used
 */
export async function openQueue(options: QueueConnectionOptions): Promise<QueueConnection> {
  const { url, namespace = 'switchyard', connectTimeoutMs = 5_000, onError = () => {} } = options
  const { plainBullmq = false } = options
  checkAddress(url, namespace)
  const redis = new BatchingRedis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)),
  })
  let lastError: Error | undefined
  // What comes before the first answer is told once, by what is thrown.
  let tell: (error: Error) => void = () => {}
  redis.on('error', (error) => {
    lastError = error
    tell(error)
  })
  await firstAnswer(redis, connectTimeoutMs, () => unreachable(url, lastError))
  tell = onError
  await checkServer(redis, namespace).catch((error) => {
    redis.disconnect()
    throw error
  })

  const bullmq = await findPrivateNames(redis, namespace).catch((error) => {
    redis.disconnect()
    throw error
  })
  const subscriber = redis.duplicate()
  subscriber.on('error', onError)
  let offsetMs = 0
  const connection: QueueConnection = {
    redis,
    hub: createMessageHub(subscriber),
    keys: queueKeys(namespace, redis.options.db),
    namespace,
    bullmq: plainBullmq ? { ...bullmq, isKnown: false } : bullmq,
    now: () => Date.now() + offsetMs,
    async synchronize() {
      const before = Date.now()
      const [seconds, microseconds] = await redis.time()
      const middle = (before + Date.now()) / 2
      offsetMs = Number(seconds) * 1000 + Number(microseconds) / 1000 - middle
    },
    async close() {
      // A lost connection would keep a polite goodbye waiting for ever.
      for (const client of [subscriber, redis]) {
        if (client.status === 'ready') await client.quit().catch(() => undefined)
        else client.disconnect()
      }
    },
  }
  await connection.synchronize()
  return connection
}

function checkAddress(url: string, namespace: string): void {
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url) || !/^(\/\d*)?$/.test(new URL(url).pathname))
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `"${withoutLogin(url)}" is no address of a Redis. Write it like redis://localhost:6379 or rediss://user:password@host:6380/0, and special characters of the password like %2F.`,
    )
  if (!/^[\w{}.-]+$/.test(namespace))
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `"${namespace}" can't be a namespace: use letters, digits, dots, dashes and underscores.`,
    )
}

/** Only what can't be read as an address: elsewhere errors redact passwords by themselves. */
const withoutLogin = (url: string): string => url.replace(/^([a-z]+:\/\/)?.*@/i, '$1…@')

/** What the client takes in silence: a database that isn't there (it goes on in 0), and a cluster (most scripts fail). */
async function checkServer(redis: Redis, namespace: string): Promise<void> {
  const { db = 0 } = redis.options
  try {
    // Not everyone may call it, and there is always database 0.
    if (db > 0) await redis.select(db)
  } catch (cause) {
    const reason = messageOf(cause)
    throw new SwitchyardError('INVALID_CONFIG', `Redis refuses database ${db} (${reason}). Use another.`, {
      cause,
    })
  }
  const facts = await redis.info('cluster').catch(() => '')
  // In braces, one node of a cluster has all keys.
  if (facts.includes('cluster_enabled:1') && !/\{[^{}]+\}/.test(namespace))
    throw new SwitchyardError(
      'INVALID_CONFIG',
      'This is a Redis Cluster, where keys that belong together are on several nodes. The queue needs a Redis that is no cluster; it may have replicas.',
    )
}

async function firstAnswer(redis: Redis, timeoutMs: number, failure: () => SwitchyardError): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failure()), timeoutMs)
  })
  // Not the outcome of connect(): it is over at the first refusal, and a Redis that is just starting deserves a second try.
  redis.connect().catch(() => undefined)
  try {
    await Promise.race([redis.ping(), tooLate])
  } catch (thrown) {
    redis.disconnect()
    throw thrown instanceof SwitchyardError ? thrown : refused(thrown, failure())
  } finally {
    clearTimeout(timer)
  }
}

function unreachable(url: string, cause: Error | undefined): SwitchyardError {
  const reason = cause ? ` (${errnoOf(cause) ?? cause.message})` : ''
  return new SwitchyardError(
    'INVALID_CONFIG',
    `No Redis answers at ${url}${reason}. Start one with \`redis-server --appendonly yes --maxmemory-policy noeviction\`, or correct the address.`,
    { retryable: true, cause },
  )
}

function refused(thrown: unknown, fallback: SwitchyardError): SwitchyardError {
  if (!(thrown instanceof Error) || !/NOAUTH|WRONGPASS|NOPERM/.test(thrown.message)) return fallback
  return new SwitchyardError(
    'INVALID_CONFIG',
    `Redis refuses the login (${thrown.message}). Put user and password into the address.`,
    { cause: thrown },
  )
}
