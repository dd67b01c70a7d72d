import { type BenchLine, median } from './bench-line.js'
import { pictures, withDemoAgent } from './demo-agent.js'

const runs = 2000

/** Resident memory of the parent over many runs: the first hundred against the last. */
export async function main(): Promise<BenchLine[]> {
  return withDemoAgent(['local.hosts=1'], async (agent) => {
    const rss: number[] = []
    for (let i = 0; i < runs; i++) {
      await agent.run({ text: 'Classify this picture.', media: [pictures[i % pictures.length] ?? ''] }).result
      rss.push(process.memoryUsage.rss() / 1e6)
    }
    const first = median(rss.slice(0, 100))
    const last = median(rss.slice(-100))
    return [
      {
        name: `parent memory over ${runs} runs: first hundred ${first.toFixed(0)} MB, last hundred ${last.toFixed(0)} MB`,
        value: `${(last / first).toFixed(2)}x`,
        target: '<= 1.15x',
        pass: last / first <= 1.15,
      },
    ]
  })
}
