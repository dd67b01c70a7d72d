import type { Hono } from 'hono'
import { requireScope } from '../../access/key-ring.js'
import { eventStream, formatFrame } from '../../http/event-stream.js'
import { parseAs, readJson } from '../../http/parse-json.js'
import { fileNameOf } from '../../runs/made-media.js'
import { withPlace } from '../../runs/with-place.js'
import {
  jsonLimits,
  mediaUrl,
  type ServerContext,
  type ServerEnv,
  type Services,
  sendJson,
  signalsOf,
  streamSettings,
} from '../../services.js'
import { checkModel } from '../models.js'
import { createResponseShelf, currentBody, type KeptResponse, responseEvents } from './kept-response.js'
import {
  checkResponseRequest,
  inputItemsQuerySchema,
  responseQuerySchema,
  responseRequestSchema,
} from './response-request.js'
import { inputItemBody } from './sent-input.js'
import { startResponse } from './start-response.js'

/** OpenAI's Responses API, as Open Responses describes it. */
export function addResponseRoutes(app: Hono<ServerEnv>, services: Services): void {
  const shelf = createResponseShelf({ keepMs: services.settings.keepRunsMs })
  const find = (c: ServerContext): KeptResponse => {
    requireScope(c.get('access'), 'run')
    return shelf.get(c.get('access').owner, c.req.param('id') ?? '')
  }
  const send = async (response: KeptResponse) => sendJson(services, await currentBody(response))
  const stream = (
    response: KeptResponse,
    { c, after, onGone }: { c: ServerContext; after: number; onGone: () => void },
  ) => eventStream(eventFrames(response, after), { ...streamSettings(services, c), onGone })

  app.post('/v1/responses', async (c) => {
    requireScope(c.get('access'), 'run')
    const request = await readJson(c.req.raw, responseRequestSchema, jsonLimits(services))
    checkModel(request.model, [services.agent.parts.profile.name])
    checkResponseRequest(request)
    return withPlace(services, signalsOf(c), async (place) => {
      const response = await startResponse(request, { services, shelf, c, place })
      if (request.background) place.outlive(c.req.raw.signal)
      if (request.stream) {
        const onGone = request.background ? () => {} : response.cancel
        return stream(response, { c, after: -1, onGone })
      }
      if (request.background) return send(response)
      const { error } = await response.ending
      if (error) throw error
      return send(response)
    })
  })

  app.get('/v1/responses/:id', (c) => {
    const response = find(c)
    const { stream: isStreamed, starting_after: after = -1 } = parseAs(responseQuerySchema, c.req.query())
    // Who stops reading stops nothing: a response has its own way to be cancelled.
    return isStreamed === 'true' ? stream(response, { c, after, onGone: () => {} }) : send(response)
  })

  app.post('/v1/responses/:id/cancel', async (c) => {
    const response = find(c)
    if (!response.ended) response.cancel()
    await response.ending
    return send(response)
  })

  app.delete('/v1/responses/:id', async (c) => {
    const response = find(c)
    shelf.remove(response)
    if (!response.ended) response.cancel()
    await response.ending
    await services.runs.remove(response.owner, response.run.id)
    return c.json({ id: response.head.id, object: 'response', deleted: true })
  })

  app.get('/v1/responses/:id/input_items', (c) => {
    const { input, media, head } = find(c)
    const { after, limit, order } = parseAs(inputItemsQuerySchema, c.req.query())
    const all = input.map((item, at) =>
      inputItemBody(item, {
        id: `msg_${head.runId.replaceAll('-', '')}_${at}`,
        media,
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
async function* eventFrames(response: KeptResponse, after: number): AsyncGenerator<string> {
  for await (const event of responseEvents(response))
    if (event.sequence_number > after) yield formatFrame({ event: event.type, data: JSON.stringify(event) })
}
