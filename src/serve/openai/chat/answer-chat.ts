import type { Run, RunResult } from '../../../agent/run.js'
import type { Media } from '../../../media/media.js'
import { nameMedia } from '../../../media/name-media.js'
import { createRunSpending } from '../../../spending/run-spending.js'
import { addUsage, type RunUsage } from '../../../spending/usage.js'
import { type ApiError, errorBody, errorBodyOf, toApiError } from '../../http/api-error.js'
import { followSignals } from '../../runs/follow-signals.js'
import { madeMedia } from '../../runs/made-media.js'
import { takeInMedia } from '../../runs/request-media.js'
import { createProgressTeller } from '../../runs/say-progress.js'
import { mediaUrl, type ServerContext, type Services } from '../../services.js'
import { chunkFrames, type LinkedMedia, linkText, type ReplyHead } from './chat-reply.js'
import type { SentChat } from './sent-chat.js'
import { type AnswerShape, shapeAnswer } from './shape-answer.js'

export interface ChatAnswering {
  services: Services
  c: ServerContext
  chat: SentChat
  shape: AnswerShape | undefined
  /** Whether links to what was made are put below the answer. Default: true. */
  links?: boolean | undefined
  signal: AbortSignal
}

/** The end of a chat's run as a reply tells it. */
export interface FinishedChat {
  /** The answer, with links to what was made or in the wanted form. */
  content: string
  made: readonly LinkedMedia[]
  usage: RunUsage
}

/** A chat's run with what is needed to end it. */
export interface ChatRun {
  run: Run
  /** Everything attached in this chat, in its order. */
  media: readonly Media[]
  /** Puts the run's end into the form of a reply. */
  finish(result: RunResult): Promise<FinishedChat>
}

/** How a chat's run ended. `endedAt`: seconds since 1970. */
export type ChatEnding = { endedAt: number } & (
  | (FinishedChat & { result: RunResult; error?: undefined })
  | { error: ApiError }
)

/** Waits for a chat's run and puts its end into the form of a reply, also when nobody reads it. Never rejects. */
export async function endChatRun({ run, finish }: Pick<ChatRun, 'run' | 'finish'>): Promise<ChatEnding> {
  const endedAt = () => Math.floor(Date.now() / 1000)
  try {
    const result = await run.result
    const finished = await finish(result)
    return { result, ...finished, endedAt: endedAt() }
  } catch (thrown) {
    return { error: toApiError(thrown), endedAt: endedAt() }
  }
}

/** Starts to answer a chat: takes its files in, gives the agent the chat's past, and runs what is asked now. */
export async function startChatRun(answering: ChatAnswering): Promise<ChatRun> {
  const { services, c, chat, shape, links = true, signal } = answering
  const { agent, conversations } = services
  const { owner, signal: revoked } = c.get('access')
  const references = [...chat.earlierMedia, ...chat.media]
  const taken = await takeInMedia(references, { services, owner, signal })
  const earlier = taken.slice(0, chat.earlierMedia.length)
  const digests = taken.map(({ digest }) => digest)

  const session = agent.session({
    media: nameMedia({}, earlier),
    turns: chat.turns,
    steps: await conversations.steps({
      owner,
      turns: chat.turns,
      digests: earlier.map(({ digest }) => digest),
    }),
  })
  const run = session.run({ text: requestText(chat, services), media: taken.slice(earlier.length) })
  followSignals(run, [signal, revoked])

  return {
    run,
    media: taken,
    async finish(result) {
      const found = madeMedia(result)
      await services.media.add(owner, found)
      const made = found.map((media) => ({ media, url: mediaUrl(services, c, media.digest) }))
      const { model } = agent.parts.llm
      const spending = createRunSpending(agent.parts, undefined)
      const content =
        shape && model
          ? await shapeAnswer(result, shape, { model, spending, signal })
          : result.answer + (links ? linkText(made) : '')
      await conversations.remember(
        { owner, turns: [...chat.turns, { text: chat.text, answer: content }], digests },
        session.conversation.steps,
      )
      return { content, made, usage: addUsage([result.usage, spending.usage()]) }
    },
  }
}

/** The frames of a streamed answer. Errors become frames too: the reply has begun. */
export async function* chatFrames(
  { run, finish }: ChatRun,
  {
    head,
    includeUsage,
    shape,
    revoked,
  }: {
    head: ReplyHead
    includeUsage: boolean
    shape: AnswerShape | undefined
    revoked: AbortSignal | undefined
  },
): AsyncGenerator<string> {
  const frames = chunkFrames(head)
  const progressOf = createProgressTeller()
  yield frames.start()
  try {
    let sent = ''
    for await (const event of run) {
      if (event.type === 'answer-delta' && !shape) {
        sent += event.text
        yield frames.content(event.text)
      }
      if (event.type === 'run-failed') {
        yield frames.error(
          revoked?.aborted ? errorBody(toApiError(revoked.reason)) : errorBodyOf(event.error),
        )
        return
      }
      const progress = progressOf(event)
      if (progress !== undefined) yield frames.reasoning(progress)
    }
    const { content, made, usage } = await finish(await run.result)
    if (content !== sent) yield frames.content(content.slice(sent.length))
    if (made.some(({ media }) => media.modality === 'image')) yield frames.images(made)
    yield frames.finish()
    if (includeUsage) yield frames.usage(usage)
    yield frames.done()
  } catch (thrown) {
    yield frames.error(errorBody(toApiError(thrown)))
  }
}

/** What is asked. Instructions are for an LLM; rules would take them for requests. */
function requestText({ instructions, text }: SentChat, { agent }: Services): string {
  return instructions === '' || !agent.parts.llm.model ? text : `${instructions}\n\n${text}`
}
