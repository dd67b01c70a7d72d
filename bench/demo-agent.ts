import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Agent, createAgent } from '../dist/index.js'

export const root = fileURLToPath(new URL('../', import.meta.url))
const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1).padStart(2, '0'))
const jpegs = new Set(['02', '05', '07', '09', '13'])
export const pictures = numbers(13).map((n) =>
  join(root, `samples/images/scene-${n}.${jpegs.has(n) ? 'jpg' : 'png'}`),
)
export const memos = numbers(8).map((n) => join(root, `samples/audio/memo-${n}.wav`))
export const longMemo = join(root, 'samples/audio/memo-long.wav')

/** The device that local models run on, theirs and ours. Default: the processor. */
export const device = process.env.BENCH_DEVICE ?? 'cpu'

/** Runs `use` with an agent of the demo profile that remembers nothing, in a cache folder of its own. */
export async function withDemoAgent<T>(
  set: readonly string[],
  use: (agent: Agent) => Promise<T>,
): Promise<T> {
  const cache = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const agent = await createAgent({
    profile: 'demo',
    set: ['steps.cache=false', `local.device=${device}`, ...set],
    env: { SWITCHYARD_CACHE_DIR: cache },
  })
  try {
    return await use(agent)
  } finally {
    await agent.close()
    await rm(cache, { recursive: true, force: true })
  }
}
