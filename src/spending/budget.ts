import { SwitchyardError } from '../core/errors.js'
import { formatUsd } from './price.js'

/** What a run, a batch or a key of a server may spend. */
export interface Budget {
  readonly scope: 'run' | 'batch' | 'key'
  readonly limitUsd: number
  /** US dollars that were spent, and that are set aside for calls under way. */
  readonly spentUsd: number
  /** Why a call of this price (US dollars; undefined: unknown) must not be made; undefined when it may. */
  refuses(costUsd: number | undefined): string | undefined
  /** Sets the price of a call aside. To be settled exactly once. */
  hold(costUsd: number): Hold
}

/** Options of `createBudget`. */
export interface BudgetOptions {
  /** US dollars, by estimated prices. */
  limitUsd: number
  /** What messages call the runs that share it: `run` for a single one. @default `batch` */
  scope?: Budget['scope'] | undefined
  /** Let calls pass whose price is not known. @default false */
  allowUnknownPrice?: boolean | undefined
  /** Where it is counted what was spent. Default: in this process, from nothing on. */
  spent?: SpentCounter | undefined
}

/** Counts what was spent, US dollars. */
export interface SpentCounter {
  readonly usd: number
  add(usd: number): void
}

/** A price that is set aside for a call under way. */
export interface Hold {
  /** Replaces what was set aside by what the call did cost, US dollars. */
  settle(costUsd: number): void
}

/**
 * A budget in US dollars. Calls under way count with their estimate, so that calls made at the same time can't overspend
 * together. A price that is not known is refused, unless `allowUnknownPrice`; then it counts nothing. What is free is never
 * refused.
 *
 * @throws SwitchyardError `INVALID_REQUEST` for a limit that is no number from 0 on
 *
 * @example
 * ```ts
 * import { createAgent, createBudget } from 'switchyard-ai'
 *
 * const agent = await createAgent({ profile: 'demo' })
 * const budget = createBudget({ limitUsd: 5 })
 * const request = { text: 'Describe this picture.', media: ['samples/images/scene-01.png'] }
 * await Promise.all([agent.run(request, { budget }).result, agent.run(request, { budget }).result])
 * console.log(budget.spentUsd)
 * await agent.close()
 * ```
 */
export function createBudget({
  limitUsd,
  scope = 'batch',
  allowUnknownPrice = false,
  spent = countHere(),
}: BudgetOptions): Budget {
  if (!(limitUsd >= 0))
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `A budget is a number of US dollars from 0 on, not ${limitUsd}.`,
    )
  let held = 0
  /** Sums of fractions of cents are not exact. */
  const slack = limitUsd * 1e-9
  return {
    scope,
    limitUsd,
    get spentUsd() {
      return spent.usd + held
    },
    refuses(costUsd) {
      if (costUsd === undefined)
        return allowUnknownPrice
          ? undefined
          : `has no known price, and this ${scope} has a budget (\`budget.allowUnknownPrice\` lets such calls pass)`
      const left = Math.max(0, limitUsd - spent.usd - held)
      if (costUsd === 0 || costUsd <= left + slack) return undefined
      return `would cost about ${formatUsd(costUsd)}, and of the ${formatUsd(limitUsd)} for this ${scope} ${formatUsd(left)} are left`
    },
    hold(costUsd) {
      held += costUsd
      let settled = false
      return {
        settle(actualUsd) {
          if (settled) return
          settled = true
          held = Math.max(0, held - costUsd)
          if (actualUsd > 0) spent.add(actualUsd)
        },
      }
    },
  }
}

function countHere(): SpentCounter {
  let usd = 0
  return {
    get usd() {
      return usd
    },
    add(more) {
      usd += more
    },
  }
}
