import type { Hono } from 'hono'
import { formatList } from '../../core/text.js'
import { allowsTool } from '../../routing/allows-tool.js'
import { requireScope } from '../access/key-ring.js'
import { ApiError } from '../http/api-error.js'
import type { ServerEnv, Services } from '../services.js'

/** The models that a client sees: the profile, which answers chats, and each task that it can run. */
export function modelIds({ agent }: Services): string[] {
  const { profile, registry, catalog } = agent.parts
  const tasks = registry.list().filter((tool) => allowsTool(tool, { catalog, profile }))
  return [profile.name, ...tasks.map(({ id }) => id)]
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
