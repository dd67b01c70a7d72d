import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { requireScope } from '../../access/key-ring.js'
import { eventStream } from '../../http/event-stream.js'
import { readJsonWithFiles } from '../../http/parse-json.js'
import { withPlace } from '../../runs/with-place.js'
import {
  jsonLimits,
  requesterOf,
  type ServerEnv,
  type Services,
  sendJson,
  streamSettings,
} from '../../services.js'
import { checkModel } from '../models.js'
import { chatFrames, startChatRun } from './answer-chat.js'
import { startTaskAnswer, taskFrames } from './answer-task-prompt.js'
import { completionBody } from './chat-reply.js'
import { chatRequestSchema, checkChatRequest } from './chat-request.js'
import { attachContext } from './context-prompt.js'
import { readChat } from './sent-chat.js'
import { wantedShape } from './shape-answer.js'
import { isWithoutPlan } from './task-prompt.js'

export function addChatRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.post('/v1/chat/completions', async (c) => {
    const access = c.get('access')
    requireScope(access, 'run')
    const request = await readJsonWithFiles(c.req.raw, chatRequestSchema, jsonLimits(services))
    checkModel(request.model, [services.agent.parts.profile.name])
    checkChatRequest(request)
    const sent = readChat(request.messages)
    const { model } = services.agent.parts.llm
    const isForLlm = isWithoutPlan(sent, { hasLlm: model !== undefined })
    const chat = isForLlm ? sent : attachContext(sent, 'messages')
    const shape = wantedShape(request, model)
    const head = {
      id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
      model: request.model,
      created: Math.floor(Date.now() / 1000),
    }
    const includeUsage = request.stream_options?.include_usage === true

    return withPlace(services, requesterOf(c), async ({ signal, stop, leave }) => {
      const stream = (frames: AsyncIterable<string>) =>
        eventStream(frames, { ...streamSettings(services, c), onOver: leave, onGone: stop })

      if (isForLlm) {
        const answer = startTaskAnswer(services, { owner: access.owner, chat, request, signal })
        if (request.stream) return stream(taskFrames(answer, { head, includeUsage }))
        let content = ''
        for await (const piece of answer.pieces) content += piece
        leave()
        return sendJson(services, completionBody(head, { content, made: [], usage: answer.usage() }))
      }

      const chatRun = await startChatRun({ services, c, chat, shape, signal })
      if (request.stream)
        return stream(chatFrames(chatRun, { head, includeUsage, shape, revoked: access.signal }))
      const result = await chatRun.run.result
      const finished = await chatRun.finish(result)
      leave()
      return sendJson(services, completionBody(head, finished, result))
    })
  })
}
