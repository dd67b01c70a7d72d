import type { Agent } from '../agent/agent.js'
import { toSwitchyardError } from '../core/errors.js'
import type { Contestant } from './run-eval.js'

/** An agent that plans, runs the plan and answers, with real models and the cases' real files. */
export function createAnsweringContestant(label: string, agent: Agent): Contestant {
  return {
    label,
    async take({ request, files }, { signal }) {
      const started = performance.now()
      const seconds = () => (performance.now() - started) / 1000
      try {
        const run = await agent.run({ text: request, media: files }, { signal }).result
        const { calls: llmCalls, inputTokens, outputTokens } = run.usage.llm
        return {
          plan: run.plan,
          notes: run.planned.flatMap(({ notes }) => notes),
          answer: { text: run.answer, status: run.status },
          llmCalls,
          inputTokens,
          outputTokens,
          seconds: seconds(),
        }
      } catch (thrown) {
        if (signal.aborted) throw thrown
        const error = toSwitchyardError(thrown).toInfo()
        return { error, notes: [], llmCalls: 0, inputTokens: 0, outputTokens: 0, seconds: seconds() }
      }
    },
  }
}
