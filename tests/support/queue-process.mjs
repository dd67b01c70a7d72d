// One process of the queue, for tests that kill it: drives runs or serves lanes, with models that only count their calls.
// Arguments: role (driver or worker), address of Redis, namespace.
import { setTimeout as delay } from 'node:timers/promises'
import { assemble } from '../../dist/agent-parts.js'
import { stepKey } from '../../dist/executors/step-key.js'
import { createQueueExecutor, openQueue, startRunDriver, startWorker } from '../../dist/queue/index.js'

const [role, url, namespace] = process.argv.slice(2)
const lockMs = 500
const outputs = {
  'image-to-text': () => ({ text: 'a square' }),
  'zero-shot-image-classification': ({ labels: [label] }) => ({
    label,
    score: 1,
    labels: [{ label, score: 1 }],
  }),
}

const connection = await openQueue({ url, namespace })
const { redis, keys } = connection
const parts = await assemble({ profile: 'demo' })

const backend = {
  id: 'local',
  async call({ tool, candidate, input }) {
    const key = stepKey({ tool: tool.id, candidate, input })
    if (await redis.exists(keys.result(key))) await redis.rpush(`${namespace}:again`, key)
    await redis.incr(`${namespace}:calls`)
    await delay(15)
    return { ok: true, value: outputs[tool.id](input) }
  },
  state: (candidate) => (candidate.source === 'pack' ? { readiness: 'cached' } : { readiness: 'absent' }),
  close: async () => {},
}

const { registry, catalog, profile } = parts
if (role === 'worker')
  await startWorker({
    connection,
    backend,
    registry,
    catalog,
    device: 'none',
    version: '0',
    memoryBytes: 1e9,
    maxBatch: 2,
    lockMs,
    lookMs: 200,
    maxStrikes: 20,
  })
else
  await startRunDriver({
    connection,
    parts,
    executor: await createQueueExecutor({
      connection,
      registry,
      catalog,
      profile,
      hasToken: false,
      checkMs: 500,
    }),
    concurrency: 10,
    lockMs,
    maxTakeovers: 50,
  })
