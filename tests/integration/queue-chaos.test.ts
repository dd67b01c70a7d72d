import { type ChildProcess, spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunClient } from '../../src/queue/runs/run-client.js'
import { createRunStore } from '../../src/queue/runs/run-store.js'
import { queueOverview } from '../../src/queue/worker/overview.js'
import { createQueuePlace, until } from '../support/queue-place.js'
import { queueProgram } from '../support/queue-program.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

/** A whole number from the environment: `npm run chaos` sets larger ones. */
function setting(name: string, usual: number): number {
  const value = Number(process.env[name] || usual)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`${name} is "${process.env[name]}", not a whole number above 0.`)
}

const runs = setting('CHAOS_RUNS', 60)
const kills = setting('CHAOS_KILLS', 16)
const seed = setting('CHAOS_SEED', 20261123)

describe.skipIf(noRedis)('When processes are killed at any moment', () => {
  let redis: TestRedis
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  const processes = new Set<ChildProcess>()
  beforeAll(async () => {
    redis = await startRedis()
    place = await createQueuePlace(redis.url)
  })
  afterAll(async () => {
    for (const process of processes) process.kill('SIGKILL')
    await place?.close()
    await redis?.stop()
  })

  function start(role: 'driver' | 'worker'): ChildProcess {
    const started = spawn(process.execPath, [queueProgram, role, redis.url, place.namespace], {
      env: place.env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    processes.add(started)
    return started
  }

  it(`no run is lost, none is answered twice and no finished step runs again (seed ${seed}, ${kills} kills, ${runs} runs)`, {
    // Every kill costs up to a lock and the start of a process.
    timeout: 60_000 + 4_000 * kills + 100 * runs,
    // What it must never see once, a second try must not excuse.
    retry: 0,
  }, async () => {
    const random = createRandom(seed)
    const victims = (['driver', 'driver', 'worker', 'worker'] as const).map((role) => ({
      role,
      process: start(role),
    }))
    const connection = await place.connect()
    const parts = await place.parts()
    const picture = await place.ingest(parts, 'images/scene-06.png')
    const client = createRunClient({ connection, checkMs: 500 })
    place.closeLater(() => client.close())

    const ended = Array.from({ length: runs }, async (_, n) => {
      const runId = await client.submitRun({ text: 'Look.', media: [picture], plan: planOf(n) })
      const { status, answer } = await client.waitForRun(runId)
      return { runId, status, answer }
    })
    const calls = async () => Number(await connection.redis.get(`${place.namespace}:calls`))

    const total = runs * 2 + 1
    for (let kill = 0; kill < kills; kill += 1) {
      // At a moment of the work, not of the clock; towards the end less is left to wait for.
      const moment = Math.floor((total * (kill + random())) / (kills + 2))
      await until(async () => (await calls()) >= moment)
      const victim = victims[Math.floor(random() * victims.length)]
      if (!victim) continue
      victim.process.kill('SIGKILL')
      victim.process = start(victim.role)
    }

    const outcomes = await Promise.all(ended)
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: runs }, () => 'answered'))
    await until(async () => (await queueOverview(connection)).runs.active === 0)
    const store = createRunStore(connection)
    for (const { runId } of outcomes) {
      const { events } = await store.eventsAfter(runId, '-')
      expect(events.filter(({ type }) => /^run-(finished|failed)$/.test(type))).toHaveLength(1)
    }
    for (const [n, { answer }] of outcomes.entries()) expect(answer).toContain(`"first ${n}"`)
    expect(await connection.redis.lrange(`${place.namespace}:again`, 0, -1)).toEqual([])
    // What was computed for nothing is at most what the killed held: a micro-batch each.
    expect(await calls()).toBeGreaterThanOrEqual(total)
    expect(await calls()).toBeLessThanOrEqual(total + 2 * kills)
  })
})

/** A step of the run's own, one that needs it, and one that all runs share. */
const planOf = (n: number) => ({
  steps: [
    {
      id: 's1',
      tool: 'zero-shot-image-classification',
      input: { image: '$image1', labels: [`first ${n}`, 'nothing'] },
    },
    {
      id: 's2',
      tool: 'zero-shot-image-classification',
      input: { image: '$image1', labels: ['$s1.label', `second ${n}`] },
    },
    { id: 's3', tool: 'image-to-text', input: { image: '$image1' } },
  ],
})

/** Numbers from 0 to 1 that are the same in every run: mulberry32. */
function createRandom(seedNumber: number): () => number {
  let state = seedNumber
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
