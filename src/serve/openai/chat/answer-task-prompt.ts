import { startRun } from '../../../agent/run.js'
import type { LanguageModel, Message } from '../../../llm/language-model.js'
import { meteredModel } from '../../../llm/llm-meter.js'
import { createRunSpending } from '../../../spending/run-spending.js'
import type { RunUsage } from '../../../spending/usage.js'
import { errorBody, toApiError } from '../../http/api-error.js'
import { budgetOf, type Services } from '../../services.js'
import type { ChatRun } from './answer-chat.js'
import { chunkFrames, type ReplyHead } from './chat-reply.js'
import type { ChatRequest } from './chat-request.js'
import type { SentChat } from './sent-chat.js'
import { answerTaskPrompt } from './task-prompt.js'

/** What a request says of how an LLM writes. */
type Sampling = Pick<ChatRequest, 'temperature' | 'max_tokens' | 'max_completion_tokens'>

/** A front end's own prompt being answered by the LLM alone, without planner and tools. */
export interface TaskAnswer {
  pieces: AsyncIterable<string>
  usage(): RunUsage
}

export function startTaskAnswer(
  services: Services,
  { owner, chat, request, signal }: { owner: string; chat: SentChat; request: Sampling; signal: AbortSignal },
): TaskAnswer {
  const { parts } = services.agent
  const spending = createRunSpending(parts, budgetOf(services, owner))
  const pieces = parts.llm.model
    ? fromModel(meteredModel(parts.llm.model, spending.llm), { chat, request, signal })
    : fromTemplate(chat.text)
  const counted = afterwards(pieces, () => services.metrics.countUsage(spending.usage()))
  return { pieces: counted, usage: () => spending.usage() }
}

function fromModel(
  model: LanguageModel,
  { chat, request, signal }: { chat: SentChat; request: Sampling; signal: AbortSignal },
): AsyncIterable<string> {
  const messages: Message[] = [
    ...(chat.instructions === '' ? [] : [{ role: 'system' as const, content: chat.instructions }]),
    ...chat.turns.flatMap(({ text, answer }) => [
      { role: 'user' as const, content: text },
      { role: 'assistant' as const, content: answer },
    ]),
    { role: 'user', content: chat.text },
  ]
  return model.stream(messages, {
    signal,
    temperature: request.temperature ?? undefined,
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
  })
}

async function* afterwards(pieces: AsyncIterable<string>, work: () => void): AsyncGenerator<string> {
  try {
    yield* pieces
  } finally {
    work()
  }
}

async function* fromTemplate(prompt: string): AsyncGenerator<string> {
  yield answerTaskPrompt(prompt)
}

/** Such an answer as a run that plans nothing, for protocols that tell of runs. */
export function startTaskRun(
  services: Services,
  { signal: outer, ...asked }: { owner: string; chat: SentChat; request: Sampling; signal: AbortSignal },
): ChatRun {
  const { text, turns } = asked.chat
  const startedAt = performance.now()
  const run = startRun(
    async ({ runId, signal, emit }) => {
      const { pieces, usage } = startTaskAnswer(services, { ...asked, signal })
      let answer = ''
      for await (const piece of pieces) {
        answer += piece
        emit({ type: 'answer-delta', text: piece })
      }
      const nothing = { media: {}, plan: { steps: [] }, planned: [], steps: [], outputs: [], evidence: [] }
      const durationMs = performance.now() - startedAt
      return { runId, status: 'answered', text, answer, ...nothing, usage: usage(), durationMs }
    },
    { signals: [outer] },
  )
  const record = { runId: run.id, origin: '', turns: [...turns], text, media: [], earlier: 0, links: false }
  return { run, record, finish: async ({ answer, usage }) => ({ content: answer, made: [], usage }) }
}

/** The frames of such an answer. */
export async function* taskFrames(
  { pieces, usage }: TaskAnswer,
  { head, includeUsage }: { head: ReplyHead; includeUsage: boolean },
): AsyncGenerator<string> {
  const frames = chunkFrames(head)
  yield frames.start()
  try {
    for await (const piece of pieces) yield frames.content(piece)
    yield frames.finish()
    if (includeUsage) yield frames.usage(usage())
    yield frames.done()
  } catch (thrown) {
    yield frames.error(errorBody(toApiError(thrown)))
  }
}
