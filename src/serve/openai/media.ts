import type { Hono } from 'hono'
import { openAccess, requireScope } from '../access/key-ring.js'
import { ApiError, notFound } from '../http/api-error.js'
import { sendFile } from '../http/send-file.js'
import { fileNameOf } from '../runs/made-media.js'
import { type ServerContext, type ServerEnv, type Services, streamSettings } from '../services.js'
import { createThumbnails } from '../shelf/thumbnails.js'

export function addMediaRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.get('/v1/media/:digest', async (c) => {
    const digest = c.req.param('digest')
    const owner = await ownerOf(services, c, digest)
    const { media, path } = await services.media.get(owner, digest)
    const { bytes, mimeType } = media
    const file = { path, bytes, mimeType, name: fileNameOf(media), tag: digest }
    return sendFile(c.req.raw, file, streamSettings(services, c))
  })

  const thumbnails = createThumbnails(services.agent.parts.reader)
  app.get('/v1/media/:digest/thumbnail', async (c) => {
    const digest = c.req.param('digest')
    const owner = await ownerOf(services, c, digest)
    const { media, path } = await services.media.get(owner, digest)
    if (media.modality !== 'image') throw notFound('Only pictures have a thumbnail.')
    return new Response(new Uint8Array(await thumbnails(digest, path)), {
      headers: {
        'content-type': 'image/jpeg',
        'cache-control': 'private, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      },
    })
  })
}

/** Whose file is asked for: by the key that is sent, or by the signature of the link, for browsers. */
async function ownerOf(services: Services, c: ServerContext, digest: string): Promise<string> {
  const { keys, media } = services
  if (!keys) return openAccess.owner
  const linked = media.ownerOfLink(digest, new URL(c.req.url).searchParams)
  if (linked !== undefined) {
    if (await keys.holds(linked)) return linked
    throw new ApiError('The key that this link was made for was revoked.', {
      status: 401,
      code: 'invalid_api_key',
    })
  }
  const access = await keys.check(c.req.header('authorization') ?? null)
  requireScope(access, 'run')
  return access.owner
}
