import { formatUsd } from '../tools/price.js'
import { countOf, listOf } from '../tools/words.js'

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

/** The cost of a run on one line. */
export function describeUsage({ costUsd, unpriced, llm, models }: RunUsage): string {
  const called = Object.entries(models)
  const parts = [
    ...(llm.calls > 0
      ? [
          `${countOf(llm.calls, 'LLM call')} (${llm.inputTokens} tokens in, ${llm.outputTokens} out${price(llm.costUsd)})`,
        ]
      : []),
    ...called.map(
      ([id, { calls, seconds, costUsd: cost }]) =>
        `${countOf(calls, 'call')} of ${id} (${seconds.toFixed(1)} s${id.startsWith('local:') ? ', free' : price(cost)})`,
    ),
  ]
  const unknown = unpriced.length > 0 ? `, and what ${listOf(unpriced)} cost, which have no known price` : ''
  const total = costUsd === 0 && unpriced.length === 0 ? 'nothing' : `about ${formatUsd(costUsd)}`
  return `Cost: ${total}${unknown.replace(', which have', unpriced.length === 1 ? ', which has' : ', which have')}. ${parts.join('; ') || 'No model was called'}.`
}

const price = (costUsd: number): string => (costUsd > 0 ? `, about ${formatUsd(costUsd)}` : '')
