import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { Agent } from '../agent/agent.js'
import { SwitchyardError } from '../core/errors.js'
import { openAccess } from './access/key-ring.js'
import { addChatHistoryRoutes } from './chats/chat-routes.js'
import { ApiError, errorResponse, notFound, toApiError } from './http/api-error.js'
import { checkOrigin } from './http/check-origin.js'
import { addMcpRoute } from './mcp/mcp-route.js'
import { addHealthRoutes } from './native/health.js'
import { addMediaUploadRoutes } from './native/media-uploads.js'
import { addOpenApiRoute } from './native/openapi.js'
import { addPlanRoutes } from './native/plans.js'
import { addRunRoutes } from './native/runs.js'
import { addSettingsRoutes } from './native/settings.js'
import { addToolRoutes } from './native/tools.js'
import { openServices } from './open-services.js'
import { addChatRoutes } from './openai/chat/chat-route.js'
import { addEmbeddingRoutes } from './openai/embeddings.js'
import { addFileRoutes } from './openai/files.js'
import { addImageRoutes } from './openai/images.js'
import { addMediaRoutes } from './openai/media.js'
import { addModelRoutes } from './openai/models.js'
import { addSpeechRoutes } from './openai/speech.js'
import { addTranscriptionRoutes } from './openai/transcriptions.js'
import type { HandlerOptions } from './options.js'
import { addPageRoutes } from './page/page-routes.js'
import type { ServerContext, ServerEnv, Services } from './services.js'

/** The endpoints over an agent, without a server around them. */
export interface Service {
  app: Hono<ServerEnv>
  /** Takes no more runs, lets those that go on end, and cancels what is left after `drainMs`. */
  drain(drainMs: number): Promise<void>
  close(): void
}

/** What is open to everybody, also where keys are asked for. Links to media are checked where they are opened. */
const openPaths = /^(\/|\/assets\/[^/]+|\/healthz|\/readyz|\/openapi\.json|\/v1\/media\/[^/]+)$/

export async function createService(agent: Agent, options: HandlerOptions = {}): Promise<Service> {
  const stopping = new AbortController()
  const services = await openServices(agent, options, stopping.signal)
  const { settings } = services

  const app = new Hono<ServerEnv>()
  app.use(async (c, next) => {
    const beganAt = performance.now()
    c.set('requestId', randomUUID())
    await next()
    c.header('x-request-id', c.get('requestId'))
    tell(services, c, performance.now() - beganAt)
  })
  if (settings.corsOrigins.length > 0)
    app.use(
      cors({
        origin: [...settings.corsOrigins],
        exposeHeaders: ['x-request-id', 'x-should-retry', 'retry-after'],
      }),
    )
  app.use(async (c, next) => {
    checkOrigin(c.req.raw, settings)
    const { keys } = services
    const authorization = c.req.header('authorization') ?? null
    c.set('access', keys && !openPaths.test(c.req.path) ? await keys.check(authorization) : openAccess)
    await next()
  })

  addHealthRoutes(app, services)
  addModelRoutes(app, services)
  addChatRoutes(app, services)
  addMediaRoutes(app, services)
  addFileRoutes(app, services)
  addTranscriptionRoutes(app, services)
  addSpeechRoutes(app, services)
  addEmbeddingRoutes(app, services)
  addImageRoutes(app, services)
  addRunRoutes(app, services)
  addChatHistoryRoutes(app, services)
  addMediaUploadRoutes(app, services)
  addPlanRoutes(app, services)
  addToolRoutes(app, services)
  addSettingsRoutes(app, services)
  addMcpRoute(app, services)
  addOpenApiRoute(app)
  await addPageRoutes(app)

  app.notFound(() =>
    errorResponse(notFound('There is no such endpoint. GET /openapi.json describes those that there are.')),
  )
  app.onError((thrown, c) => {
    const error = toApiError(thrown)
    if (error.options.code === 'internal')
      settings.onFault?.({ requestId: c.get('requestId'), description: describeFault(thrown) })
    return errorResponse(new ApiError(services.hidePaths(error.message), error.options))
  })

  return {
    app,
    async drain(drainMs) {
      const idle = services.admission.drain()
      const timer = setTimeout(
        () => stopping.abort(new SwitchyardError('CANCELLED', 'The server stopped.')),
        drainMs,
      )
      await idle
      clearTimeout(timer)
    },
    close() {
      stopping.abort(new SwitchyardError('CANCELLED', 'The server stopped.'))
      services.keys?.close()
    },
  }
}

function tell({ settings }: Services, c: ServerContext, durationMs: number): void {
  const announced = c.req.header('content-length')
  settings.onRequest?.({
    requestId: c.get('requestId'),
    method: c.req.method,
    route: c.req.routePath,
    status: c.res.status,
    owner: c.get('access')?.owner,
    bodyBytes: announced === undefined ? undefined : Number(announced),
    durationMs,
  })
}

/** Where it failed, without what it says: messages may quote what a client has sent. */
function describeFault(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [thrown.name, ...frames].join('\n')
}
