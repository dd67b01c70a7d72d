import { runsOnBattery } from '../../core/process/battery.js'
import type { Step } from '../../plan/plan.js'
import type { Planned } from '../../plan/planned.js'
import type { PlanOptions } from '../../planner/planner.js'
import type { AgentParts } from '../assemble.js'
import { createEarlySteps } from '../early-steps.js'
import { createGuessedSteps } from '../guessed-steps.js'
import type { RunResult } from '../run.js'
import type { Spender } from './answering.js'
import { makePlan } from './make-plan.js'

/** The plan, and steps of it started before: likely ones while an LLM thinks, the first ones while it writes the rest. */
export async function planAndStart(
  answering: Spender & { media: RunResult['media']; onAnswer: PlanOptions['onAnswer'] },
): Promise<Planned> {
  const { parts, conversation, startsEarly = false, startsByGuess = false } = answering
  const { steps, approval } = parts.profile
  // Without results being kept, what began early would be done twice.
  // What may have to be approved waits for the whole plan.
  if (!steps.cache || approval !== 'never') return makePlan(answering)
  const early =
    startsEarly && steps.early ? createEarlySteps({ ...answering, earlier: conversation.steps }) : undefined
  const mayBegin = startsByGuess && steps.guess !== false && mayGuess(parts)
  const guessed = mayBegin ? createGuessedSteps(answering) : undefined
  const guess = (likely: readonly Step[]) => startOnPower(() => guessed?.start(likely), steps.guess)
  try {
    const planned = await makePlan({ ...answering, onSteps: early?.start, onGuess: guessed && guess })
    const said = [...((await guessed?.settle(planned.plan)) ?? []), ...(early?.settle(planned.plan) ?? [])]
    return { ...planned, notes: [...planned.notes, ...said] }
  } catch (thrown) {
    early?.stop()
    guessed?.stop()
    throw thrown
  }
}

/** An LLM in a host of this machine has no time to spare, and with `selection: llm` it chooses the model. */
const mayGuess = ({ llm, profile }: AgentParts): boolean =>
  llm.id !== undefined && !llm.id.startsWith('local:') && profile.selection !== 'llm'

/** Begins what costs nothing but idle time, which is what a battery has little of. The plan waits for neither. */
function startOnPower(start: () => void, guess: boolean | 'auto'): void {
  if (guess !== 'auto') start()
  else
    runsOnBattery().then((isOnBattery) => {
      if (!isOnBattery) start()
    }, start)
}
