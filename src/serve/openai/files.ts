import type { Hono } from 'hono'
import { z } from 'zod'
import type { StagedMedia } from '../../media/store/store.js'
import { requireRunOrBatch } from '../access/key-ring.js'
import { badRequest } from '../http/api-error.js'
import { cleanFileName } from '../http/clean-file-name.js'
import { parseAs } from '../http/parse-json.js'
import { readMultipart } from '../http/read-multipart.js'
import { sendFile } from '../http/send-file.js'
import { type ServerEnv, type Services, streamSettings, uploadLimits } from '../services.js'
import type { UploadRoom } from '../shelf/bounded-file-shelf.js'
import type { Upload } from '../shelf/file-shelf.js'

export const fileListSchema = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
  order: z.enum(['asc', 'desc']).default('desc'),
  purpose: z.string().optional(),
})

/** The fields of an upload's form besides the file. */
export const fileFormSchema = z.object({
  purpose: z.string().max(64).default('user_data'),
  'expires_after[anchor]': z.literal('created_at').optional(),
  'expires_after[seconds]': z.coerce
    .number()
    .int()
    .min(3600)
    .max(30 * 24 * 3600)
    .optional(),
})

export const fileBody = ({ id, bytes, created_at, expires_at, filename, purpose }: Upload) => ({
  id,
  object: 'file' as const,
  bytes,
  created_at,
  expires_at,
  filename,
  purpose,
  status: 'processed' as const,
})

export function addFileRoutes(app: Hono<ServerEnv>, services: Services): void {
  const { files, agent } = services
  const { store, profile } = agent.parts

  app.post('/v1/files', async (c) => {
    const { owner } = c.get('access')
    requireRunOrBatch(c.get('access'))
    await services.keys?.account(owner)?.countRequest()
    const room = await files.reserve(owner, Number(c.req.header('content-length') ?? 0))
    try {
      const { fields, files: taken } = await readMultipart<{ staged: StagedMedia; filename: string }>(
        c.req.raw,
        {
          limits: uploadLimits(services),
          fileFields: ['file'],
          takeFile: async ({ chunks, filename = 'file' }) => ({
            staged: await store.stage(counted(chunks, room), {
              maxBytes: profile.media.maxBytes,
              label: 'The file',
              signal: c.req.raw.signal,
            }),
            filename: cleanFileName(filename),
          }),
          dropFile: ({ staged }) => staged.discard(),
        },
      )
      const file = taken.get('file')
      if (!file) throw badRequest('The form has no part named "file".', 'file')
      const about = { filename: file.filename, ...readAbout(file.staged, fields) }
      return c.json(fileBody(await files.add(owner, file.staged, about)))
    } finally {
      room.leave()
    }
  })

  app.get('/v1/files', async (c) => {
    requireRunOrBatch(c.get('access'))
    const { after, limit, order, purpose } = parseAs(fileListSchema, c.req.query())
    const all = await files.list(c.get('access').owner)
    if (order === 'asc') all.reverse()
    const matching = all.filter((upload) => purpose === undefined || upload.purpose === purpose)
    const start = after === undefined ? 0 : matching.findIndex(({ id }) => id === after) + 1
    const data = matching.slice(start, start + limit).map(fileBody)
    return c.json({
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: start + limit < matching.length,
    })
  })

  app.get('/v1/files/:id', async (c) => {
    requireRunOrBatch(c.get('access'))
    return c.json(fileBody((await files.get(c.get('access').owner, c.req.param('id'))).upload))
  })

  app.get('/v1/files/:id/content', async (c) => {
    requireRunOrBatch(c.get('access'))
    const { upload, path } = await files.get(c.get('access').owner, c.req.param('id'))
    const { bytes, filename: name, digest: tag } = upload
    const file = { path, bytes, mimeType: 'application/octet-stream', name, tag }
    return sendFile(c.req.raw, file, streamSettings(services, c))
  })

  app.delete('/v1/files/:id', async (c) => {
    requireRunOrBatch(c.get('access'))
    const id = c.req.param('id')
    await files.remove(c.get('access').owner, id)
    return c.json({ id, object: 'file', deleted: true })
  })
}

/** What the form says of the file. @throws ApiError 400; the file is then gone */
function readAbout(
  staged: StagedMedia,
  fields: ReadonlyMap<string, readonly string[]>,
): { purpose: string; expires_at: number | undefined } {
  try {
    const values = [...fields].map(([name, [value]]) => [name, value] as const)
    const { purpose, 'expires_after[seconds]': seconds } = parseAs(fileFormSchema, Object.fromEntries(values))
    return { purpose, expires_at: seconds === undefined ? undefined : Math.ceil(Date.now() / 1000) + seconds }
  } catch (thrown) {
    staged.discard().catch(() => undefined)
    throw thrown
  }
}

async function* counted(chunks: AsyncIterable<Uint8Array>, room: UploadRoom): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    room.take(chunk.byteLength)
    yield chunk
  }
}
