import { type BenchLine, median } from './bench-line.js'
import { collectGarbage } from './collect-garbage.js'
import { pictures, withDemoAgent } from './demo-agent.js'

/** By then everything that is made once is made, and the caches that are bounded are full. */
const warmRuns = 2_000
const runs = 10_000
const sampleEvery = 100
/** Samples at each end of which the median counts. */
const window = 10

/** What a collection leaves on the heap, and what of the process is resident, in MB: from run 2,000 to run 10,000. */
export async function main(): Promise<BenchLine[]> {
  return withDemoAgent(['local.hosts=1'], async (agent) => {
    const heap: number[] = []
    const resident: number[] = []
    for (let i = 1; i <= runs; i++) {
      await agent.run({ text: 'Classify this picture.', media: [pictures[i % pictures.length] ?? ''] }).result
      if (i < warmRuns || i % sampleEvery !== 0) continue
      collectGarbage()
      heap.push(process.memoryUsage().heapUsed / 1e6)
      resident.push(process.memoryUsage.rss() / 1e6)
    }
    return [line('heap', heap, 1.05), line('resident', resident, 1.1)]
  })
}

function line(what: string, samples: readonly number[], most: number): BenchLine {
  const first = median(samples.slice(0, window))
  const last = median(samples.slice(-window))
  return {
    name: `parent's ${what} at run ${warmRuns} ${first.toFixed(1)} MB, at run ${runs} ${last.toFixed(1)} MB`,
    value: `${(last / first).toFixed(2)}x`,
    target: `<= ${most}x`,
    pass: last / first <= most,
  }
}
