import { formatCount, formatList } from '../core/text.js'
import { formatUsd } from './price.js'

/** What calls of one model took, together. */
export interface ModelUsage {
  calls: number
  /** Time they took, waiting for a host or a worker aside. */
  seconds: number
  /** As the servers counted them; 0 where none said. */
  inputTokens: number
  outputTokens: number
  /** Estimated US dollars; 0 on this machine and where the price isn't known (`unpriced`). */
  costUsd: number
}

/** What a run used. Prices are the catalogue's and the profile's: estimates, no bill. */
export interface RunUsage {
  /** Estimated US dollars of everything that has a known price. */
  costUsd: number
  /** Models and LLMs that were called and whose price isn't known. */
  unpriced: string[]
  /** Calls of the LLM that plans, chooses and answers. Tokens that a server didn't count are estimated from the text. */
  llm: Omit<ModelUsage, 'seconds'>
  /** By candidate id. */
  models: Record<string, ModelUsage>
}

/** What several runs used, together. */
export function addUsage(runs: readonly RunUsage[]): RunUsage {
  const models = new Map<string, ModelUsage>()
  const llm = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }
  for (const run of runs) {
    llm.calls += run.llm.calls
    llm.inputTokens += run.llm.inputTokens
    llm.outputTokens += run.llm.outputTokens
    llm.costUsd += run.llm.costUsd
    for (const [id, used] of Object.entries(run.models)) models.set(id, addModelUsage(models.get(id), used))
  }
  return {
    costUsd: runs.reduce((sum, { costUsd }) => sum + costUsd, 0),
    unpriced: [...new Set(runs.flatMap(({ unpriced }) => unpriced))],
    llm,
    models: Object.fromEntries(models),
  }
}

export function addModelUsage(before: ModelUsage | undefined, more: ModelUsage): ModelUsage {
  if (!before) return more
  return {
    calls: before.calls + more.calls,
    seconds: before.seconds + more.seconds,
    inputTokens: before.inputTokens + more.inputTokens,
    outputTokens: before.outputTokens + more.outputTokens,
    costUsd: before.costUsd + more.costUsd,
  }
}

/** The cost of a run on one line. */
export function describeUsage({ costUsd, unpriced, llm, models }: RunUsage): string {
  const parts = [
    ...(llm.calls > 0 ? [`${formatCount(llm.calls, 'LLM call')} (${details(llm) || 'failed'})`] : []),
    ...Object.entries(models).map(
      ([id, { calls, seconds, ...used }]) =>
        `${formatCount(calls, 'call')} of ${id} (${[`${seconds.toFixed(1)} s`, details(used)].filter(Boolean).join(', ')})`,
    ),
  ]
  const known = costUsd > 0 ? `about ${formatUsd(costUsd)}` : 'nothing'
  const have = unpriced.length === 1 ? 'has' : 'have'
  const total =
    unpriced.length === 0
      ? known
      : `${costUsd > 0 ? `${known}, and ` : ''}what ${formatList(unpriced)} charged, which ${have} no known price`
  return `Cost: ${total}. ${parts.join('; ') || 'No model was called'}.`
}

const details = ({
  inputTokens,
  outputTokens,
  costUsd,
}: Pick<ModelUsage, 'inputTokens' | 'outputTokens' | 'costUsd'>): string =>
  [
    ...(inputTokens + outputTokens > 0 ? [`${inputTokens} tokens in, ${outputTokens} out`] : []),
    ...(costUsd > 0 ? [`about ${formatUsd(costUsd)}`] : []),
  ].join(', ')

/** What one call of a model used. */
export interface AttemptUsage {
  /** How long it took, waiting for a host or a worker aside. */
  seconds: number
  /** As the server counted them. */
  inputTokens?: number | undefined
  outputTokens?: number | undefined
  /** Estimated US dollars; absent when the catalogue has no price. */
  costUsd?: number | undefined
}

/** One try of a step on a candidate. */
export interface Attempt {
  /** The candidate's id. */
  candidate: string
  /** Waiting included, milliseconds. */
  durationMs: number
  error?: { code: string; message: string } | undefined
  /** Absent for own code, for calls that were not made, and for failed ones that cost nothing. */
  usage?: AttemptUsage | undefined
}

/** Tokens of one call of an LLM, as its server counted them. */
export interface TokenUsage {
  /** Tokens of the prompt. */
  inputTokens: number
  /** Tokens of the reply, thoughts included. */
  outputTokens: number
}
