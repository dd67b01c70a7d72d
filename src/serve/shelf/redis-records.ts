import { parseJson } from '../../core/json.js'
import type { QueueConnection } from '../../queue/redis/connection.js'
import { holdInRedis } from '../../queue/redis/hold-name.js'
import { submitError } from '../../queue/redis/while-full.js'
import type { RecordPlace } from './owned-records.js'

/** Records in Redis: for any number of servers on any machines. */
export function createRedisRecords({ redis, namespace }: QueueConnection): RecordPlace {
  return {
    hold: (name) => holdInRedis(redis, `${namespace}:serve-hold:${name}`),
    open(kind, { keepMs, isListed = true } = {}) {
      const key = (owner: string, id: string) => `${namespace}:serve-${kind}:${owner}:${id}`
      const index = (owner: string) => `${namespace}:serve-${kind}-of:${owner}`
      return {
        async put(owner, id, record) {
          const text = JSON.stringify(record)
          const writing = redis.multi()
          if (keepMs === undefined) writing.set(key(owner, id), text)
          else writing.set(key(owner, id), text, 'PX', keepMs)
          if (isListed) writing.sadd(index(owner), id)
          const replies = await writing.exec().catch((error) => {
            throw submitError(error)
          })
          for (const [error] of replies ?? []) if (error) throw submitError(error)
        },
        get: async (owner, id) => parsed(await redis.get(key(owner, id))),
        async list(owner) {
          const ids = await redis.smembers(index(owner))
          if (ids.length === 0) return []
          const texts = await redis.mget(ids.map((id) => key(owner, id)))
          const found = ids.map((id, at) => ({ id, record: parsed(texts[at]) }))
          const gone = found.filter(({ record }) => record === undefined).map(({ id }) => id)
          if (gone.length > 0) await redis.srem(index(owner), ...gone)
          return found.filter(({ record }) => record !== undefined)
        },
        async remove(owner, id) {
          await redis.multi().del(key(owner, id)).srem(index(owner), id).exec()
        },
      }
    },
  }
}

const parsed = (text: string | null | undefined): unknown =>
  text === null || text === undefined ? undefined : parseJson(text)
