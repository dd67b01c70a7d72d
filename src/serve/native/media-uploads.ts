import type { Hono } from 'hono'
import type { Media } from '../../media/media.js'
import { requireRunOrBatch } from '../access/key-ring.js'
import { badRequest } from '../http/api-error.js'
import { cleanFileName } from '../http/clean-file-name.js'
import { readMultipart } from '../http/read-multipart.js'
import { type ServerContext, type ServerEnv, type Services, sendJson, uploadLimits } from '../services.js'

/** Files for requests: measured as they come in, and named by their digest from then on. */
export function addMediaUploadRoutes(app: Hono<ServerEnv>, services: Services): void {
  const { ingest } = services.agent.parts

  app.post('/v1/media', async (c) => {
    requireRunOrBatch(c.get('access'))
    const { owner } = c.get('access')
    await services.keys?.account(owner)?.countRequest()
    const { files } = await readMultipart<Media>(c.req.raw, {
      limits: uploadLimits(services),
      fileFields: ['file'],
      takeFile: async ({ chunks, filename = 'file' }) => {
        const taken = await ingest.ingest(chunks, { name: cleanFileName(filename), signal: c.req.raw.signal })
        if (!taken.ok) throw taken.error
        return taken.value
      },
      // The store keeps it while it has room, and hands it out to nobody.
      dropFile: async () => {},
    })
    const file = files.get('file')
    if (!file) throw badRequest('The form has no part named "file".', 'file')
    await services.media.add(owner, [file])
    return sendJson(
      services,
      { object: 'media', ...file, path: mediaPath(services, c, file.digest) },
      { status: 201 },
    )
  })

  app.get('/v1/media/:digest/link', async (c) => {
    requireRunOrBatch(c.get('access'))
    const { media } = await services.media.get(c.get('access').owner, c.req.param('digest'))
    return sendJson(services, { object: 'media', ...media, path: mediaPath(services, c, media.digest) })
  })
}

/** Where a page of this server finds a file, signed where keys are asked for. */
export function mediaPath({ keys, media }: Services, c: ServerContext, digest: string): string {
  return `/v1/media/${digest}${keys ? `?${media.sign(c.get('access').owner, digest)}` : ''}`
}
