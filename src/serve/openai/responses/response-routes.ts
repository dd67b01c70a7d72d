import type { Hono } from 'hono'
import { requireScope } from '../../access/key-ring.js'
import { eventStream, formatFrame } from '../../http/event-stream.js'
import { parseAs, readJsonWithFiles } from '../../http/parse-json.js'
import { fileNameOf } from '../../runs/made-media.js'
import { openQueueRecords } from '../../runs/open-queued.js'
import { outliveClient, withPlace } from '../../runs/with-place.js'
import {
  jsonLimits,
  mediaUrl,
  requesterOf,
  type ServerContext,
  type ServerEnv,
  type Services,
  sendJson,
  streamSettings,
} from '../../services.js'
import { checkModel } from '../models.js'
import { countInputTokens, inputTokensSchema } from './input-tokens.js'
import { createResponseShelf, currentBody, type KeptResponse, responseEvents } from './kept-response.js'
import {
  checkResponseRequest,
  inputItemsQuerySchema,
  refuseConversation,
  responseQuerySchema,
  responseRequestSchema,
} from './response-request.js'
import type { ResponseEvent } from './response-writer.js'
import { inputItemBody } from './sent-input.js'
import { startResponse } from './start-response.js'

/** OpenAI's Responses API, as Open Responses describes it. */
export function addResponseRoutes(app: Hono<ServerEnv>, services: Services): void {
  const shelf = createResponseShelf(services, openQueueRecords(services, 'responses'))
  const find = async (c: ServerContext): Promise<KeptResponse> => {
    requireScope(c.get('access'), 'run')
    return shelf.get(c.get('access').owner, c.req.param('id') ?? '')
  }
  const send = async (response: KeptResponse) => sendJson(services, await currentBody(response))
  const stream = (
    response: KeptResponse,
    { c, after, onGone }: { c: ServerContext; after: number; onGone: () => void },
  ) => {
    const settings = streamSettings(services, c)
    const events = responseEvents(response, { services, onBreak: settings.disconnect })
    return eventStream(eventFrames(events, after), { ...settings, onGone })
  }

  app.post('/v1/responses', async (c) => {
    requireScope(c.get('access'), 'run')
    const request = await readJsonWithFiles(c.req.raw, responseRequestSchema, jsonLimits(services))
    checkModel(request.model, [services.agent.parts.profile.name])
    checkResponseRequest(request)
    return withPlace(services, requesterOf(c), async (place) => {
      const response = await startResponse(request, { services, shelf, c, place })
      if (request.background) outliveClient(place, { c, services })
      if (request.stream) {
        const onGone = request.background ? () => {} : response.answer.stop
        return stream(response, { c, after: -1, onGone })
      }
      if (request.background) return send(response)
      const { error } = await response.answer.end()
      if (error) throw error
      return send(response)
    })
  })

  app.post('/v1/responses/input_tokens', async (c) => {
    requireScope(c.get('access'), 'run')
    const request = await readJsonWithFiles(c.req.raw, inputTokensSchema, jsonLimits(services))
    if (request.model != null) checkModel(request.model, [services.agent.parts.profile.name])
    refuseConversation(request)
    const { owner } = c.get('access')
    const input_tokens = await countInputTokens(request, { shelf, owner })
    return sendJson(services, { object: 'response.input_tokens', input_tokens })
  })

  app.get('/v1/responses/:id', async (c) => {
    const response = await find(c)
    const { stream: isStreamed, starting_after: after = -1 } = parseAs(responseQuerySchema, c.req.query())
    // Who stops reading stops nothing: a response has its own way to be cancelled.
    return isStreamed === 'true' ? stream(response, { c, after, onGone: () => {} }) : send(response)
  })

  app.post('/v1/responses/:id/cancel', async (c) => {
    const { answer } = await find(c)
    if (!answer.ended) answer.stop()
    await answer.end()
    return send(await find(c))
  })

  app.delete('/v1/responses/:id', async (c) => {
    const response = await find(c)
    const { answer, head, owner } = response
    await shelf.remove(response)
    if (!answer.ended) answer.stop()
    await answer.end()
    await services.runs.remove(owner, head.runId)
    return c.json({ id: head.id, object: 'response', deleted: true })
  })

  app.get('/v1/responses/:id/input_items', async (c) => {
    const { input, chat, head } = await find(c)
    const { after, limit, order } = parseAs(inputItemsQuerySchema, c.req.query())
    const all = input.map((item, at) =>
      inputItemBody(item, {
        id: `msg_${head.runId.replaceAll('-', '')}_${at}`,
        media: chat.media,
        urlOf: (file) => ({ name: fileNameOf(file), url: mediaUrl(services, c, file.digest) }),
      }),
    )
    if (order === 'desc') all.reverse()
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1
    const data = all.slice(start, start + limit)
    return sendJson(services, {
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: start + limit < all.length,
    })
  })
}

/** The events after the one with this number. */
async function* eventFrames(events: AsyncIterable<ResponseEvent>, after: number): AsyncGenerator<string> {
  for await (const event of events)
    if (event.sequence_number > after) yield formatFrame({ event: event.type, data: JSON.stringify(event) })
}
