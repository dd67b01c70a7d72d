// One of the benchmarks that a GPU changes, with its figures beside their targets: `bench.mjs overhead`.
import type { BenchLine } from '../../bench/bench-line.js'
import { main as lag } from '../../bench/lag.js'
import { main as microBatch } from '../../bench/micro-batch.js'
import { main as overhead } from '../../bench/overhead.js'

const benches: Readonly<Record<string, () => Promise<BenchLine[]>>> = {
  overhead,
  lag,
  'micro-batch': microBatch,
}

const lines = (await benches[process.argv[2] ?? '']?.()) ?? []
for (const { pass, name, value, target } of lines)
  process.stdout.write(`  ${pass ? 'ok  ' : 'MISS'} ${name}: ${value}  (target: ${target})\n`)
process.exit(lines.length > 0 && lines.every(({ pass }) => pass) ? 0 : 1)
