import { z } from 'zod'
import type { Executor } from '../dist/executors/executor.js'
import { runPlan } from '../dist/executors/run-plan.js'
import type { Step } from '../dist/plan/plan.js'
import { outputField, textField } from '../dist/tools/fields.js'
import { defineTool } from '../dist/tools/tool.js'
import { type BenchLine, median } from './bench-line.js'

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

const sizes = [1_000, 10_000, 100_000] as const

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

/** The median of several runs, fewer for large plans. */
async function medianTime(steps: Step[]): Promise<number> {
  const runs = Math.min(9, Math.max(3, 20_000 / steps.length))
  const times: number[] = []
  for (let at = 0; at < runs; at += 1) times.push(await timeOf(steps))
  return median(times)
}

export async function main(): Promise<BenchLine[]> {
  const lines: BenchLine[] = []
  for (const [shape, build] of Object.entries(shapes)) {
    await timeOf(build(10_000))
    let perStepUs: number | undefined
    for (const size of sizes) {
      const tookMs = await medianTime(build(size))
      const eachUs = (1000 * tookMs) / size
      perStepUs ??= eachUs
      const ratio = eachUs / perStepUs
      const targetMs = size <= 10_000 ? 1_000 : Number.POSITIVE_INFINITY
      lines.push({
        name: `${shape}, ${size.toLocaleString('en')} steps`,
        value: `${tookMs.toFixed(0)} ms, ${eachUs.toFixed(1)} us a step, ${ratio.toFixed(2)}x linear`,
        target: `${targetMs === 1_000 ? '<= 1,000 ms and ' : ''}<= 2x linear`,
        pass: tookMs <= targetMs && ratio <= 2,
      })
    }
  }
  return lines
}
