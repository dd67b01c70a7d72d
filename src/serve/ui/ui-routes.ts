import type { Hono } from 'hono'
import { requireScope } from '../access/key-ring.js'
import { errorResponse, toApiError } from '../http/api-error.js'
import { eventStream, formatFrame } from '../http/event-stream.js'
import { readJsonWithFiles } from '../http/parse-json.js'
import { startChatRun } from '../openai/chat/answer-chat.js'
import { type ChatAnswer, endOfStream, followChat } from '../openai/chat/chat-answer.js'
import { openQueueRecords } from '../runs/open-queued.js'
import { outliveClient, withPlace } from '../runs/with-place.js'
import {
  jsonLimits,
  requesterOf,
  type ServerContext,
  type ServerEnv,
  type Services,
  streamSettings,
} from '../services.js'
import { createUiChats } from './ui-chats.js'
import { createChunkWriter } from './ui-chunks.js'
import { readUiChat, uiChatSchema } from './ui-request.js'

/** The AI SDK's UI message stream, for `useChat` as it is. */
export function addUiRoutes(app: Hono<ServerEnv>, services: Services): void {
  const chats = createUiChats(services, openQueueRecords(services, 'ui-chats'))
  const find = (c: ServerContext) => {
    requireScope(c.get('access'), 'run')
    return chats.find(c.get('access').owner, c.req.param('id') ?? '')
  }

  function stream(c: ServerContext, chatId: string, answer: ChatAnswer): Response {
    const { owner } = c.get('access')
    const settings = streamSettings(services, c)
    const onRead = () => chats.finish(owner, chatId, answer)
    const frames = answerFrames(answer, { services, onRead, onBreak: settings.disconnect })
    return eventStream(frames, {
      ...settings,
      headers: { 'x-vercel-ai-ui-message-stream': 'v1' },
      // A tab that is closed may be opened again: an answer has its own way to be stopped.
      onGone: () => {},
    })
  }

  app.post('/api/chat', (c) =>
    inPlainWords(services, async () => {
      const { owner } = c.get('access')
      requireScope(c.get('access'), 'run')
      const { id, messages } = await readJsonWithFiles(c.req.raw, uiChatSchema, jsonLimits(services))
      const chat = readUiChat(messages)
      return withPlace(services, requesterOf(c), async (place) => {
        const { signal } = place
        const chatRun = await startChatRun({
          services,
          c,
          chat,
          shape: undefined,
          links: false,
          signal,
          approve: services.approvals.approve,
        })
        outliveClient(place, { c, services })
        const answer = followChat(chatRun, place.stop)
        answer.end().then(place.leave)
        await services.runs.add(owner, chatRun.run)
        await chats.begin(owner, id, answer, chatRun.record)
        return stream(c, id, answer)
      })
    }),
  )

  app.get('/api/chat/:id/stream', async (c) => {
    const answer = await find(c)
    return answer ? stream(c, c.req.param('id'), answer) : c.body(null, 204)
  })

  app.post('/api/chat/:id/stop', async (c) => {
    const answer = await find(c)
    if (answer && !answer.ended) answer.stop()
    await answer?.end()
    return c.body(null, 204)
  })
}

/** The whole answer from its begin, as it comes. */
async function* answerFrames(
  answer: ChatAnswer,
  { services, onRead, onBreak }: { services: Services; onRead: () => Promise<void>; onBreak: () => void },
): AsyncGenerator<string> {
  const { run } = answer
  const writer = createChunkWriter(run.id)
  const frame = (chunk: object) => formatFrame({ data: JSON.stringify(chunk) })
  yield* writer.start().map(frame)
  for await (const event of run) yield* writer.take(services.approvals.signEvent(event)).map(frame)
  const ending = await endOfStream(answer, services)
  if (!ending) return onBreak()
  yield* writer.end(ending).map(frame)
  yield formatFrame({ data: '[DONE]' })
  await onRead()
}

/** `useChat` shows its user the text of a reply that is no success, so that this is a sentence here. */
async function inPlainWords({ hidePaths }: Services, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (thrown) {
    const error = toApiError(thrown)
    // The rest is told by those who know of the server's own faults.
    if (error.status >= 500) throw thrown
    const { status, headers } = errorResponse(error)
    headers.set('content-type', 'text/plain; charset=utf-8')
    return new Response(hidePaths(error.message), { status, headers })
  }
}
