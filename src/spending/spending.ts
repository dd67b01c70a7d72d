import { SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import type { Budget } from './budget.js'
import type { LlmMeter } from './llm-meter.js'
import { priceOf, tokensOf } from './price.js'
import { type Attempt, type AttemptUsage, addModelUsage, type ModelUsage, type RunUsage } from './usage.js'

/** Price of the LLM that plans and answers, US dollars. */
export interface LlmPrice {
  perMillionInputTokens: number
  perMillionOutputTokens: number
}

/** A call that may be made. */
export interface PaidCall {
  /** Called once, whatever became of the call; without usage, it cost nothing. */
  end(usage?: AttemptUsage): void
}

/** What a run uses and may spend: asked before every call that may cost money, told after it. */
export interface Spending {
  /** Leave for a call of a candidate, with the estimate set aside; else `BUDGET_EXCEEDED`. `costUsd`: undefined when unknown. */
  begin(candidate: string, costUsd: number | undefined): Result<PaidCall, SwitchyardError>
  /** The same for calls of the LLM. */
  readonly llm: LlmMeter
  /** Counts what a process before this one used for the run. */
  replay(attempts: readonly Attempt[]): void
  usage(): RunUsage
}

/** Tokens that a reply of the LLM is taken to have, before it is there. */
const expectedReplyTokens = 1_000

/**
 * @param budgets every one must have room for a call
 * @param llmPrice absent: unknown
 */
export function createSpending({
  budgets = [],
  llmPrice,
}: {
  budgets?: readonly Budget[] | undefined
  llmPrice?: LlmPrice | undefined
} = {}): Spending {
  const models = new Map<string, ModelUsage>()
  const unpriced = new Set<string>()
  const llm = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }

  function hold(
    what: string,
    costUsd: number | undefined,
  ): Result<(actualUsd: number) => void, SwitchyardError> {
    for (const budget of budgets) {
      const reason = budget.refuses(costUsd)
      if (reason !== undefined) return err(overBudget(what, reason, budget))
    }
    const holds = budgets.map((budget) => budget.hold(costUsd ?? 0))
    return ok((actualUsd) => {
      for (const one of holds) one.settle(actualUsd)
    })
  }

  function count(candidate: string, usage: AttemptUsage): void {
    const { seconds, inputTokens = 0, outputTokens = 0, costUsd } = usage
    const used = { calls: 1, seconds, inputTokens, outputTokens, costUsd: costUsd ?? 0 }
    models.set(candidate, addModelUsage(models.get(candidate), used))
    if (costUsd === undefined) unpriced.add(candidate)
  }

  const llmCost = (inputTokens: number, outputTokens: number): number | undefined =>
    llmPrice && priceOf(llmPrice, { seconds: 0, inputTokens, outputTokens })

  return {
    begin(candidate, costUsd) {
      const held = hold(candidate, costUsd)
      if (!held.ok) return held
      return ok({
        end(usage) {
          held.value(usage?.costUsd ?? 0)
          if (usage) count(candidate, usage)
        },
      })
    },
    llm: {
      begin({ model, inputTokens: estimated }) {
        const held = hold(model, llmCost(estimated, expectedReplyTokens))
        if (!held.ok) throw held.error
        return {
          end(reply) {
            llm.calls += 1
            if (!reply) return held.value(0)
            const { inputTokens = estimated, outputTokens = tokensOf(reply.outputCharacters) } =
              reply.usage ?? {}
            const costUsd = llmCost(inputTokens, outputTokens)
            llm.inputTokens += inputTokens
            llm.outputTokens += outputTokens
            llm.costUsd += costUsd ?? 0
            if (costUsd === undefined) unpriced.add(model)
            held.value(costUsd ?? 0)
          },
        }
      },
    },
    replay(attempts) {
      for (const { candidate, usage } of attempts) {
        if (!usage) continue
        count(candidate, usage)
        for (const budget of budgets) budget.hold(0).settle(usage.costUsd ?? 0)
      }
    },
    usage() {
      const costs = [llm.costUsd, ...[...models.values()].map(({ costUsd }) => costUsd)]
      return {
        costUsd: costs.reduce((sum, cost) => sum + cost, 0),
        unpriced: [...unpriced],
        llm: { ...llm },
        models: Object.fromEntries(models),
      }
    },
  }
}

function overBudget(what: string, reason: string, { scope, limitUsd, spentUsd }: Budget): SwitchyardError {
  const nextMove =
    scope === 'key'
      ? 'The operator of the server can allow the key more, or a model that is free.'
      : 'Allow more with `--max-cost`, or choose a model that is free.'
  return new SwitchyardError('BUDGET_EXCEEDED', `${what} was not called: it ${reason}. ${nextMove}`, {
    details: { scope, limitUsd, spentUsd },
  })
}

/** Whether an error says that a batch's money is spent, so that its other jobs would fail for the same reason. */
export function isBatchOverBudget(
  error: { code: string; details?: Record<string, unknown> | undefined } | undefined,
): boolean {
  return error?.code === 'BUDGET_EXCEEDED' && error.details?.scope === 'batch'
}
