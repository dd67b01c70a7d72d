import type { Budget } from '../../spending/budget.js'
import type { Spending } from '../../spending/spending.js'
import type { Approve } from '../approval/approval.js'
import type { AgentParts } from '../assemble.js'
import type { Conversation } from '../conversation.js'
import type { RunEventBody } from '../events.js'
import type { Request } from '../options.js'
import type { RunResult } from '../run.js'

/** A request on its way to an answer, with what the way needs. */
export interface Answering {
  parts: AgentParts
  conversation: Conversation
  request: Request
  runId: string
  signal: AbortSignal
  emit: (event: RunEventBody) => void
  /** Shared with other runs; see `RunOptions`. */
  budget?: Budget | undefined
  /** Decides on plans that must be approved. Default: nobody, so that they don't run. */
  approve?: Approve | undefined
  /** See `ApprovalOptions`. Default: none. */
  askedBefore?: ReadonlySet<string> | undefined
  /** Awaited before each piece of work that takes this process's main thread for milliseconds. Default: nothing. */
  takeTurn?: (() => Promise<void>) | undefined
  /** Whether steps may begin while the plan is still being written (`steps.early`). Default: false. */
  startsEarly?: boolean | undefined
  /** Whether likely steps may begin before there is any plan (`steps.guess`). Default: false. */
  startsByGuess?: boolean | undefined
}

/** The same, once it is counted what it spends. */
export type Spender = Answering & { spending: Spending }

/** Every plan that was made, the steps that count in the end, and how they went. */
export type CarriedOut = Pick<RunResult, 'planned' | 'plan' | 'steps' | 'replaced'>
