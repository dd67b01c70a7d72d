import { afterAll, beforeAll } from 'vitest'
import { type Cli, createCli } from './cli.js'
import { createQueuePlace } from './queue-place.js'
import { startRedis, type TestRedis } from './redis.js'

/** A Redis, a place on it and the command line, for all tests of the `describe` that calls this. */
export interface QueueCli {
  redis: TestRedis
  cli: Cli
  place: Awaited<ReturnType<typeof createQueuePlace>>
  /** Flags that name the place. */
  at: string[]
}

/** Its fields are there once `beforeAll` ran. */
export function useQueueCli(): QueueCli {
  const used: Partial<QueueCli> = {}
  const ready = <K extends keyof QueueCli>(key: K): QueueCli[K] => {
    const value = used[key]
    if (value === undefined) throw new Error(`${key} is there once beforeAll has run.`)
    return value
  }
  beforeAll(async () => {
    used.redis = await startRedis()
    used.place = await createQueuePlace(used.redis.url)
    used.cli = await createCli()
    used.at = ['--redis', used.redis.url, '--namespace', used.place.namespace]
  })
  afterAll(async () => {
    await used.cli?.dispose()
    await used.place?.close()
    await used.redis?.stop()
  })
  return {
    get redis() {
      return ready('redis')
    },
    get cli() {
      return ready('cli')
    },
    get place() {
      return ready('place')
    },
    get at() {
      return ready('at')
    },
  }
}
