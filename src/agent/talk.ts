import type { RunEventBody } from './events.js'

/** Tells of an answer that comes along with its plan, in pieces: first that there is nothing to run, then each piece. */
export function createTalk({
  llm,
  emit,
}: {
  /** Of the LLM that answers. */
  llm: string | undefined
  emit: (event: RunEventBody) => void
}) {
  let said = ''
  const say = (text: string): void => {
    const notes = [`${llm} answers by itself: no tool is needed.`]
    if (said === '')
      emit({ type: 'plan-created', planned: { plan: { steps: [] }, by: 'llm', notes, llmCalls: 1 } })
    said += text
    emit({ type: 'answer-delta', text })
  }
  return {
    say,
    get said() {
      return said
    },
    /** The rest of the answer, and all of it where none came in pieces: a plan that was saved has one already. */
    end(answer: string): string {
      const rest = answer.slice(said.length)
      if (rest !== '') emit({ type: 'answer-delta', text: rest })
      return answer
    },
  }
}
