import type { Hono } from 'hono'
import { z } from 'zod'
import { takesSource } from '../../config/candidate.js'
import { modelIdSchema } from '../../config/model-id-schema.js'
import { allowsTool } from '../../routing/allows-tool.js'
import type { AnyTool } from '../../tools/tool.js'
import { requireScope } from '../access/key-ring.js'
import type { ServerEnv, Services } from '../services.js'

export function addToolRoutes(app: Hono<ServerEnv>, services: Services): void {
  const { registry, catalog, profile } = services.agent.parts
  const modelsOf = (tool: string): string[] => [
    ...new Set(
      catalog
        .candidates(tool)
        .filter((one) => profile.backends.includes(one.backend) && takesSource(profile.sources, one))
        // A plan names models of the Hub, not folders.
        .flatMap(({ model }) => (modelIdSchema.safeParse(model).success ? [model] : [])),
    ),
  ]
  const describe = (tool: AnyTool) => ({
    id: tool.id,
    object: 'tool',
    description: tool.description,
    /** Whether this server has a model for it. */
    available: allowsTool(tool, { catalog, profile }),
    /** Those of the catalogue that the profile may run, for `model` of a step. */
    models: modelsOf(tool.id),
    input: jsonSchemaOf(tool.input),
    output: jsonSchemaOf(tool.output),
  })
  app.get('/v1/tools', (c) => {
    requireScope(c.get('access'), 'run')
    return c.json({ object: 'list', data: registry.list().map(describe) })
  })
}

const jsonSchemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
