import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchLine, median } from './bench-line.js'
import { pictures, root, withDemoAgent } from './demo-agent.js'

const rounds = 5
const calls = 64

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
  const rateOf = (maxBatch: number) =>
    withDemoAgent(
      [
        `catalogs=${JSON.stringify([catalog])}`,
        'sources=["pack","folder"]',
        'local.hosts=1',
        `local.maxBatch=${maxBatch}`,
      ],
      async (agent) => {
        const steps = Array.from({ length: calls }, (_, at) => ({
          id: `s${at + 1}`,
          tool: 'image-classification',
          input: { image: `$image${(at % pictures.length) + 1}` },
        }))
        const run = async () => {
          const startedAt = performance.now()
          await agent.run({ text: 'Classify the pictures.', media: pictures, plan: { steps } }).result
          return calls / ((performance.now() - startedAt) / 1000)
        }
        await run()
        const rates: number[] = []
        for (let round = 0; round < rounds; round++) rates.push(await run())
        return median(rates)
      },
    )
  try {
    const [one, eight] = [await rateOf(1), await rateOf(8)]
    return [
      {
        name: `calls a second of one model in micro-batches of up to 8 (one by one: ${one.toFixed(0)})`,
        value: `${eight.toFixed(0)}, ${(eight / one).toFixed(2)}x`,
        target: '>= 1.0x',
        pass: eight >= one,
      },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
