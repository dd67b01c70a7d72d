import { z } from 'zod'
import type { Executor } from '../dist/executors/executor.js'
import { runPlan } from '../dist/executors/run-plan.js'
import type { Step } from '../dist/plan/plan.js'
import { outputField, textField } from '../dist/tools/fields.js'
import { defineTool } from '../dist/tools/tool.js'
import type { BenchLine } from './bench-line.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

/**
 * What running a plan costs by itself: scheduling, references, parsing, events, records. The executor answers at once, so
 * nothing else is measured. The baseline of the ratios is the plan of 1,000 steps of the same shape, in the same run.
 */

const echo = defineTool({
  id: 'echo',
  description: 'Gives back its text.',
  input: z.object({ text: textField('The text.') }),
  output: z.object({ text: outputField(z.string(), 'text', 'The text.') }),
  describe: ({ text }) => text,
})

const executor: Executor = {
  concurrency: 8,
  execute: async () => ({
    ok: true,
    value: { output: { text: 'done' }, key: '', cacheHit: false, attempts: [] },
  }),
  close: async () => {},
}

const step = (at: number, needs: readonly number[]): Step => ({
  id: `s${at}`,
  tool: 'echo',
  input: { text: needs.length === 0 ? 'begin' : needs.map((need) => `{{s${need}.text}}`).join(' ') },
})

/** Steps in a layer of a layered plan; each needs two of the layer before. */
const layer = 100

const shapes: Record<string, (size: number) => Step[]> = {
  chain: (size) => Array.from({ length: size }, (_, at) => step(at, at === 0 ? [] : [at - 1])),
  wide: (size) => Array.from({ length: size }, (_, at) => step(at, [])),
  layered: (size) =>
    Array.from({ length: size }, (_, at) =>
      step(at, at < layer ? [] : [at - layer, at - layer - (at % layer) + ((at + 1) % layer)]),
    ),
}

const sizes = { small: 1_000, medium: 10_000, large: 100_000 }
const rounds = 3
/** Steps of one measure, at the least: a small plan runs several times. */
const leastSteps = 20_000

async function timeOf(steps: Step[]): Promise<number> {
  const began = performance.now()
  const outcome = await runPlan({
    runId: 'bench',
    plan: { steps },
    tools: { get: () => echo },
    media: {},
    earlier: [],
    executor,
    readText: async () => '',
    signal: new AbortController().signal,
    emit: () => {},
  })
  const tookMs = performance.now() - began
  const done = outcome.steps.filter(({ status }) => status === 'done').length
  if (done !== steps.length) throw new Error(`Only ${done} of ${steps.length} steps were done.`)
  return tookMs
}

/** Microseconds a step. */
async function perStep(steps: Step[]): Promise<number> {
  const runs = Math.max(1, leastSteps / steps.length)
  let took = 0
  for (let at = 0; at < runs; at += 1) took += await timeOf(steps)
  return (1000 * took) / (runs * steps.length)
}

export async function main(): Promise<BenchLine[]> {
  const lines: BenchLine[] = []
  for (const [shape, build] of Object.entries(shapes)) {
    const plans = { small: build(sizes.small), medium: build(sizes.medium), large: build(sizes.large) }
    const paired = await pairedRounds(
      {
        small: () => perStep(plans.small),
        medium: () => perStep(plans.medium),
        large: () => perStep(plans.large),
      },
      { rounds },
    )
    for (const plan of ['small', 'medium', 'large'] as const) {
      const [size, eachUs] = [sizes[plan], paired.of(plan)]
      const tookMs = (eachUs * size) / 1000
      const ratio = paired.ratio(plan, 'small')
      const targetMs = size <= 10_000 ? 1_000 : Number.POSITIVE_INFINITY
      lines.push({
        name: `${shape}, ${size.toLocaleString('en')} steps`,
        value: `${tookMs.toFixed(0)} ms, ${eachUs.toFixed(1)} us a step, linear ${inTimes(ratio, paired.count)}`,
        target: `${targetMs === 1_000 ? '<= 1,000 ms and ' : ''}<= 2x linear`,
        pass: tookMs <= targetMs && ratio.middle <= 2,
      })
    }
  }
  return lines
}
