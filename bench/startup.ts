import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchLine, median, ms } from './bench-line.js'
import { pictures, root } from './demo-agent.js'

/** A list of certificates of one's own takes 15 to 35 ms of each start of Node that has it, which would flatter the ratios. */
const { NODE_EXTRA_CA_CERTS: _, ...usual } = process.env

const helpRuns = 15
const askRuns = 7

/** Commands as processes from their start to their end, each in turn with a baseline on the same machine. */
export async function main(): Promise<BenchLine[]> {
  return [help(), ...coldAsk()]
}

/** `switchyard --help` against `node -e 0`. */
function help(): BenchLine {
  const [{ wallMs: bare }, { wallMs: value }] = inTurn(
    helpRuns,
    ['-e', '0'],
    [join(root, 'dist/cli/main.js'), '--help'],
  )
  return {
    name: `switchyard --help (node -e 0: ${ms(bare)})`,
    value: `${ms(value)}, ${(value / bare).toFixed(1)}x, at the median of ${helpRuns}`,
    target: '<= 250 ms and <= 2.6x',
    pass: value <= 250 && value <= 2.6 * bare,
  }
}

/**
 * A first `ask` of a picture, models and all, against a bare script that captions it with the same model: from start to end,
 * and by the processor time of all processes.
 */
function coldAsk(): BenchLine[] {
  const picture = pictures[5] ?? ''
  const cache = mkdtempSync(join(tmpdir(), 'switchyard-bench-'))
  const env = { ...usual, SWITCHYARD_CACHE_DIR: cache, SWITCHYARD_LLM_SERVERS: '[]' }
  try {
    const [bare, value] = inTurn(
      askRuns,
      [join(root, 'bench/bare-caption.mjs'), 'pictogram/captioner-tiny', picture],
      [
        ...[join(root, 'dist/cli/main.js'), 'ask', '--profile', 'demo', '--no-cache', '--quiet'],
        ...['What is in this picture?', picture],
      ],
      env,
    )
    return (['wallMs', 'cpuMs'] as const).map((what) => ({
      name: `cold ask about a picture, ${what === 'cpuMs' ? 'processor time' : 'start to end'} (bare transformers.js script: ${ms(bare[what])})`,
      value: `${ms(value[what])}, ${(value[what] / bare[what]).toFixed(1)}x, at the median of ${askRuns}`,
      target: '<= 1.8x',
      pass: value[what] <= 1.8 * bare[what],
    }))
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}

/** Medians of two commands that are run in turn, after once each for the disk's cache. */
function inTurn(
  runs: number,
  first: string[],
  second: string[],
  env: NodeJS.ProcessEnv = usual,
): [Times, Times] {
  const times: [Times[], Times[]] = [[], []]
  for (let i = -1; i < runs; i++) {
    const pair = [time(first, env), time(second, env)] as const
    if (i < 0) continue
    times[0].push(pair[0])
    times[1].push(pair[1])
  }
  const middle = (some: readonly Times[]): Times => ({
    wallMs: median(some.map(({ wallMs }) => wallMs)),
    cpuMs: median(some.map(({ cpuMs }) => cpuMs)),
  })
  return [middle(times[0]), middle(times[1])]
}

interface Times {
  wallMs: number
  /** Of the process and its children, the system's part too. */
  cpuMs: number
}

function time(args: string[], env: NodeJS.ProcessEnv): Times {
  // The shell's own measure counts children that have ended, which Node's does not.
  const measured = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" 2>/dev/null', 'bash', process.execPath, ...args]
  const { status, stderr } = spawnSync('bash', measured, { env: { ...env, LC_ALL: 'C' }, encoding: 'utf8' })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number)
  return { wallMs: 1000 * wall, cpuMs: 1000 * (user + system) }
}
