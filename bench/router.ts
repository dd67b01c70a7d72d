import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { candidateId } from '../dist/config/candidate.js'
import { profileSchema } from '../dist/config/profile.js'
import { type Catalog, loadCatalog } from '../dist/routing/catalog.js'
import { updateMeasure } from '../dist/routing/measure.js'
import { route } from '../dist/routing/router.js'
import { type BenchLine, median, ms } from './bench-line.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

/**
 * What one decision of the router costs: looking the tool's candidates up in a catalogue of 1,000 tools with 5 candidates
 * each, and ranking them with measures, prices, limits and a budget. The baseline is a catalogue of one tool.
 */

const candidatesEach = 5
const rounds = 50
/** Decisions in a round. */
const decisions = 100

const profile = profileSchema.parse({ name: 'bench', description: '' })
const input = {
  image: {
    digest: 'a'.repeat(64),
    modality: 'image',
    mimeType: 'image/png',
    bytes: 1_000_000,
    facts: { width: 1024, height: 768 },
  },
  text: 'x'.repeat(2_000),
  targetLanguage: 'de',
}
const measure = updateMeasure(undefined, { ok: true, durationMs: 400 }, 0)

const toolName = (at: number) => `tool-${at}`

async function catalogOf(tools: number, dir: string): Promise<Catalog> {
  const entries = Array.from({ length: tools }, (_, at) => [
    toolName(at),
    Array.from({ length: candidatesEach }, (_, n) => ({
      backend: n % 2 ? 'hugging-face' : 'local',
      model: `owner/model-${at}-${n}`,
      quality: 1 + (n % 5),
      speed: 5 - (n % 5),
      languages: ['de', 'en'],
      limits: { maxPixels: 10_000_000 },
      ...(n % 2 && { price: { perCall: 0.001 * n, perMillionInputTokens: 0.2 } }),
    })),
  ])
  const file = join(dir, `${tools}.yaml`)
  // JSON is YAML.
  await writeFile(file, JSON.stringify(Object.fromEntries(entries)))
  const loaded = await loadCatalog([file])
  if (!loaded.ok) throw loaded.error
  return loaded.value
}

/** Decides about a tool of so many, which is another one each time; milliseconds. */
function deciderFor(catalog: Catalog, tools: number): (at: number) => number {
  const measures = new Map(
    Array.from({ length: tools }, (_, at) => catalog.candidates(toolName(at)))
      .flat()
      .map((candidate) => [candidateId(candidate), measure]),
  )
  return (at) => {
    const tool = toolName((at * 7919) % tools)
    const startedAt = performance.now()
    const routed = route(tool, input, {
      candidates: catalog.candidates(tool),
      profile,
      state: ({ backend }) => ({ readiness: backend === 'local' ? 'cached' : 'remote' }),
      hasToken: true,
      resting: () => undefined,
      measure: (id) => measures.get(id),
      now: 1_000,
      tooDear: (costUsd) => (costUsd === undefined || costUsd > 1 ? 'is too dear' : undefined),
    })
    const tookMs = performance.now() - startedAt
    if (!routed.ok || routed.value.ranked.length !== candidatesEach) throw new Error('The route is wrong.')
    return tookMs
  }
}

export async function main(): Promise<BenchLine[]> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-bench-router-'))
  try {
    const one = deciderFor(await catalogOf(1, dir), 1)
    const thousand = deciderFor(await catalogOf(1_000, dir), 1_000)
    const times: number[] = []
    const decide = (decider: typeof one, round: number) =>
      Array.from({ length: decisions }, (_, n) => decider((round + rounds) * decisions + n))
    const paired = await pairedRounds(
      {
        one: (round) => median(decide(one, round)),
        thousand: (round) => {
          const took = decide(thousand, round)
          if (round >= 0) times.push(...took)
          return median(took)
        },
      },
      { rounds, warmUps: rounds },
    )
    times.sort((a, b) => a - b)
    const p99 = times[Math.floor(0.99 * times.length)] ?? Number.NaN
    const ratio = paired.ratio('thousand', 'one')
    return [
      {
        name: 'a decision in a catalogue of 1,000 tools x 5 candidates',
        value: `${ms(median(times))} at the median, ${ms(p99)} at p99 of ${times.length}`,
        target: '<= 2 ms at p99',
        pass: p99 <= 2,
      },
      {
        name: `the same beside a catalogue of one tool (${ms(paired.of('one'))})`,
        value: inTimes(ratio, paired.count),
        target: '<= 3x',
        pass: ratio.middle <= 3,
      },
    ]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
