import { readFile } from 'node:fs/promises'
import type { Hono } from 'hono'
import { z } from 'zod'
import { type Media, mediaSchema } from '../../media/media.js'
import { requireScope } from '../access/key-ring.js'
import { readJson } from '../http/parse-json.js'
import { callTool } from '../runs/call-tool.js'
import { withPlace } from '../runs/with-place.js'
import {
  jsonLimits,
  mediaUrl,
  requesterOf,
  type ServerContext,
  type ServerEnv,
  type Services,
} from '../services.js'
import { checkTaskModel } from './models.js'
import { toolAt } from './tool-at.js'

export const imagesSchema = z.object({
  model: z.string().nullish(),
  prompt: z.string().trim().min(1, 'must say what to draw').max(32_000),
  n: z.literal(1, { error: 'one picture is made at a time: leave it out, or set it to 1' }).nullish(),
  size: z
    .string()
    .regex(/^(auto|\d{2,4}x\d{2,4})$/, 'must be a size such as 1024x1024, or auto')
    .nullish(),
  response_format: z.enum(['url', 'b64_json']).nullish(),
})

export function addImageRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.post('/v1/images/generations', async (c) => {
    requireScope(c.get('access'), 'run')
    const request = await readJson(c.req.raw, imagesSchema, jsonLimits(services))
    const draws = toolAt(services, 'images/generations')
    checkTaskModel(request.model ?? draws, 'images/generations', services)
    return withPlace(services, requesterOf(c), async ({ signal, leave }) => {
      const drawn = await callTool(services, {
        owner: c.get('access').owner,
        tool: draws,
        input: { text: request.prompt, ...sizeOf(request.size) },
        signal,
      })
      const { image } = z.object({ image: mediaSchema }).parse(drawn.output)
      leave()
      return sendPicture(services, c, { image, format: request.response_format })
    })
  })
}

/** A picture that was made, as base64 or as a link. */
export async function sendPicture(
  services: Services,
  c: ServerContext,
  { image, format }: { image: Media; format: 'url' | 'b64_json' | null | undefined },
): Promise<Response> {
  const { owner } = c.get('access')
  await services.media.add(owner, [image])
  const created = Math.floor(Date.now() / 1000)
  if (format === 'url') return c.json({ created, data: [{ url: mediaUrl(services, c, image.digest) }] })
  const { path } = await services.media.get(owner, image.digest)
  return c.json({ created, data: [{ b64_json: (await readFile(path)).toString('base64') }] })
}

function sizeOf(size: string | null | undefined): { width?: number; height?: number } {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size ?? '') ?? []
  return width === undefined ? {} : { width: Number(width), height: Number(height) }
}
