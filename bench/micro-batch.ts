import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Agent } from '../dist/index.js'
import { type BenchLine, timed } from './bench-line.js'
import { pictures, root, withDemoAgent } from './demo-agent.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

const calls = 64
const steps = Array.from({ length: calls }, (_, at) => ({
  id: `s${at + 1}`,
  tool: 'image-classification',
  input: { image: `$image${(at % pictures.length) + 1}` },
}))

/** Calls of one model at full precision that wait together, in micro-batches of up to 8, against one after the other. */
export async function main(): Promise<BenchLine[]> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const catalog = join(folder, 'fixture.yaml')
  const model = join(root, 'tests/fixtures/models/image-classification')
  const candidate = { backend: 'local', source: 'folder', model, dtype: 'fp32', memory: '10MB' }
  await writeFile(
    catalog,
    JSON.stringify({ 'image-classification': { replace: true, candidates: [candidate] } }),
  )
  const withBatches = <T>(maxBatch: number, use: (agent: Agent) => Promise<T>) =>
    withDemoAgent(
      [
        `catalogs=${JSON.stringify([catalog])}`,
        'sources=["pack","folder"]',
        'local.hosts=1',
        `local.maxBatch=${maxBatch}`,
      ],
      use,
    )
  const time = (agent: Agent) =>
    timed(() => agent.run({ text: 'Classify the pictures.', media: pictures, plan: { steps } }).result)
  try {
    return await withBatches(1, (single) =>
      withBatches(8, async (batched) => {
        const rounds = await pairedRounds(
          { one: () => time(single), eight: () => time(batched) },
          { rounds: 60, seconds: 60 },
        )
        const gain = rounds.ratio('one', 'eight')
        const rate = (of: 'one' | 'eight') => ((1000 * calls) / rounds.of(of)).toFixed(0)
        return [
          {
            name: `calls a second of one model in micro-batches of up to 8: ${rate('eight')} (one by one: ${rate('one')})`,
            value: inTimes(gain, rounds.count),
            target: '>= 1.0x',
            pass: gain.middle >= 1,
          },
        ]
      }),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
