import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { createLocalBackend, type LocalBackend } from '../dist/backends/local/local-backend.js'
import { type Candidate, candidateSchema } from '../dist/config/candidate.js'
import { packageRoot } from '../dist/config/package-root.js'
import { profileSchema } from '../dist/config/profile.js'
import { createIngest } from '../dist/media/ingest.js'
import type { Media } from '../dist/media/media.js'
import { openMediaStore } from '../dist/media/store/store.js'
import { loadTool } from '../dist/tools/registry.js'
import { type BenchLine, median, ms } from './bench-line.js'
import { pictures } from './demo-agent.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

const tokens = 250
const rounds = 9
const calls = 120

const packed = candidateSchema.parse({
  ...{ backend: 'local', source: 'pack', model: 'pictogram/vlm-tiny', memory: '60MB' },
})
/** Random weights, which write on until the limit; so few that what is around them shows at its largest. */
const endless = candidateSchema.parse({
  ...{ backend: 'local', source: 'folder', dtype: 'fp32', memory: '30MB' },
  model: join(packageRoot, 'tests/fixtures/models/idefics3'),
})

/** Models that see, in hosts: against transformers.js' own loop, against themselves, and what the parent notices of them. */
export async function main(): Promise<BenchLine[]> {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  try {
    return [...(await speeds(home)), await lag(home)]
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

async function withHosts<T>(
  home: string,
  hosts: number,
  use: (ask: Ask, media: readonly Media[]) => Promise<T>,
): Promise<T> {
  const local = { device: 'cpu', hosts, threads: 1, memory: '500MB' }
  const profile = profileSchema.parse({ name: 'bench', description: 'bench', local })
  const mediaDir = join(home, 'media')
  const { ingest } = createIngest({
    store: await openMediaStore({ dir: mediaDir, maxBytes: 1e9 }),
    limits: profile.media,
  })
  const media: Media[] = []
  for (const file of pictures) {
    const one = await ingest(file)
    if (!one.ok) throw one.error
    media.push(one.value)
  }
  const backend = await createLocalBackend({ profile, mediaDir, env: { HOME: home } })
  try {
    return await use(askOn(backend), media)
  } finally {
    await backend.close()
  }
}

type Ask = (candidate: Candidate, image: Media, instruction: string, maxNewTokens: number) => Promise<number>

/** Milliseconds of one answer, its pieces passed on as they come. */
const askOn =
  (backend: LocalBackend): Ask =>
  async (candidate, image, instruction, maxNewTokens) => {
    const tool = await loadTool('image-text-to-text')
    if (!tool) throw new Error('no tool')
    const input = tool.input.parse({ images: [image], instruction, maxNewTokens })
    const startedAt = performance.now()
    const signal = new AbortController().signal
    const reply = await backend.call(
      { tool, candidate, input },
      { signal, onProgress: () => {}, onText: () => {} },
    )
    if (!reply.ok) throw reply.error
    return performance.now() - startedAt
  }

async function speeds(home: string): Promise<BenchLine[]> {
  const fixtures = join(packageRoot, 'tests/fixtures/models')
  const child = fork(
    fileURLToPath(new URL('./bare-seeing.mjs', import.meta.url)),
    [fixtures, 'idefics3', 'fp32'],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  const reply = async () => {
    const [message]: unknown[] = await once(child, 'message')
    return z.object({ ms: z.number().optional() }).parse(message).ms ?? 0
  }
  await reply()
  const bare = (file: string, text: string) => {
    child.send({ file, text, tokens })
    return reply()
  }
  return withHosts(home, 1, async (ask, media) => {
    const shown = (round: number) => {
      const at = (round + media.length) % media.length
      const [image, file] = [media[at], pictures[at]]
      if (!image || !file) throw new Error('no picture')
      return { image, file }
    }
    const loops = await pairedRounds(
      {
        ours: (round) => ask(endless, shown(round).image, 'Tell a story.', tokens),
        bare: (round) => bare(shown(round).file, 'Tell a story.'),
      },
      { rounds, warmUps: 2 },
    )
    // The second question is always asked behind the first.
    const looks: { first: number; second: number }[] = []
    for (let round = -2; round < rounds; round++) {
      const { image } = shown(round)
      const first = await ask(packed, image, 'Is there a cat?', 8)
      const second = await ask(packed, image, 'Is there a dog?', 8)
      if (round >= 0) looks.push({ first, second })
    }
    child.kill()
    const speed = (of: 'ours' | 'bare') => (tokens * 1000) / loops.of(of)
    const ratio = loops.ratio('bare', 'ours')
    const again = median(looks.map(({ first, second }) => second / first))
    return [
      {
        name: `tokens a second of a model that sees: ${speed('ours').toFixed(0)}, bare loop: ${speed('bare').toFixed(0)}`,
        value: inTimes(ratio, loops.count),
        target: '>= 0.95x',
        pass: ratio.middle >= 0.95,
      },
      {
        name: `second question about a picture, without its vision tower, against the first (${ms(median(looks.map(({ first }) => first)))})`,
        value: `${again.toFixed(2)} times as long`,
        target: '<= 0.85 times',
        pass: again <= 0.85,
      },
    ]
  })
}

async function lag(home: string): Promise<BenchLine> {
  const value = await withHosts(home, 2, async (ask, media) => {
    const work = (at: number) => {
      const image = media[at % media.length]
      if (!image) throw new Error('no picture')
      return at % 2 ? ask(packed, image, 'What is this?', 16) : ask(endless, image, 'Tell a story.', 40)
    }
    await Promise.all([work(0), work(1), work(2), work(3)])
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    let next = 0
    const worker = async () => {
      while (next < calls) await work(next++)
    }
    // Four calls in flight keep both hosts busy all the time.
    await Promise.all([worker(), worker(), worker(), worker()])
    delay.disable()
    return delay.percentile(99) / 1e6
  })
  return {
    name: 'event-loop lag at p99, two hosts with models that see flat out',
    value: ms(value),
    target: '<= 20 ms',
    pass: value <= 20,
  }
}
