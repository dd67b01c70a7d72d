import { requireScope } from '../access/key-ring.js'
import { ApiError } from '../http/api-error.js'
import { isMeantFromHere } from '../http/is-from-here.js'
import type { ServerContext, Services } from '../services.js'

/**
 * Lets keys with the scope `admin` pass. On a server without keys everybody has it: there, only who sits at its machine, and
 * calls it as localhost or from its own page.
 *
 * @throws ApiError 403
 */
export function requireAdmin(c: ServerContext, { keys }: Pick<Services, 'keys'>): void {
  requireScope(c.get('access'), 'admin')
  if (keys === undefined && !isMeantFromHere(c))
    throw new ApiError(
      'A server without keys is changed from its own machine only, as http://localhost, and by its own page. Start it with --key-file, and use a key with the scope "admin".',
      { status: 403, code: 'not_from_here' },
    )
}
