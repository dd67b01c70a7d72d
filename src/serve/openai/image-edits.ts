import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { z } from 'zod'
import { type Media, mediaSchema } from '../../media/media.js'
import { requireScope } from '../access/key-ring.js'
import { badRequest } from '../http/api-error.js'
import { parseAs } from '../http/parse-json.js'
import { readMultipart } from '../http/read-multipart.js'
import { callTool } from '../runs/call-tool.js'
import { withPlace } from '../runs/with-place.js'
import { requesterOf, type ServerEnv, type Services, uploadLimits } from '../services.js'
import { sendPicture } from './images.js'
import { checkTaskModel } from './models.js'
import { toolAt } from './tool-at.js'

/** The fields of the form besides its files. */
export const imageEditSchema = z.object({
  model: z.string().optional(),
  prompt: z.string().trim().min(1, 'must say what to change').max(32_000),
  n: z.literal('1', { error: 'one picture is made at a time: leave it out, or set it to 1' }).optional(),
  size: z
    .literal('auto', { error: 'a changed picture keeps its size: leave it out, or set it to auto' })
    .optional(),
  response_format: z.enum(['url', 'b64_json']).optional(),
})

export function addImageEditRoutes(app: Hono<ServerEnv>, services: Services): void {
  const { ingest } = services.agent.parts
  app.post('/v1/images/edits', async (c) => {
    requireScope(c.get('access'), 'run')
    const { fields, files } = await readMultipart<Media>(c.req.raw, {
      limits: uploadLimits(services),
      fileFields: ['image', 'image[]', 'mask'],
      async takeFile({ chunks, filename }) {
        const taken = await ingest.ingest(chunks, { signal: c.req.raw.signal, name: filename })
        if (!taken.ok) throw taken.error
        return taken.value
      },
      dropFile: async () => {},
    })
    const image = files.get('image') ?? files.get('image[]')
    const mask = files.get('mask')
    if (!image) throw badRequest('The form has no part named "image".', 'image')
    for (const [name, file] of files)
      if (file.modality !== 'image') throw badRequest('The file is no picture, by its content.', name)
    if (mask && !isSameSize(image, mask))
      throw badRequest('The mask has to be as large as the picture, in pixels.', 'mask')
    const asked = parseAs(
      imageEditSchema,
      Object.fromEntries([...fields].map(([name, [value]]) => [name, value])),
    )
    const edits = toolAt(services, 'images/edits')
    checkTaskModel(asked.model ?? edits, 'images/edits', services)

    return withPlace(services, requesterOf(c), async ({ signal, leave }) => {
      const input = { image, prompt: asked.prompt }
      const { owner } = c.get('access')
      const { output } = await callTool(services, { owner, tool: edits, input, signal })
      const { image: after } = z.object({ image: mediaSchema }).parse(output)
      const edited = mask ? await keepOutside(services, { before: image, after, mask, signal }) : after
      leave()
      return sendPicture(services, c, { image: edited, format: asked.response_format })
    })
  })
}

const isSameSize = (a: Media, b: Media): boolean =>
  a.facts.width === b.facts.width && a.facts.height === b.facts.height

/** The changed picture with all as it was where the mask is not transparent: models change the whole of a picture. */
async function keepOutside(
  { agent }: Services,
  { before, after, mask, signal }: { before: Media; after: Media; mask: Media; signal: AbortSignal },
): Promise<Media> {
  const { store, reader, ingest } = agent.parts
  const pathOf = (media: Media) => store.path(media.digest, { signal })
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-edit-'))
  try {
    const output = join(folder, 'picture.png')
    const [was, became, open] = await Promise.all([pathOf(before), pathOf(after), pathOf(mask)])
    await reader.editWithin({ before: was, after: became, mask: open, output }, { signal })
    const kept = await ingest.ingest(output, { signal, name: after.name })
    if (!kept.ok) throw kept.error
    return kept.value
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
