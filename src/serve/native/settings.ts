import type { Hono } from 'hono'
import { findProblems } from '../../ops/doctor.js'
import { requireScope } from '../access/key-ring.js'
import { requesterOf, type ServerEnv, type Services, sendJson } from '../services.js'

/** What the server was started with, and what it lacks. Both are changed where it is started, not from afar. */
export function addSettingsRoutes(app: Hono<ServerEnv>, services: Services): void {
  const { profile, llm } = services.agent.parts

  app.get('/v1/settings', (c) => {
    const access = c.get('access')
    requireScope(access, 'run')
    const { name, description, privacy, preference, selection, budget, backends, downloads, media } = profile
    return sendJson(services, {
      object: 'settings',
      profile: { name, description, privacy, preference, selection, budget, backends, downloads },
      llm: { id: llm.id ?? null, reason: llm.reason, stays_here: llm.staysHere },
      max_upload_bytes: media.maxBytes,
      max_files: services.settings.maxMedia,
      key: services.keys ? { id: access.owner, scopes: [...access.scopes] } : null,
    })
  })

  app.get('/v1/doctor', async (c) => {
    requireScope(c.get('access'), 'admin')
    const signals = requesterOf(c).signals.filter((signal) => signal !== undefined)
    const signal = AbortSignal.any([...signals, services.stopping])
    const data = await findProblems(services.agent.parts, { env: process.env, signal })
    return sendJson(services, { object: 'list', data })
  })
}
