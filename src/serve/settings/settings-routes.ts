import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { listProfiles } from '../../config/load-profile.js'
import { findProblems } from '../../ops/doctor.js'
import { requireScope } from '../access/key-ring.js'
import { ApiError } from '../http/api-error.js'
import { readJson } from '../http/parse-json.js'
import {
  jsonLimits,
  requesterOf,
  type ServerContext,
  type ServerEnv,
  type Services,
  sendJson,
} from '../services.js'
import { changeSettings, describeChangeable } from './changeable-settings.js'
import { requireAdmin } from './require-admin.js'
import { type SettingPath, settingPathSchema, settingsChangeSchema } from './setting-paths.js'

/** What the server was started with, and what it lacks. Admins may change some of it. */
export function addSettingsRoutes(app: Hono<ServerEnv>, services: Services): void {
  const { profile, llm } = services.agent.parts
  const { settings: changeable } = services.settings
  /** Tells one start of the server from the next. */
  const start = randomUUID()

  app.get('/v1/settings', async (c) => {
    const access = c.get('access')
    requireScope(access, 'run')
    const { name, description, privacy, preference, selection, budget, backends, downloads, media } = profile
    return sendJson(services, {
      object: 'settings',
      start,
      profile: { name, description, privacy, preference, selection, budget, backends, downloads },
      llm: { id: llm.id ?? null, reason: llm.reason, stays_here: llm.staysHere },
      max_upload_bytes: media.maxBytes,
      max_files: services.settings.maxMedia,
      key: services.keys ? { id: access.owner, scopes: [...access.scopes] } : null,
      change: mayChange(c, services) ? await describeChange() : null,
    })
  })

  /** What may be changed, and how it is now. */
  async function describeChange() {
    if (!changeable) return null
    const { file, fixed } = describeChangeable(changeable)
    const { approval, approvalAboveUsd, privacy, budget, name } = profile
    const values: Record<SettingPath, string | number | null> = {
      profile: name,
      llm: withoutSecrets(typeof changeable.agent.llm === 'string' ? changeable.agent.llm : profile.llm),
      privacy,
      approval,
      approvalAboveUsd,
      'budget.perRun': budget.perRun ?? null,
    }
    return { file, values, fixed, profiles: await listProfiles() }
  }

  app.post('/v1/settings', async (c) => {
    requireAdmin(c, services)
    const change = await readJson(c.req.raw, settingsChangeSchema, jsonLimits(services))
    if (!changeable)
      throw new ApiError('The settings of this server are changed where it is started.', {
        status: 409,
        code: 'settings_fixed',
      })
    await changeSettings(changeable, change)
    const { restart } = changeable
    // After the reply: it goes out before the server stops.
    if (restart) setImmediate(restart)
    return sendJson(services, {
      object: 'settings.change',
      file: describeChangeable(changeable).file,
      changed: settingPathSchema.options.filter((path) => change[path] !== undefined),
      restarts: restart !== undefined,
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

function mayChange(c: ServerContext, services: Services): boolean {
  try {
    requireAdmin(c, services)
    return true
  } catch {
    return false
  }
}

/** An address may have a name and a password in it. */
const withoutSecrets = (spec: string): string => spec.replace(/\/\/[^/@\s]+@/, '//***@')
