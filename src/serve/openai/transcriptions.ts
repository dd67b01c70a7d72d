import type { Hono } from 'hono'
import { z } from 'zod'
import { hasSound, type Media } from '../../media/media.js'
import { requireScope } from '../access/key-ring.js'
import { badRequest } from '../http/api-error.js'
import { eventStream, formatFrame } from '../http/event-stream.js'
import { parseAs } from '../http/parse-json.js'
import { readMultipart } from '../http/read-multipart.js'
import { callTool } from '../runs/call-tool.js'
import { withPlace } from '../runs/with-place.js'
import {
  requesterOf,
  type ServerContext,
  type ServerEnv,
  type Services,
  streamSettings,
  uploadLimits,
} from '../services.js'
import { checkTaskModel } from './models.js'
import { renderSrt, renderVtt } from './subtitles.js'
import { toolAt } from './tool-at.js'

export const transcriptionFieldsSchema = z.object({
  model: z.string(),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}$/, 'must be a language code such as en')
    .optional(),
  response_format: z.enum(['json', 'text', 'srt', 'vtt', 'verbose_json']).default('json'),
  stream: z.enum(['true', 'false']).optional(),
  'timestamp_granularities[]': z
    .array(z.literal('segment', { error: 'only "segment" is told: no model here tells the times of words' }))
    .optional(),
})

const heardSchema = z.object({
  text: z.string(),
  segments: z.array(z.object({ start: z.number(), end: z.number(), text: z.string() })),
})

export function addTranscriptionRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.post('/v1/audio/transcriptions', (c) => answer(services, c, { translate: false }))
  app.post('/v1/audio/translations', (c) => answer(services, c, { translate: true }))
}

async function answer(
  services: Services,
  c: ServerContext,
  { translate }: { translate: boolean },
): Promise<Response> {
  const { owner } = c.get('access')
  requireScope(c.get('access'), 'run')
  const { ingest } = services.agent.parts
  const { fields, files } = await readMultipart<Media>(c.req.raw, {
    limits: uploadLimits(services),
    fileFields: ['file'],
    async takeFile({ chunks, filename }) {
      const media = await ingest.ingest(chunks, { signal: c.req.raw.signal, name: filename })
      if (!media.ok) throw media.error
      return media.value
    },
    dropFile: async () => {},
  })
  const audio = files.get('file')
  if (!audio) throw badRequest('The form has no part named "file".', 'file')
  if (!hasSound(audio)) throw badRequest('The file is no recording, by its content.', 'file')
  const formFields = parseAs(transcriptionFieldsSchema, {
    ...Object.fromEntries([...fields].map(([name, values]) => [name, values[0]])),
    'timestamp_granularities[]': fields.get('timestamp_granularities[]'),
  })
  const listens = toolAt(services, 'audio/transcriptions')
  checkTaskModel(formFields.model, 'audio/transcriptions', services)

  return withPlace(services, requesterOf(c), async ({ signal, leave }) => {
    const { language } = formFields
    const call = await callTool(services, {
      owner,
      tool: listens,
      input: { audio, language },
      signal,
    })
    const transcript = heardSchema.parse(call.output)
    const inEnglish = translate
      ? await intoEnglish(transcript, { services, owner, language, signal })
      : transcript
    leave()
    if (formFields.stream === 'true')
      return eventStream(transcriptFrames(inEnglish), { ...streamSettings(services, c), onGone: () => {} })
    return reply(c, { ...inEnglish, audio, asked: formFields, task: translate ? 'translate' : 'transcribe' })
  })
}

/** The transcript part by part, as OpenAI's clients read it. */
async function* transcriptFrames({ text, segments }: Heard): AsyncGenerator<string> {
  const frame = (type: string, fields: object) =>
    formatFrame({ event: type, data: JSON.stringify({ type, ...fields }) })
  for (const [at, segment] of segments.entries())
    yield frame('transcript.text.delta', { delta: at === 0 ? segment.text : ` ${segment.text}` })
  yield frame('transcript.text.done', { text })
}

type Heard = z.output<typeof heardSchema>

/** Each part by itself, so that it keeps its time. What is spoken already in English stays as it is. */
async function intoEnglish(
  { segments, text }: Heard,
  {
    services,
    owner,
    language,
    signal,
  }: { services: Services; owner: string; language: string | undefined; signal: AbortSignal },
): Promise<Heard> {
  if (text === '' || language === 'en') return { segments, text }
  if (language === undefined)
    throw badRequest(
      'Say in "language" what is spoken, as a code such as de: the models here do not tell it.',
      'language',
    )
  const translates = toolAt(services, 'audio/translations')
  const translated: Heard['segments'] = []
  for (const segment of segments) {
    const { output } = await callTool(services, {
      owner,
      tool: translates,
      input: { text: segment.text, sourceLanguage: language, targetLanguage: 'en' },
      signal,
    })
    translated.push({ ...segment, text: z.object({ text: z.string() }).parse(output).text })
  }
  return { segments: translated, text: translated.map((segment) => segment.text).join(' ') }
}

function reply(
  c: ServerContext,
  {
    text,
    segments,
    audio,
    asked,
    task,
  }: Heard & { audio: Media; asked: z.output<typeof transcriptionFieldsSchema>; task: string },
): Response {
  switch (asked.response_format) {
    case 'text':
      return c.text(`${text}\n`)
    case 'srt':
      return c.text(renderSrt(segments), 200, { 'content-type': 'application/x-subrip; charset=utf-8' })
    case 'vtt':
      return c.text(renderVtt(segments), 200, { 'content-type': 'text/vtt; charset=utf-8' })
    case 'json':
      return c.json({ text })
    case 'verbose_json':
      return c.json({
        task,
        language: asked.language ?? 'unknown',
        duration: audio.facts.durationSeconds ?? 0,
        text,
        segments: segments.map((segment, id) => ({ id, ...segment })),
      })
  }
}
