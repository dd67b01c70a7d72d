import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { packageRoot } from '../dist/config/package-root.js'
import { type Agent, createAgent, scorePairs } from '../dist/index.js'
import type { BenchLine } from './bench-line.js'
import { pictures } from './demo-agent.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

const rounds = 15
/** For each set of settings; a busy machine makes fewer rounds. */
const seconds = 30
const distinct = 130
/** The pictures or texts of a step. */
const itemsSchema = z
  .object({ images: z.array(z.unknown()), texts: z.array(z.unknown()) })
  .partial()
  .transform(({ images = [], texts = [] }) => [...images, ...texts])
const replySchema = z.object({ ms: z.number(), mean: z.number() })

interface MadePair {
  image: string
  text: string
}

/** Settings of the agent, and the threads of the bare loop; none for what each takes by itself. */
const setups = [
  { name: 'one thread', set: ['local.hosts=1', 'local.threads=1'], threads: ['1'] },
  { name: 'default settings', set: [], threads: [] },
]

/**
 * Pairs scored, against a bare loop over both networks in batches. The bare loop's vectors depend on what else is in the batch, as
 * the weights have 8 bits; ours are computed one by one.
 */
export async function main(): Promise<BenchLine[]> {
  const lines: BenchLine[] = []
  for (const setup of setups) lines.push(...(await against(setup)))
  return lines
}

async function against({ name, set, threads }: (typeof setups)[number]): Promise<BenchLine[]> {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const bare = fork(
    fileURLToPath(new URL('./bare-towers.mjs', import.meta.url)),
    [join(packageRoot, 'models'), 'pictogram/clip-tiny', 'q8', ...threads],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  const agent = await createAgent({
    ...{ profile: 'demo', set },
    env: { SWITCHYARD_CACHE_DIR: join(home, 'cache') },
  })
  try {
    await once(bare, 'message')
    let made: { round: number; pairs: MadePair[] } | undefined
    const pairsOf = async (round: number) => {
      if (made?.round !== round) made = { round, pairs: await makePairs(join(home, String(round)), round) }
      return made.pairs
    }
    let embedded = 0
    const measured = await pairedRounds(
      {
        async theirs(round) {
          const pairs = await pairsOf(round)
          const reply = once(bare, 'message')
          bare.send({ pairs })
          return replySchema.parse((await reply)[0]).ms
        },
        async ours(round) {
          const ours = await scoreAll(agent, home, await pairsOf(round))
          if (round >= 0) embedded += ours.embedded
          return ours.ms
        },
      },
      { rounds, seconds },
    )
    const speed = (way: 'ours' | 'theirs') => ((2 * distinct) / measured.of(way)) * 1000
    const ratio = measured.ratio('theirs', 'ours')
    const total = measured.count * 2 * distinct
    return [
      {
        name: `${name}: ${speed('ours').toFixed(0)} pairs a second, bare loop ${speed('theirs').toFixed(0)}`,
        value: inTimes(ratio, measured.count),
        target: '>= 0.9x',
        pass: ratio.middle >= 0.9,
      },
      {
        name: `${name}: pictures and texts embedded of ${total} in ${total} pairs`,
        value: String(embedded),
        target: 'each once',
        pass: embedded === total,
      },
    ]
  } finally {
    bare.kill()
    await agent.close()
    await rm(home, { recursive: true, force: true })
  }
}

/** Each picture and each text in two pairs; those of another round are other ones. */
async function makePairs(folder: string, round: number): Promise<MadePair[]> {
  await mkdir(folder)
  const images: string[] = []
  for (let at = 0; at < distinct; at++) {
    const file = pictures[at % pictures.length] ?? ''
    const image = join(folder, `${at}${extname(file)}`)
    // Bytes behind the end of a picture are no part of it, but make it another file.
    await writeFile(image, Buffer.concat([await readFile(file), Buffer.from(`${round} ${at}`)]))
    images.push(image)
  }
  const text = (at: number) => `a dog and ${at % distinct} cats in round ${round + 1}`
  return images.flatMap((image, at) => [
    { image, text: text(at) },
    { image, text: text(at + 1) },
  ])
}

async function scoreAll(agent: Agent, home: string, pairs: readonly MadePair[]) {
  const [file, out] = [join(home, 'pairs.jsonl'), join(home, 'kept.jsonl')]
  await writeFile(file, pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''))
  let embedded = 0
  const { executor } = agent.parts
  const counting: Agent['parts']['executor'] = {
    ...executor,
    async execute(step, options) {
      const done = await executor.execute(step, options)
      const wasRun = done.ok && !done.value.cacheHit && done.value.attempts.length > 0
      if (wasRun) embedded += itemsSchema.parse(step.input).length
      return done
    },
  }
  const startedAt = performance.now()
  const { failed, kept, dropped } = await scorePairs({
    ...{ agent: { parts: { ...agent.parts, executor: counting } }, pairs: file, out, keep: 0.28 },
  })
  const took = performance.now() - startedAt
  await rm(out)
  await rm(`${out}.progress`)
  if (failed > 0 || kept + dropped !== pairs.length) throw new Error(`${failed} pairs failed`)
  return { ms: took, embedded }
}
