import { setTimeout as wait } from 'node:timers/promises'
import { createEarlySteps } from '../dist/agent/early-steps.js'
import { createGuessedSteps } from '../dist/agent/guessed-steps.js'
import type { Executor } from '../dist/executors/executor.js'
import { runPlan } from '../dist/executors/run-plan.js'
import type { LanguageModel } from '../dist/llm/language-model.js'
import { createLlmPlanner } from '../dist/planner/llm/llm-planner.js'
import type { PlanRequest } from '../dist/planner/planner.js'
import { createRegistry, loadBuiltInTools } from '../dist/tools/registry.js'
import { type BenchLine, median, ms } from './bench-line.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

/**
 * When the first step of a plan of five begins, with an LLM that writes 40 tokens a second. The baseline is the same plan,
 * whose steps wait until it is whole. Then when the first step is finished, with and without a guess at it: of a plan that
 * has one step, which takes a second, as one does whose model is loaded first, after an LLM has read its prompt for half a second.
 */

const tokensPerSecond = 40
const charactersPerToken = 4
const rounds = 3

const step = (id: string, tool: string, input: Record<string, string | null>) => ({ id, tool, input })
/** As LLMs reply to a strict schema: what is optional is null. */
const plan = JSON.stringify({
  parts: ['transcribe the memo', 'summarize it', 'translate it', 'describe the photo', 'detect things'],
  steps: [
    step('s1', 'automatic-speech-recognition', { audio: '$audio1', language: null }),
    step('s2', 'summarization', { text: '$s1.text', maxNewTokens: null }),
    step('s3', 'translation', {
      text: '$s2.text',
      sourceLanguage: null,
      targetLanguage: 'de',
      maxNewTokens: null,
    }),
    step('s4', 'image-to-text', { image: '$image1', maxNewTokens: null }),
    step('s5', 'object-detection', { image: '$image1', threshold: null }),
  ],
})
const media = (modality: 'image' | 'audio', mimeType: string) =>
  ({ digest: 'a'.repeat(64), modality, mimeType, bytes: 10_000, facts: {} }) as const

const writerOf = (reply: string, thinkingMs = 0): LanguageModel => ({
  id: 'scripted:writer',
  async json(_, { onText }) {
    await wait(thinkingMs)
    for (let written = 0; written < reply.length; ) {
      await wait(1000 / tokensPerSecond)
      written = Math.min(reply.length, written + charactersPerToken)
      onText?.(reply.slice(0, written))
    }
    return { text: reply }
  },
  async *stream() {
    yield ''
  },
})

interface Start {
  /** Milliseconds from the request to the start of the first step. */
  firstStep: number
  /** Milliseconds of the processor within them; all else is the LLM's. */
  busy: number
  /** Milliseconds from the request to the end of the plan. */
  wholePlan: number
}

const busySince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function measure(request: PlanRequest): Promise<Start> {
  const registry = createRegistry(request.tools)
  if (!registry.ok) throw registry.error
  const { signal } = new AbortController()
  const began = performance.now()
  const usage = process.cpuUsage()
  let firstStep: number | undefined
  let busy = 0
  const executor: Executor = {
    concurrency: 4,
    async execute() {
      if (firstStep === undefined) {
        firstStep = performance.now() - began
        busy = busySince(usage)
      }
      return { ok: true, value: { output: { text: 'words' }, key: 'key', cacheHit: false, attempts: [] } }
    },
    close: async () => {},
  }
  const parts = { registry: registry.value, executor, readText: async () => '' }
  const early = createEarlySteps({
    ...{ parts, runId: 'bench', media: request.media, earlier: [] },
    ...{ signal, emit: () => {} },
  })
  const planner = createLlmPlanner({ model: writerOf(plan), maxSteps: 16 })
  const planned = await planner.plan(request, { signal, onSteps: early.start })
  const wholePlan = performance.now() - began
  if (!planned.ok || firstStep === undefined) throw new Error('No step began.')
  return { firstStep, busy, wholePlan }
}

const stepMs = 1000
const readingMs = 500

/** Milliseconds from a request of one step to its end, where steps begin as soon as they are written. */
async function measureFinish({ guesses }: { guesses: boolean }): Promise<number> {
  const tools = await loadBuiltInTools()
  const registry = createRegistry(tools)
  if (!registry.ok) throw registry.error
  const { signal } = new AbortController()
  // As an executor with a memory: the same step is computed once.
  const computed = new Map<string, Promise<void>>()
  const executor: Executor = {
    concurrency: 4,
    async execute({ tool, input }) {
      const key = JSON.stringify([tool, input])
      const work = computed.get(key) ?? wait(stepMs)
      computed.set(key, work)
      await work
      return { ok: true, value: { output: { text: 'words' }, key, cacheHit: false, attempts: [] } }
    },
    close: async () => {},
  }
  const request: PlanRequest = {
    text: 'Describe the photo.',
    media: { image1: media('image', 'image/png') },
    history: { turns: [], steps: [] },
    tools,
  }
  const parts = { registry: registry.value, executor, readText: async () => '' }
  const common = { runId: 'bench', media: request.media, signal }
  const early = createEarlySteps({ ...common, parts, earlier: [], emit: () => {} })
  const guessed = createGuessedSteps({ ...common, parts })
  const text = JSON.stringify({
    parts: ['describe the photo'],
    steps: [step('s1', 'image-to-text', { image: '$image1', maxNewTokens: null })],
  })
  const planner = createLlmPlanner({ model: writerOf(text, readingMs), maxSteps: 16 })
  const began = performance.now()
  const planned = await planner.plan(request, {
    signal,
    onSteps: early.start,
    onGuess: guesses ? guessed.start : undefined,
  })
  if (!planned.ok) throw planned.error
  const { plan } = planned.value
  await guessed.settle(plan)
  await runPlan({
    ...common,
    plan,
    tools: registry.value,
    earlier: [],
    executor,
    readText: parts.readText,
    emit: () => {},
  })
  return performance.now() - began
}

export async function main(): Promise<BenchLine[]> {
  const request: PlanRequest = {
    text: 'Transcribe the memo, summarize it in German, describe the photo and detect what is on it.',
    media: { audio1: media('audio', 'audio/wav'), image1: media('image', 'image/png') },
    history: { turns: [], steps: [] },
    tools: await loadBuiltInTools(),
  }
  // The first plan also reads the words of all tools, once in a process.
  await measure(request)
  const times = []
  for (let round = 0; round < rounds; round++) times.push(await measure(request))
  const ratio = median(times.map(({ firstStep, wholePlan }) => firstStep / wholePlan))
  const [first, whole] = [times.map(({ firstStep }) => firstStep), times.map(({ wholePlan }) => wholePlan)]
  const busy = median(times.map((time) => time.busy))
  const finish = await pairedRounds(
    {
      guessed: () => measureFinish({ guesses: true }),
      waited: () => measureFinish({ guesses: false }),
    },
    { rounds, warmUps: 0 },
  )
  const finishRatio = finish.ratio('guessed', 'waited')
  return [
    {
      name: 'first step of five begins, LLM at 40 tokens a second, beside the whole plan',
      value: `${ratio.toFixed(2)}x (${ms(median(first))} of ${ms(median(whole))}; ${ms(busy)} of them on the processor)`,
      target: '<= 0.40x',
      pass: ratio <= 0.4,
    },
    {
      name: 'first step finished, begun by guess, beside begun when it is written',
      value: `${inTimes(finishRatio, finish.count)}, ${ms(finish.of('guessed'))} of ${ms(finish.of('waited'))}`,
      target: '<= 0.75x',
      pass: finishRatio.middle <= 0.75,
    },
  ]
}
