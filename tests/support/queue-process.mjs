// Bundled by bundle-queue-process.mjs. One process of the queue, for tests that kill it: drives runs or serves lanes, with models that only count their calls.
// Arguments: role (driver or worker), address of Redis, namespace. Environment: TEST_CLOCK_OFFSET_MS, by how much this
// process's clock is wrong; TEST_LOCK_MS; TEST_BATCH, most steps in a micro-batch; TEST_GATE, a file that calls wait for. A call for the label "poison" ends the process.
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { assembleParts } from '../../src/agent/assemble.js'
import { stepKey } from '../../src/executors/step-key.js'
import { createQueueExecutor, openQueue, startRunDriver, startWorker } from '../../src/queue/index.js'

const [role, url, namespace] = process.argv.slice(2)
const { TEST_LOCK_MS = '500', TEST_CLOCK_OFFSET_MS = '0', TEST_GATE } = process.env
const lockMs = Number(TEST_LOCK_MS)
const clockOffsetMs = Number(TEST_CLOCK_OFFSET_MS)
const rightNow = Date.now
if (clockOffsetMs !== 0) Date.now = () => rightNow() + clockOffsetMs

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
const parts = await assembleParts({ profile: 'demo' })

const backend = {
  id: 'local',
  async call({ tool, candidate, input }) {
    const key = stepKey({ tool: tool.id, candidate, input })
    if (await redis.exists(keys.result(key))) await redis.rpush(`${namespace}:again`, key)
    await redis.multi().incr(`${namespace}:calls`).sadd(`${namespace}:callers`, process.pid).exec()
    if (JSON.stringify(input).includes('"poison"')) process.kill(process.pid, 'SIGKILL')
    while (TEST_GATE && !existsSync(TEST_GATE)) await delay(10)
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
    maxBatch: Number(process.env.TEST_BATCH ?? 2),
    lockMs,
    lookMs: 200,
    maxStrikes: Number(process.env.TEST_STRIKES ?? 20),
    onError: ({ message }) => console.error(message),
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
    onError: ({ message }) => console.error(message),
  })
