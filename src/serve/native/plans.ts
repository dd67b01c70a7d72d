import type { Hono } from 'hono'
import { requireScope } from '../access/key-ring.js'
import { readJsonWithFiles } from '../http/parse-json.js'
import { withPlace } from '../runs/with-place.js'
import { budgetOf, jsonLimits, requesterOf, type ServerEnv, type Services, sendJson } from '../services.js'
import { runRequestSchema, toAgentRequest } from './run-request.js'

export function addPlanRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.post('/v1/plans', async (c) => {
    const { owner } = c.get('access')
    requireScope(c.get('access'), 'run')
    const runRequest = await readJsonWithFiles(c.req.raw, runRequestSchema, jsonLimits(services))
    return withPlace(services, requesterOf(c), async ({ signal, leave }) => {
      const request = await toAgentRequest(runRequest, { services, owner, signal })
      const { planned, media, forecast } = await services.agent.forecast(request, {
        signal,
        askLlm: true,
        budget: budgetOf(services, owner),
      })
      leave()
      return sendJson(services, { object: 'plan', plan: planned.plan, planned, media, forecast })
    })
  })
}
