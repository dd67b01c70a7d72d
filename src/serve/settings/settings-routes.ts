import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { listProfiles } from '../../config/load-profile.js'
import { findProblems } from '../../ops/doctor.js'
import { requireScope } from '../access/key-ring.js'
import { ApiError } from '../http/api-error.js'
import { readDeclaredJson } from '../http/parse-json.js'
import {
  jsonLimits,
  requesterOf,
  type ServerContext,
  type ServerEnv,
  type Services,
  sendJson,
} from '../services.js'
import { describeChangeable } from './changeable-settings.js'
import { refuseFiles, withoutFolder } from './refuse-files.js'
import { requireAdmin } from './require-admin.js'
import { type SettingPath, settingPathSchema, settingsChangeSchema } from './setting-paths.js'
import { createSettingsChanges } from './settings-changes.js'

/**
 * What the server was started with, and what it lacks. Admins may change some of it.
 *
 * @returns resolves when no change goes on
 */
export function addSettingsRoutes(app: Hono<ServerEnv>, services: Services): () => Promise<void> {
  const { profile, llm } = services.agent.parts
  const { settings: changeable } = services.settings
  const changes = changeable && createSettingsChanges(changeable)
  /** Tells one start of the server from the next. */
  const start = randomUUID()

  app.get('/v1/settings', async (c) => {
    const access = c.get('access')
    requireScope(access, 'run')
    const mayLook = mayChange(c, services)
    const shown = (text: string) => (mayLook ? text : withoutFolder(text, llm.id ?? ''))
    const { name, description, privacy, preference, selection, budget, backends, downloads, media } = profile
    return sendJson(services, {
      object: 'settings',
      start,
      profile: { name, description, privacy, preference, selection, budget, backends, downloads },
      llm: {
        id: llm.id === undefined ? null : shown(llm.id),
        reason: shown(llm.reason),
        stays_here: llm.staysHere,
      },
      max_upload_bytes: media.maxBytes,
      max_files: services.settings.maxMedia,
      key: services.keys ? { id: access.owner, scopes: [...access.scopes] } : null,
      change: mayLook ? await describeChange() : null,
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
    const change = await readDeclaredJson(c.req.raw, settingsChangeSchema, jsonLimits(services))
    if (!changeable || !changes)
      throw new ApiError('The settings of this server are changed where it is started.', {
        status: 409,
        code: 'settings_fixed',
      })
    await refuseFiles(change)
    await changes.make(change)
    return sendJson(services, {
      object: 'settings.change',
      file: describeChangeable(changeable).file,
      changed: settingPathSchema.options.filter((path) => change[path] !== undefined),
      restarts: changeable.restart !== undefined,
    })
  })

  app.get('/v1/doctor', async (c) => {
    requireScope(c.get('access'), 'admin')
    const signals = requesterOf(c).signals.filter((signal) => signal !== undefined)
    const signal = AbortSignal.any([...signals, services.stopping])
    const data = await findProblems(services.agent.parts, { env: process.env, signal })
    return sendJson(services, { object: 'list', data })
  })

  return async () => changes?.settled()
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
