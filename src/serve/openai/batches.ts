import type { Hono } from 'hono'
import { z } from 'zod'
import { callUrls } from '../../batch/endpoint-call.js'
import { requireScope } from '../access/key-ring.js'
import type { BatchKeeper } from '../batches/batch-keeper.js'
import { batchBody, completionWindowSchema, windowMs } from '../batches/batch-record.js'
import { parseAs, readJson } from '../http/parse-json.js'
import { jsonLimits, type ServerEnv, type Services } from '../services.js'

export const batchRequestSchema = z.object({
  input_file_id: z.string().describe('The id of an upload of POST /v1/files: a request a line.'),
  endpoint: z.enum(callUrls, { error: `must be one of ${callUrls.join(', ')}` }),
  completion_window: completionWindowSchema,
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
})

export const batchListSchema = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export function addBatchRoutes(app: Hono<ServerEnv>, services: Services, batches: BatchKeeper): void {
  app.post('/v1/batches', async (c) => {
    const access = c.get('access')
    requireScope(access, 'batch')
    await services.keys?.account(access.owner)?.countRequest()
    const asked = await readJson(c.req.raw, batchRequestSchema, jsonLimits(services))
    const batch = await batches.create(access.owner, {
      endpoint: asked.endpoint,
      inputFileId: asked.input_file_id,
      completionWindow: asked.completion_window,
      windowMs: windowMs(asked.completion_window),
      metadata: asked.metadata ?? null,
      origin: new URL(c.req.raw.url).origin,
    })
    return c.json(batchBody(batch))
  })

  app.get('/v1/batches', async (c) => {
    requireScope(c.get('access'), 'batch')
    const { after, limit } = parseAs(batchListSchema, c.req.query())
    const all = await batches.list(c.get('access').owner)
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1
    const data = all.slice(start, start + limit).map(batchBody)
    return c.json({
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: start + limit < all.length,
    })
  })

  app.get('/v1/batches/:id', async (c) => {
    requireScope(c.get('access'), 'batch')
    return c.json(batchBody(await batches.get(c.get('access').owner, c.req.param('id'))))
  })

  app.post('/v1/batches/:id/cancel', async (c) => {
    requireScope(c.get('access'), 'batch')
    return c.json(batchBody(await batches.cancel(c.get('access').owner, c.req.param('id'))))
  })
}
