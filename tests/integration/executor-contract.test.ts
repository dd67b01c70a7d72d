import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentParts } from '../../src/agent/assemble.js'
import type { RunEventBody } from '../../src/agent/events.js'
import type { Executor, ReadyStep } from '../../src/executors/executor.js'
import { createInlineExecutor } from '../../src/executors/inline.js'
import { openStepCache } from '../../src/executors/step-cache.js'
import type { Media } from '../../src/media/media.js'
import { createQueueExecutor } from '../../src/queue/lanes/queue-executor.js'
import { startServing } from '../../src/queue/worker/serve.js'
import { createQueuePlace } from '../support/queue-place.js'
import { noRedis, startRedis } from '../support/redis.js'

type Place = Awaited<ReturnType<typeof createQueuePlace>>

/** Every way to run a step, on the real models of the demo pack. */
const ways: Record<string, (place: Place, parts: AgentParts) => Promise<Executor>> = {
  inline: async ({ env }, { registry, catalog, profile, local, store }) =>
    createInlineExecutor({
      registry,
      catalog,
      profile,
      backends: [local],
      hasToken: false,
      cache: await openStepCache({
        dir: `${env.SWITCHYARD_CACHE_DIR}/inline`,
        maxBytes: 1e7,
        hasMedia: (digest) => store.has(digest),
      }),
    }),
  queue: async (place, parts) => {
    const serving = await startServing({ connection: await place.connect(), parts, runs: 0 })
    place.closeLater(() => serving.close())
    const { registry, catalog, profile } = parts
    return createQueueExecutor({
      connection: await place.connect(),
      registry,
      catalog,
      profile,
      hasToken: false,
    })
  },
}

const outputs: Record<string, unknown[]> = {}

describe.skipIf(noRedis).each(Object.entries(ways))('Steps, run %s', (name, make) => {
  let stopRedis = async () => {}
  let place: Place
  let parts: AgentParts
  let executor: Executor
  let picture: Media
  let memo: Media
  beforeAll(async () => {
    const redis = await startRedis()
    stopRedis = redis.stop
    place = await createQueuePlace(redis.url)
    parts = await place.parts()
    executor = await make(place, parts)
    place.closeLater(() => executor.close())
    picture = await place.ingest(parts, 'images/scene-06.png')
    memo = await place.ingest(parts, 'audio/memo-01.wav')
  })
  afterAll(async () => {
    await place?.close()
    await stopRedis()
  })

  async function run(tool: string, raw: Record<string, unknown>, signal = new AbortController().signal) {
    const input = parts.registry.get(tool)?.input.parse(raw)
    const step: ReadyStep = { runId: 'r', stepId: 's1', tool, input }
    const events: RunEventBody[] = []
    const result = await executor.execute(step, { signal, emit: (event) => events.push(event) })
    return { result, types: events.map(({ type }) => type) }
  }

  it('give the same outputs, events and keys', async () => {
    const runs = [
      await run('image-to-text', { image: picture }),
      await run('image-classification', { image: picture, topK: 3 }),
      await run('zero-shot-image-classification', {
        image: picture,
        labels: ['a red circle', 'a blue square'],
      }),
      await run('automatic-speech-recognition', { audio: memo }),
    ]
    for (const { result } of runs) expect(result).toMatchObject({ ok: true, value: { cacheHit: false } })
    for (const { types } of runs) expect(types[0]).toBe('step-routed')
    outputs[name] = runs.flatMap(({ result }) =>
      result.ok ? [{ output: result.value.output, key: result.value.key }] : [],
    )
    const [one, ...others] = Object.values(outputs)
    for (const other of others) expect(other).toEqual(one)
  })

  it('are not computed again', async () => {
    await run('image-classification', { image: picture })
    const { result } = await run('image-classification', { image: picture })
    expect(result).toMatchObject({ ok: true, value: { cacheHit: true, attempts: [] } })
  })

  it('run side by side, the same ones once', async () => {
    const labels = ['one', 'two', 'three', 'four'].map((word) => [`a ${word}`, 'nothing'])
    const inputs = [...labels, ...labels].map((pair) => ({ image: picture, labels: pair }))
    const runs = await Promise.all(inputs.map((input) => run('zero-shot-image-classification', input)))
    const computed = runs.filter(({ result }) => result.ok && !result.value.cacheHit)
    expect(runs.every(({ result }) => result.ok)).toBe(true)
    expect(computed).toHaveLength(labels.length)
  })

  it('say why no model can run them', async () => {
    const { result } = await run('summarization', { text: 'A long story.' })
    expect(result).toMatchObject({ ok: false, error: { error: { code: 'NO_ROUTE' }, attempts: [] } })
  })

  it('fail at once when it is the input that is wrong', async () => {
    const lost = { ...picture, digest: '0'.repeat(64) }
    const { result } = await run('image-to-text', { image: lost })
    expect(result).toMatchObject({ ok: false, error: { error: { code: 'MEDIA_NOT_FOUND' } } })
    if (!result.ok) expect(result.error.attempts).toHaveLength(1)
  })

  it('stop when cancelled', async () => {
    const controller = new AbortController()
    const running = run('image-to-text', { image: picture, maxNewTokens: 7 }, controller.signal)
    controller.abort()
    expect((await running).result).toMatchObject({ ok: false, error: { error: { code: 'CANCELLED' } } })
  })
})
