import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assembleParts } from '../../src/agent/assemble.js'
import { createRunClient } from '../../src/queue/runs/run-client.js'
import { startServing } from '../../src/queue/worker/serve.js'
import { fakeRouter } from '../support/fake-router.js'
import { packAnswers } from '../support/pack-answers.js'
import { createQueuePlace } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { token } from '../support/remote-bench.js'

const model = 'google/vit-base-patch16-224'

describe.skipIf(noRedis)('Steps of queued runs at Hugging Face', () => {
  let redis: TestRedis
  let pack: Awaited<ReturnType<typeof packAnswers>>
  beforeAll(async () => {
    redis = await startRedis()
    pack = await packAnswers()
  })
  afterAll(async () => {
    await pack?.close()
    await redis?.stop()
  })

  it('are called by whichever process drives the run, once each, and no lane is needed', async () => {
    const place = await createQueuePlace(redis.url)
    const classifier = pack.models['pack/image-classification']
    if (!classifier) throw new Error('no model')
    const router = await fakeRouter({
      token,
      models: { [model]: { ...classifier, providers: { 'hf-inference': 'google/vit' } } },
    })
    const home = await mkdtemp(join(tmpdir(), 'switchyard-queue-remote-'))
    place.closeLater(() => rm(home, { recursive: true, force: true }))
    try {
      const env = {
        HOME: home,
        ...place.env,
        HF_TOKEN: token,
        HF_ENDPOINT: router.url,
        HF_INFERENCE_ENDPOINT: router.url,
      }
      const partsOf = async () => {
        const parts = await assembleParts({
          profile: 'remote',
          llm: 'none',
          set: [
            'remote.rateLimits={"hf-inference": {"calls": 100, "perSeconds": 3600}}',
            `media.share=${join(home, 'share')}`,
          ],
          // Machines of their own: what one takes in, the others have from the share.
          env: { ...env, SWITCHYARD_CACHE_DIR: await mkdtemp(join(home, 'cache-')) },
        })
        place.closeLater(() => parts.close())
        return parts
      }
      for (const parts of [await partsOf(), await partsOf()]) {
        const serving = await startServing({ connection: await place.connect(), parts, concurrency: 0 })
        place.closeLater(() => serving.close())
      }
      const connection = await place.connect()
      const client = createRunClient({ connection, checkMs: 500 })
      place.closeLater(() => client.close())
      const parts = await partsOf()

      const pictures = ['scene-01', 'scene-06', 'scene-12']
      const answers = await Promise.all(
        pictures.map(async (name) => {
          const media = [await place.ingest(parts, `images/${name}.png`)]
          return client.waitForRun(await client.submitRun({ text: 'Classify this picture.', media }))
        }),
      )
      for (const { status, steps } of answers) {
        expect(status).toBe('answered')
        expect(steps[0]?.calls[0]?.attempts.map(({ candidate }) => candidate)).toEqual([
          `hugging-face:${model}:hf-inference`,
        ])
      }
      expect(answers[2]?.answer).toMatch(/a cat/)
      const calls = router.requests.filter(({ method }) => method === 'POST')
      expect(calls).toHaveLength(pictures.length)
      // Whoever called, they were counted together.
      const counted = await connection.redis.get(`${connection.keys.rateLimit}:hf-inference`)
      expect(counted).toBe(`${pictures.length}`)
      router.assertExpected()
    } finally {
      await place.close()
      await router.close()
    }
  })
})
