import type { Profile } from '../config/profile.js'
import { type Budget, createBudget } from './budget.js'
import { createSpending, type Spending } from './spending.js'

/** What one run may spend: the profile's budget for a run, and what it shares with other runs. */
export function runSpending(
  { budget: { perRun, allowUnknownPrice }, llmPrice }: Pick<Profile, 'budget' | 'llmPrice'>,
  shared: Budget | undefined,
): Spending {
  const own =
    perRun === undefined ? [] : [createBudget({ scope: 'run', limitUsd: perRun, allowUnknownPrice })]
  return createSpending({ budgets: [...own, ...(shared ? [shared] : [])], llmPrice })
}
