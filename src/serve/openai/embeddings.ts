import type { Hono } from 'hono'
import { z } from 'zod'
import { requireScope } from '../access/key-ring.js'
import { readJson } from '../http/parse-json.js'
import { callTool } from '../runs/call-tool.js'
import { withPlace } from '../runs/with-place.js'
import { jsonLimits, requesterOf, type ServerEnv, type Services } from '../services.js'
import { usageBody } from './chat/chat-reply.js'
import { checkTaskModel } from './models.js'
import { toolAt } from './tool-at.js'

const text = z.string().refine((value) => value.trim() !== '', 'must not be empty')

export const embeddingsSchema = z.object({
  model: z.string(),
  input: z.union([text, z.array(text).min(1).max(2048)], {
    error: 'must be a text, or a list of up to 2048 texts; lists of tokens are not taken',
  }),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.undefined({ error: 'the models here have one size: leave it out' }).or(z.null()).optional(),
})

export function addEmbeddingRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.post('/v1/embeddings', async (c) => {
    const { owner } = c.get('access')
    requireScope(c.get('access'), 'run')
    const request = await readJson(c.req.raw, embeddingsSchema, jsonLimits(services))
    const { model, input, encoding_format: format } = request
    const embeds = toolAt(services, 'embeddings')
    checkTaskModel(model, 'embeddings', services)
    const texts = typeof input === 'string' ? [input] : input
    return withPlace(services, requesterOf(c), async ({ signal, leave }) => {
      const { output, usage } = await callTool(services, { owner, tool: embeds, input: { texts }, signal })
      const { embeddings } = z.object({ embeddings: z.array(z.array(z.number())) }).parse(output)
      leave()
      return c.json({
        object: 'list',
        model,
        data: embeddings.map((vector, index) => ({
          object: 'embedding',
          index,
          embedding: format === 'base64' ? toBase64(vector) : vector,
        })),
        usage: usageBody(usage),
      })
    })
  })
}

/** As 32-bit floats, little-endian. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [at, value] of vector.entries()) bytes.writeFloatLE(value, at * 4)
  return bytes.toString('base64')
}
