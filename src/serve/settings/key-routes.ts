import type { Hono } from 'hono'
import { z } from 'zod'
import { onOneLine } from '../../core/text.js'
import { addKey, keyScopes, revokeKey } from '../access/key-file.js'
import { newKeyLimitsSchema } from '../access/key-limits.js'
import { listKeys } from '../access/list-keys.js'
import { badRequest, notFound } from '../http/api-error.js'
import { readDeclaredJson } from '../http/parse-json.js'
import { jsonLimits, type ServerEnv, type Services, sendJson } from '../services.js'
import { requireAdmin } from './require-admin.js'

export const newKeySchema = z.strictObject({
  name: z.string().overwrite(onOneLine).min(1).max(200).describe('Whose key it is.'),
  scopes: z.array(z.enum(keyScopes)).min(1).default(['run']).describe('What it may do.'),
  ...newKeyLimitsSchema.shape,
})

/** Lists, makes and revokes keys, for admins. A key itself is shown once, when it is made. */
export function addKeyRoutes(app: Hono<ServerEnv>, services: Services): void {
  const fileOf = (): string => {
    const { keyFile } = services.settings
    if (keyFile === undefined)
      throw notFound('This server asks for no keys. Start it with --key-file to have some.', 'no_keys')
    return keyFile
  }

  app.get('/v1/keys', async (c) => {
    requireAdmin(c, services)
    const data = await listKeys(fileOf())
    return sendJson(services, { object: 'list', data })
  })

  app.post('/v1/keys', async (c) => {
    requireAdmin(c, services)
    const file = fileOf()
    const { name, scopes, ...limits } = await readDeclaredJson(c.req.raw, newKeySchema, jsonLimits(services))
    const { id, key } = await addKey(file, { name, scopes, limits })
    return sendJson(services, { object: 'key', id, name, key }, { status: 201 })
  })

  app.delete('/v1/keys/:id', async (c) => {
    requireAdmin(c, services)
    const file = fileOf()
    const id = c.req.param('id')
    if (id === c.get('access').owner)
      throw badRequest('This is the key that you use. Revoke it with another one, or on the machine.', 'id')
    await revokeKey(file, id)
    return sendJson(services, { object: 'key', id, revoked: true })
  })
}
