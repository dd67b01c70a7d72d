import type { Hono } from 'hono'
import { formatList } from '../../core/text.js'
import { allowsTool } from '../../routing/allows-tool.js'
import type { AnyTool } from '../../tools/tool.js'
import { requireScope } from '../access/key-ring.js'
import { ApiError } from '../http/api-error.js'
import type { ServerEnv, Services } from '../services.js'
import { toolAt } from './tool-at.js'

/** The models that a client sees: the profile, which answers chats, and each task that it can run. */
export function modelIds({ agent }: Services): string[] {
  const { profile, registry, catalog } = agent.parts
  const tasks = registry.list().filter((tool) => allowsTool(tool, { catalog, profile }))
  return [profile.name, ...tasks.map(({ id }) => id)]
}

/**
 * OpenAI's names that programs have built in, of models that listen, speak and draw. What those make is text, sound or a picture,
 * so that the model in line may stand for them. Not for vectors: those of two models can't be compared.
 */
const builtIn: Partial<Record<NonNullable<AnyTool['openAiEndpoint']>, RegExp>> = {
  'audio/transcriptions': /^(?:whisper-1|gpt-4o-(?:mini-)?transcribe)$/,
  'audio/speech': /^(?:tts-1|tts-1-hd|gpt-4o-mini-tts)$/,
  'images/generations': /^(?:dall-e-[23]|gpt-image-1|gpt-image-1-mini)$/,
  'images/edits': /^(?:dall-e-2|gpt-image-1|gpt-image-1-mini)$/,
}

/** @throws ApiError 404 unless `model` is the endpoint's task, the profile, or OpenAI's name of a model for it */
export function checkTaskModel(
  model: string,
  endpoint: NonNullable<AnyTool['openAiEndpoint']>,
  services: Services,
): void {
  if (builtIn[endpoint]?.test(model)) return
  checkModel(model, [toolAt(services, endpoint), services.agent.parts.profile.name])
}

/** @throws ApiError 404 unless `model` is one of those, as a client names it */
export function checkModel(model: string, known: readonly string[]): void {
  if (known.includes(model)) return
  throw new ApiError(
    `There is no model of this name here. Use ${formatList(
      known.map((id) => `"${id}"`),
      'or',
    )}; GET /v1/models lists all.`,
    { status: 404, code: 'model_not_found', param: 'model' },
  )
}

export function addModelRoutes(app: Hono<ServerEnv>, services: Services): void {
  const describe = (id: string) => ({
    id,
    object: 'model' as const,
    created: services.startedAt,
    owned_by: 'switchyard',
  })
  app.get('/v1/models', (c) => {
    requireScope(c.get('access'), 'run')
    return c.json({ object: 'list', data: modelIds(services).map(describe) })
  })
  app.get('/v1/models/:id', (c) => {
    requireScope(c.get('access'), 'run')
    const id = c.req.param('id')
    checkModel(id, modelIds(services))
    return c.json(describe(id))
  })
}
