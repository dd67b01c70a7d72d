import type { Approve } from '../../../agent/approval/approval.js'
import type { Run, RunResult } from '../../../agent/run.js'
import { nameMedia } from '../../../media/name-media.js'
import { errorBody, errorBodyOf, toApiError } from '../../http/api-error.js'
import { takeInMedia } from '../../runs/request-media.js'
import { createProgressTeller } from '../../runs/say-progress.js'
import { budgetOf, type ServerContext, type Services } from '../../services.js'
import type { ChatRecord } from './chat-record.js'
import { chunkFrames, type ReplyHead } from './chat-reply.js'
import { type FinishedChat, finishChat } from './finish-chat.js'
import type { SentChat } from './sent-chat.js'
import type { AnswerShape } from './shape-answer.js'
import { textInOrder } from './text-in-order.js'

export interface ChatAnswering {
  services: Services
  c: ServerContext
  chat: SentChat
  shape: AnswerShape | undefined
  /** Whether links to what was made are put below the answer. Default: true. */
  links?: boolean | undefined
  /** Decides on plans that must be approved. Default: nobody, as most clients can't be asked. */
  approve?: Approve | undefined
  signal: AbortSignal
}

/** A chat's run with what is needed to end it. */
export interface ChatRun {
  run: Run
  record: ChatRecord
  /** Puts the run's end into the form of a reply. */
  finish(result: RunResult): Promise<FinishedChat>
}

/** Starts to answer a chat: takes its files in, gives the agent the chat's past, and runs what is asked now. */
export async function startChatRun(answering: ChatAnswering): Promise<ChatRun> {
  const { services, c, chat, shape, links = true, approve, signal } = answering
  const { agent, conversations } = services
  const { owner } = c.get('access')
  const references = [...chat.earlierMedia, ...chat.media]
  const media = await takeInMedia(references, { services, owner, signal })
  const { length: earlier } = chat.earlierMedia
  const before = media.slice(0, earlier)

  const session = agent.session({
    media: nameMedia({}, before),
    turns: chat.turns,
    steps: await conversations.steps({
      owner,
      turns: chat.turns,
      digests: before.map(({ digest }) => digest),
    }),
  })
  // Turns are kept as they were sent, so that the next request finds them again.
  const asked = { ...chat, text: textInOrder(chat, Object.keys(nameMedia({}, media)).slice(earlier)) }
  const request = { text: requestText(asked, services), media: media.slice(earlier) }
  const run: Run & { accepted?: Promise<void> } = session.run(request, {
    budget: budgetOf(services, owner),
    approve,
    signal,
  })
  // What a queue refuses is refused before a stream begins.
  await run.accepted
  const { origin } = new URL(c.req.raw.url)
  const { text, turns } = chat
  const record = { runId: run.id, origin, turns: [...turns], text, media, earlier, shape, links }
  return { run, record, finish: (result) => finishChat(services, record, { result, owner, signal }) }
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
