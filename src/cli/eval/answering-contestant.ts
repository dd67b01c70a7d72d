import type { Agent } from '../../agent/agent.js'
import { verifyAnswer } from '../../answer/verify/verify-answer.js'
import { toSwitchyardError } from '../../core/errors.js'
import type { Contestant } from '../../eval/run-eval.js'

/** An agent that plans, runs the plan and answers, with real models and the cases' real files. */
export function createAnsweringContestant(label: string, agent: Agent): Contestant {
  return {
    label,
    async take({ request, earlier = [], files }, { signal }) {
      const started = performance.now()
      const seconds = () => (performance.now() - started) / 1000
      try {
        const chat = agent.session()
        const [first = request, ...rest] = [...earlier, request]
        let run = await chat.run({ text: first, media: files }, { signal }).result
        for (const text of rest) run = await chat.run({ text }, { signal }).result
        const { calls: llmCalls, inputTokens, outputTokens } = run.usage.llm
        const { notes, shortfalls, checks } = run.planned.at(-1) ?? {}
        const { media, plan, steps } = run
        const held = { text: request, turns: [], media, plan, steps, notes, shortfalls, checks }
        const unsupported = verifyAnswer(run.answer, held).flatMap((checked) => checked.unsupported)
        return {
          plan: run.plan,
          notes: run.planned.flatMap(({ notes }) => notes),
          answer: { text: run.answer, status: run.status, unsupported: unsupported.map(({ text }) => text) },
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
