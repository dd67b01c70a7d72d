import type { Run, RunResult } from '../../../agent/run.js'
import { nameMedia } from '../../../media/name-media.js'
import { createRunSpending } from '../../../spending/run-spending.js'
import { addUsage, type RunUsage } from '../../../spending/usage.js'
import { errorBody, errorBodyOf, toApiError } from '../../http/api-error.js'
import { followSignals } from '../../runs/follow-signals.js'
import { madeMedia } from '../../runs/made-media.js'
import { takeInMedia } from '../../runs/request-media.js'
import { createProgressTeller } from '../../runs/say-progress.js'
import { budgetOf, mediaUrl, type ServerContext, type Services } from '../../services.js'
import { chunkFrames, type LinkedMedia, linkText, type ReplyHead } from './chat-reply.js'
import type { SentChat } from './sent-chat.js'
import { type AnswerShape, shapeAnswer } from './shape-answer.js'

export interface ChatAnswering {
  services: Services
  c: ServerContext
  chat: SentChat
  shape: AnswerShape | undefined
  signal: AbortSignal
}

/** A chat's run with what is needed to end it. */
export interface ChatRun {
  run: Run
  /** Puts the run's end into the form of a reply: the text with links, what was made, what it used. */
  finish(result: RunResult): Promise<{ content: string; made: readonly LinkedMedia[]; usage: RunUsage }>
}

/** Starts to answer a chat: takes its files in, gives the agent the chat's past, and runs what is asked now. */
export async function startChatRun({ services, c, chat, shape, signal }: ChatAnswering): Promise<ChatRun> {
  const { agent, conversations, metrics } = services
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
  const budget = budgetOf(services, owner)
  const request = { text: requestText(chat, services), media: taken.slice(earlier.length) }
  const run = session.run(request, { budget })
  followSignals(run, [signal, revoked])

  return {
    run,
    async finish(result) {
      const found = madeMedia(result)
      await services.media.add(owner, found)
      const made = found.map((media) => ({ media, url: mediaUrl(services, c, media.digest) }))
      const { model } = agent.parts.llm
      const spending = createRunSpending(agent.parts, budget)
      const content =
        shape && model
          ? await shapeAnswer(result, shape, { model, spending, signal })
          : result.answer + linkText(made)
      const shaping = spending.usage()
      metrics.countUsage(shaping)
      await conversations.remember(
        { owner, turns: [...chat.turns, { text: chat.text, answer: content }], digests },
        session.conversation.steps,
      )
      return { content, made, usage: addUsage([result.usage, shaping]) }
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
