import type { Hono } from 'hono'
import { isQueueThere } from '../runs/check-queue.js'
import type { ServerEnv, Services } from '../services.js'

export function addHealthRoutes(app: Hono<ServerEnv>, services: Services): void {
  const { admission } = services
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', (c) => {
    const { running, waiting, isDraining, isFull } = admission
    const status = isDraining
      ? 'stopping'
      : !isQueueThere(services)
        ? 'queue_unreachable'
        : isFull
          ? 'full'
          : 'ready'
    return c.json({ status, running, waiting }, status === 'ready' ? 200 : 503)
  })
}
