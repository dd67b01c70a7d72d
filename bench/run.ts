import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { BenchLine } from './bench-line.js'

/**
 * Runs the benchmarks, one after the other and each in a process of its own, and prints each figure beside its target.
 * Every figure is measured against a named baseline in the same run. `npm run bench -- overhead startup` runs only those.
 */
const benches: Record<string, () => Promise<{ main: () => Promise<BenchLine[]> }>> = {
  startup: () => import('./startup.js'),
  scheduler: () => import('./scheduler.js'),
  router: () => import('./router.js'),
  overhead: () => import('./overhead.js'),
  parallel: () => import('./parallel.js'),
  lag: () => import('./lag.js'),
  'micro-batch': () => import('./micro-batch.js'),
  burst: () => import('./burst.js'),
  memory: () => import('./memory.js'),
  queue: () => import('./queue.js'),
  'early-steps': () => import('./early-steps.js'),
  'local-llm': () => import('./local-llm.js'),
  seeing: () => import('./seeing.js'),
  video: () => import('./video.js'),
  find: () => import('./find.js'),
  score: () => import('./score.js'),
  remote: () => import('./remote.js'),
  download: () => import('./download.js'),
  serve: () => import('./serve.js'),
  'serve-upload': () => import('./serve-upload.js'),
  page: () => import('./page.js'),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in benches))
if (unknown.length > 0) {
  throw new Error(`No benchmark ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
}

const [only, ...more] = wanted
process.exit(
  only && more.length === 0
    ? await runHere(only)
    : runEach(wanted.length > 0 ? wanted : Object.keys(benches)),
)

async function runHere(name: string): Promise<number> {
  process.stdout.write(`\n${name}\n`)
  const lines = (await (await benches[name]?.())?.main()) ?? []
  for (const { pass, name, value, target } of lines) {
    process.stdout.write(`  ${pass ? 'ok  ' : 'MISS'} ${name}: ${value}  (target: ${target})\n`)
  }
  return lines.every(({ pass }) => pass) ? 0 : 1
}

function runEach(names: readonly string[]): number {
  const missed = names.filter((name) => {
    const args = [...process.execArgv, fileURLToPath(import.meta.url), name]
    return spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0
  })
  process.stdout.write(`\n${missed.length === 0 ? 'All targets met.' : `Missed: ${missed.join(', ')}.`}\n`)
  return missed.length === 0 ? 0 : 1
}
