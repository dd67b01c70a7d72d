import type { Profile } from '../config/profile.js'
import { type Budget, createBudget } from './budget.js'
import { createSpending, type LlmPrice, type Spending } from './spending.js'

/** What one run may spend: the profile's budget for a run, and what it shares with other runs. */
export function createRunSpending(
  { profile, llm }: { profile: Pick<Profile, 'budget' | 'llmPrice'>; llm: { staysHere: boolean } },
  shared: Budget | undefined,
): Spending {
  const { perRun, allowUnknownPrice } = profile.budget
  const own =
    perRun === undefined ? [] : [createBudget({ scope: 'run', limitUsd: perRun, allowUnknownPrice })]
  return createSpending({
    budgets: [...own, ...(shared ? [shared] : [])],
    llmPrice: llmPriceOf(profile, llm),
  })
}

/** The profile's price of the LLM; without one, an LLM on this machine is free, and that of any other unknown. */
export function llmPriceOf(
  { llmPrice }: Pick<Profile, 'llmPrice'>,
  { staysHere }: { staysHere: boolean },
): LlmPrice | undefined {
  return llmPrice ?? (staysHere ? { perMillionInputTokens: 0, perMillionOutputTokens: 0 } : undefined)
}
