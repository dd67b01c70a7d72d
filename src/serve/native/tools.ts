import type { Hono } from 'hono'
import { z } from 'zod'
import { allowsTool } from '../../routing/allows-tool.js'
import type { AnyTool } from '../../tools/tool.js'
import { requireScope } from '../access/key-ring.js'
import type { ServerEnv, Services } from '../services.js'

export function addToolRoutes(app: Hono<ServerEnv>, services: Services): void {
  const { registry, catalog, profile } = services.agent.parts
  const describe = (tool: AnyTool) => ({
    id: tool.id,
    object: 'tool',
    description: tool.description,
    /** Whether this server has a model for it. */
    available: allowsTool(tool, { catalog, profile }),
    input: jsonSchemaOf(tool.input),
    output: jsonSchemaOf(tool.output),
  })
  app.get('/v1/tools', (c) => {
    requireScope(c.get('access'), 'run')
    return c.json({ object: 'list', data: registry.list().map(describe) })
  })
}

const jsonSchemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
