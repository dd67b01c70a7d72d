import type { RunResult } from '../run.js'
import { wholeAnswer } from '../whole-answer.js'
import type { CarriedOut, Spender } from './answering.js'
import { llmProgress } from './llm-progress.js'

/** The answer, emitted piece by piece. */
export async function respond({
  parts,
  conversation,
  request,
  media,
  planned,
  plan,
  steps,
  signal,
  emit,
  spending,
}: Spender & CarriedOut & { media: RunResult['media'] }): Promise<string> {
  const whole = parts.llm.model && wholeAnswer({ text: request.text, media, planned, plan, steps })
  if (whole !== undefined) {
    emit({ type: 'answer-delta', text: whole })
    return whole
  }
  let answer = ''
  const { notes = [], shortfalls = [], checks = [], known = [], onTheWay } = planned.at(-1) ?? {}
  const respondRequest = {
    ...{ text: request.text, media, turns: conversation.turns, plan, steps },
    ...{ notes, shortfalls, checks, known, onTheWay },
  }
  const options = { signal, meter: spending.llm, onProgress: llmProgress(emit) }
  for await (const text of parts.responder.respond(respondRequest, options)) {
    answer += text
    emit({ type: 'answer-delta', text })
  }
  return answer
}
