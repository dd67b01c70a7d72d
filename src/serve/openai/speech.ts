import type { Hono } from 'hono'
import { z } from 'zod'
import { encodeMp3, hasMp3Encoder } from '../../media/codec/encode-mp3.js'
import { type Media, mediaSchema } from '../../media/media.js'
import { speedSchema } from '../../tools/audio/speaking/voice-names.js'
import { requireScope } from '../access/key-ring.js'
import { readJson } from '../http/parse-json.js'
import { sendFile } from '../http/send-file.js'
import { callTool } from '../runs/call-tool.js'
import { fileNameOf } from '../runs/made-media.js'
import { withPlace } from '../runs/with-place.js'
import { jsonLimits, requesterOf, type ServerEnv, type Services, streamSettings } from '../services.js'
import { checkTaskModel } from './models.js'
import { speechFormat } from './speech-format.js'
import { mannerOf } from './speech-manner.js'
import { toolAt } from './tool-at.js'

export const speechSchema = z.object({
  model: z.string(),
  input: z.string().trim().min(1, 'must say something').max(100_000),
  language: z.string().optional(),
  response_format: z
    .string()
    .max(20)
    .nullish()
    .describe('"wav", or "mp3" where its encoder is installed. Default: "mp3" where it is, else "wav".'),
  voice: z.string().trim().min(1).max(64).nullish(),
  speed: speedSchema.nullish(),
})

export function addSpeechRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.post('/v1/audio/speech', async (c) => {
    const access = c.get('access')
    requireScope(access, 'run')
    const { model, input, language, voice, speed, response_format } = await readJson(
      c.req.raw,
      speechSchema,
      jsonLimits(services),
    )
    const speaks = toolAt(services, 'audio/speech')
    checkTaskModel(model, 'audio/speech', services)
    const format = speechFormat(response_format, await hasMp3Encoder())
    return withPlace(services, requesterOf(c), async ({ signal, leave }) => {
      const manner = await mannerOf(services, { tool: speaks, voice, speed, signal })
      const spoken = await callTool(services, {
        owner: access.owner,
        tool: speaks,
        input: { text: input, language, ...manner },
        signal,
      })
      const made = z.object({ audio: mediaSchema }).parse(spoken.output).audio
      const audio = format === 'mp3' ? await asMp3(made, { services, owner: access.owner, signal }) : made
      await services.media.add(access.owner, [audio])
      const { path } = await services.media.get(access.owner, audio.digest)
      leave()
      const { bytes, mimeType, digest: tag } = audio
      const file = { path, bytes, mimeType, name: fileNameOf(audio), tag }
      return sendFile(c.req.raw, file, streamSettings(services, c))
    })
  })
}

/** The recording as MP3, taken in like any file. */
async function asMp3(
  audio: Media,
  { services, owner, signal }: { services: Services; owner: string; signal: AbortSignal },
): Promise<Media> {
  if (audio.mimeType === 'audio/mpeg') return audio
  await services.media.add(owner, [audio])
  const { path } = await services.media.get(owner, audio.digest)
  const mp3 = await encodeMp3(path, signal)
  const taken = await services.agent.parts.ingest.ingest(mp3, { signal })
  if (!taken.ok) throw taken.error
  return taken.value
}
