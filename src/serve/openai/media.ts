import type { Hono } from 'hono'
import { openAccess, requireScope } from '../access/key-ring.js'
import { ApiError } from '../http/api-error.js'
import { sendFile } from '../http/send-file.js'
import { fileNameOf } from '../runs/made-media.js'
import { type ServerContext, type ServerEnv, type Services, streamSettings } from '../services.js'

export function addMediaRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.get('/v1/media/:digest', async (c) => {
    const digest = c.req.param('digest')
    const owner = await ownerOf(services, c, digest)
    const { media, path } = await services.media.get(owner, digest)
    const { bytes, mimeType } = media
    const file = { path, bytes, mimeType, name: fileNameOf(media), tag: digest }
    return sendFile(c.req.raw, file, streamSettings(services, c))
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
