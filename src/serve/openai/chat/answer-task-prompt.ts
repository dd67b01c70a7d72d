import type { LanguageModel, Message } from '../../../llm/language-model.js'
import { meteredModel } from '../../../llm/llm-meter.js'
import { createRunSpending } from '../../../spending/run-spending.js'
import type { RunUsage } from '../../../spending/usage.js'
import { errorBody, toApiError } from '../../http/api-error.js'
import { budgetOf, type Services } from '../../services.js'
import { chunkFrames, type ReplyHead } from './chat-reply.js'
import type { ChatRequest } from './chat-request.js'
import type { SentChat } from './sent-chat.js'
import { answerTaskPrompt } from './task-prompt.js'

/** A front end's own prompt being answered by the LLM alone, without planner and tools. */
export interface TaskAnswer {
  pieces: AsyncIterable<string>
  usage(): RunUsage
}

export function startTaskAnswer(
  services: Services,
  {
    owner,
    chat,
    request,
    signal,
  }: { owner: string; chat: SentChat; request: ChatRequest; signal: AbortSignal },
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
  { chat, request, signal }: { chat: SentChat; request: ChatRequest; signal: AbortSignal },
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
