import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SwitchyardError } from '../../src/core/errors.js'
import { openQueue } from '../../src/queue/redis/connection.js'
import type { Reply } from '../support/fake-backend.js'
import { until } from '../support/queue-place.js'
import { noRedis, ownRedis, startRedis, type TestRedis } from '../support/redis.js'
import { createStepPlace, quietly, step } from '../support/step-place.js'

describe.skipIf(noRedis)('A connection to the queue', () => {
  let redis: TestRedis
  const closing: (() => Promise<void>)[] = []
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  const refusal = (url: string) =>
    openQueue({ url }).then(
      (connection) => connection.close(),
      (error) => `${error.code} ${error.message}`,
    )

  it('is refused where the address has no database that there is', async () => {
    expect(await refusal(`${redis.url}/99`)).toMatch(
      /INVALID_CONFIG Redis refuses database 99 \(.*out of range/,
    )
    expect(await refusal(`${redis.url}/production`)).toMatch(/INVALID_CONFIG .*is no address/)
  })

  it('is refused where the address can not be read, and the password is not repeated', async () => {
    for (const url of ['redis://me:sec/ret@localhost:1', 'me:sec/ret@localhost']) {
      const message = await refusal(url)
      expect(message).toMatch(/INVALID_CONFIG .*is no address of a Redis.*like %2F/)
      expect(message).not.toMatch(/sec|ret@/)
    }
  })

  it.skipIf(!ownRedis)('is refused by a Redis Cluster', async () => {
    const cluster = await startRedis('--cluster-enabled', 'yes', '--appendonly', 'no')
    closing.push(() => cluster.stop())
    expect(await refusal(cluster.url)).toMatch(
      /INVALID_CONFIG This is a Redis Cluster.*needs a Redis that is no/,
    )
  })

  it('leaves alone what is under the same names in another database', async () => {
    const waiting = new Map<number, () => void>()
    const stopped: number[] = []
    const untilStopped =
      (db: number): Reply =>
      ({ signal }) =>
        new Promise((resolve) => {
          waiting.set(db, () => resolve({ text: 'ONE' }))
          signal.addEventListener('abort', () => {
            stopped.push(db)
            resolve(new SwitchyardError('CANCELLED', 'Cancelled.'))
          })
        })
    const placeOf = async (db: number, namespace?: string) => {
      const place = await createStepPlace(`${redis.url}/${db}`, { ...(namespace && { namespace }) })
      closing.push(() => place.close())
      return place
    }
    const zero = await placeOf(0)
    const one = await placeOf(1, zero.connection.namespace)
    await zero.worker({ big: [untilStopped(0)] })
    await one.worker({ big: [untilStopped(1)] })
    const goesOn = (await zero.executor()).execute(step('one'), quietly)
    const controller = new AbortController()
    const ends = (await one.executor()).execute(step('one'), { ...quietly, signal: controller.signal })
    await until(() => waiting.size === 2)
    controller.abort()
    expect(await ends).toMatchObject({ ok: false })
    await until(() => stopped.includes(1))
    waiting.get(0)?.()
    expect(await goesOn).toMatchObject({ ok: true, value: { output: { text: 'ONE' } } })
    expect(stopped).toEqual([1])
  })
})
