import type { Hono } from 'hono'
import { requireScope } from '../access/key-ring.js'
import { ApiError } from '../http/api-error.js'
import { isFromHere } from '../http/is-from-here.js'
import type { ServerContext, ServerEnv, Services } from '../services.js'

/** `/metrics`, for programs of this machine and for keys with the scope `admin`. */
export function addMetricsRoute(app: Hono<ServerEnv>, services: Services): void {
  const { metrics } = services
  app.get('/metrics', async (c) => {
    await checkReader(services, c)
    return c.body(await metrics.text(), 200, { 'content-type': metrics.contentType })
  })
}

async function checkReader({ keys }: Services, c: ServerContext): Promise<void> {
  if (isFromHere(c)) return
  if (keys) return requireScope(await keys.check(c.req.header('authorization') ?? null), 'admin')
  // Without keys, only a server that another one mounts has no address of its client: that one decides.
  if (c.env.outgoing)
    throw new ApiError(
      'The metrics are for programs on the machine of the server. With --key-file, keys with the scope "admin" may read them from elsewhere.',
      { status: 403, code: 'metrics_not_allowed' },
    )
}
