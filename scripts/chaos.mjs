// The chaos test at the length that the queue is meant to bear; CHAOS_RUNS, CHAOS_KILLS and CHAOS_SEED change it. The tests of
// other faults, too, with outages as long as real ones.
import { spawnSync } from 'node:child_process'

const env = {
  CHAOS_RUNS: '2000',
  CHAOS_KILLS: '200',
  CHAOS_SEED: '20261123',
  CHAOS_LONG: '1',
  ...process.env,
}
const { CHAOS_RUNS, CHAOS_KILLS, CHAOS_SEED } = env
process.stdout.write(`${CHAOS_KILLS} kills over ${CHAOS_RUNS} runs, seed ${CHAOS_SEED}\n`)
const args = [
  'vitest',
  'run',
  'tests/integration/queue-chaos.test.ts',
  'tests/integration/queue-faults.test.ts',
  'tests/integration/queue-innocents.test.ts',
]
process.exit(spawnSync('npx', args, { stdio: 'inherit', env }).status ?? 1)
