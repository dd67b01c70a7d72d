import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { type Agent, createAgent, createImageIndex } from '../dist/index.js'
import { nearestRows } from '../dist/search/nearest-rows.js'
import { vectorToText } from '../dist/tools/vectors.js'
import { type BenchLine, median, ms, timed } from './bench-line.js'
import { pictures } from './demo-agent.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

const many = 20_000
const few = 260
const questions =
  'a cat, a dog, a bus, a train, a fish, a bird, a tree, a house, an apple, a car, a boat'.split(', ')

/** Looking among 20,000 pictures whose vectors are there, and indexing a folder again of which nothing has changed. */
export async function main(): Promise<BenchLine[]> {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const agent = await createAgent({ profile: 'demo', env: { SWITCHYARD_CACHE_DIR: join(home, 'cache') } })
  try {
    return [...(await indexing(agent, home)), await finding(agent, home), ...(await scanning())]
  } finally {
    await agent.close()
    await rm(home, { recursive: true, force: true })
  }
}

async function indexing(agent: Agent, home: string): Promise<BenchLine[]> {
  const folder = join(home, 'few')
  await mkdir(folder)
  for (let at = 0; at < few; at++) {
    const file = pictures[at % pictures.length] ?? ''
    // Bytes behind the end of a picture are no part of it, but make it another file.
    const bytes = Buffer.concat([await readFile(file), Buffer.from(String(at))])
    await writeFile(join(folder, `${at}${extname(file)}`), bytes)
  }
  const update = async () => {
    const startedAt = performance.now()
    const { added } = await createImageIndex({ agent, paths: [folder] }).update()
    return { added, took: performance.now() - startedAt }
  }
  // Starts the host.
  await createImageIndex({ agent, paths: pictures.slice(0, 1) }).update()
  const first = await update()
  const again = [await update(), await update(), await update()]
  const took = median(again.map((one) => one.took))
  const ratio = first.took / took
  return [
    {
      name: `indexing ${first.added} pictures ${ms(first.took)}, again ${ms(took)}`,
      value: `${ratio.toFixed(0)}x faster, ${again.reduce((sum, { added }) => sum + added, 0)} read again`,
      target: '>= 50x, none',
      pass: ratio >= 50 && again.every(({ added }) => added === 0),
    },
  ]
}

/** The files are empty: their vectors are made up, and are in the index. */
async function finding(agent: Agent, home: string): Promise<BenchLine> {
  const [folder, file] = [join(home, 'many'), join(home, 'many.jsonl')]
  await mkdir(folder)
  await createImageIndex({ agent, paths: pictures.slice(0, 1), file }).update()
  const [header = ''] = (await readFile(file, 'utf8')).split('\n')
  const { size } = JSON.parse(header)
  const lines = [header]
  for (let at = 0; at < many; at++) {
    const path = join(folder, `${at}.png`)
    await writeFile(path, '')
    const { size: bytes, mtimeMs: changedMs } = await stat(path)
    const vector = vectorToText(madeUp(size))
    lines.push(JSON.stringify({ path, bytes, changedMs, digest: String(at).padStart(64, '0'), vector }))
  }
  await writeFile(file, `${lines.join('\n')}\n`)
  const startedAt = performance.now()
  const index = createImageIndex({ agent, paths: [folder], file })
  const { added, indexed } = await index.update()
  const opened = performance.now() - startedAt
  const times: number[] = []
  for (const text of questions) times.push(await timed(() => index.find({ text })))
  const took = median(times)
  return {
    name: `an answer among ${indexed} pictures (opened in ${ms(opened)}, ${added} read)`,
    value: ms(took),
    target: '<= 50 ms',
    pass: took <= 50 && indexed === many && added === 0,
  }
}

/** What looking at every vector costs, by how many there are: what an approximate index would have to beat. */
async function scanning(): Promise<BenchLine[]> {
  const lines: BenchLine[] = []
  for (const count of [20_000, 100_000, 400_000]) {
    const size = 512
    const rows = new Float32Array(count * size).map((_, at) => ((at * 2_654_435_761) % 1000) / 1000 - 0.5)
    const vector = rows.slice(0, size)
    const rounds = await pairedRounds(
      {
        plain: () => timed(() => plainScan(rows, vector)),
        ours: () => timed(() => nearestRows(rows, vector, 10)),
      },
      { rounds: 15, warmUps: 2 },
    )
    const gain = rounds.ratio('plain', 'ours')
    lines.push({
      name: `every one of ${count} vectors of ${size} numbers ${ms(rounds.of('ours'))} (plain loop ${ms(rounds.of('plain'))})`,
      value: inTimes(gain, rounds.count),
      target: '>= 1x of the plain loop',
      pass: gain.middle >= 1,
    })
  }
  return lines
}

/** The loop as one writes it down, with a sort of all that it found. */
function plainScan(rows: Float32Array, vector: Float32Array): number[] {
  const found: { row: number; sum: number }[] = []
  for (let row = 0; row < rows.length / vector.length; row++) {
    let sum = 0
    for (let at = 0; at < vector.length; at++)
      sum += (rows[row * vector.length + at] ?? 0) * (vector[at] ?? 0)
    found.push({ row, sum })
  }
  return found.sort((a, b) => b.sum - a.sum).map(({ row }) => row)
}

function madeUp(size: number): Float32Array {
  const vector = Float32Array.from({ length: size }, () => Math.random() - 0.5)
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
