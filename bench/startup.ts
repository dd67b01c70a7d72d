import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type BenchLine, median, ms } from './bench-line.js'
import { root } from './demo-agent.js'

const runs = 15

/** `switchyard --help` as a process, against `node -e 0` on the same machine in turn. */
export async function main(): Promise<BenchLine[]> {
  const bare: number[] = []
  const help: number[] = []
  for (let i = -1; i < runs; i++) {
    const pair = [time(['-e', '0']), time([join(root, 'dist/cli/main.js'), '--help'])] as const
    if (i < 0) continue
    bare.push(pair[0])
    help.push(pair[1])
  }
  const value = median(help)
  return [
    {
      name: `switchyard --help (node -e 0: ${ms(median(bare))})`,
      value: `${ms(value)} at the median of ${runs}`,
      target: '<= 250 ms',
      pass: value <= 250,
    },
  ]
}

function time(args: string[]): number {
  const startedAt = performance.now()
  const { status } = spawnSync(process.execPath, args)
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
  return performance.now() - startedAt
}
