import type { Redis } from 'ioredis'

/** A setting of Redis that matters to the queue. */
export interface RedisFinding {
  level: 'ok' | 'problem'
  /** What was looked at: `Redis eviction`. */
  subject: string
  /** What was found. */
  detail: string
  /** How to put it right. */
  nextMove?: string | undefined
}

/** Oldest version with all that BullMQ uses. */
const oldestVersion = [6, 2] as const

/**
 * Looks at the settings without which jobs get lost: nothing may be evicted, and writes must survive a restart. Only
 * `INFO` is used, which hosted Redis servers allow too.
 *
 * @example
 * ```js
 * import { checkRedisSettings, openQueue } from 'switchyard-ai/queue'
 *
 * const connection = await openQueue({ url: 'redis://localhost:6379' })
 * for (const { level, detail, nextMove } of await checkRedisSettings(connection.redis))
 *   if (level === 'problem') console.error(detail, nextMove)
 * ```
 */
export async function checkRedisSettings(redis: Pick<Redis, 'info'>): Promise<RedisFinding[]> {
  const facts = parseInfo(await redis.info())
  return [version(facts), eviction(facts), durability(facts)].flat()
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const colon = line.indexOf(':')
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()]] : []
    }),
  )
}

function version(facts: ReadonlyMap<string, string>): RedisFinding {
  const detail = facts.get('redis_version') ?? 'unknown'
  const [major = 0, minor = 0] = detail.split('.').map(Number)
  const [needMajor, needMinor] = oldestVersion
  if (major > needMajor || (major === needMajor && minor >= needMinor))
    return { level: 'ok', subject: 'Redis version', detail }
  return {
    level: 'problem',
    subject: 'Redis version',
    detail,
    nextMove: `Use Redis ${oldestVersion.join('.')} or later.`,
  }
}

function eviction(facts: ReadonlyMap<string, string>): RedisFinding {
  const policy = facts.get('maxmemory_policy') ?? 'unknown'
  const subject = 'Redis eviction'
  if (policy === 'noeviction') return { level: 'ok', subject, detail: policy }
  return {
    level: 'problem',
    subject,
    detail: `maxmemory-policy is ${policy}: when memory runs out, Redis throws jobs and results away`,
    nextMove:
      'Run `redis-cli CONFIG SET maxmemory-policy noeviction`, and put `maxmemory-policy noeviction` into redis.conf.',
  }
}

function durability(facts: ReadonlyMap<string, string>): RedisFinding {
  const subject = 'Redis durability'
  if (facts.get('aof_enabled') === '1') return { level: 'ok', subject, detail: 'append-only file on' }
  return {
    level: 'problem',
    subject,
    detail:
      'the append-only file is off: when Redis restarts, what was submitted since its last snapshot is lost',
    nextMove: 'Run `redis-cli CONFIG SET appendonly yes`, and put `appendonly yes` into redis.conf.',
  }
}
