import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { Agent } from '../agent/agent.js'
import type { AnswerCall } from '../batch/endpoint-call.js'
import { SwitchyardError } from '../core/errors.js'
import type { QueueConnection } from '../queue/redis/connection.js'
import { openAccess } from './access/key-ring.js'
import { createCallAnswerer } from './batches/answer-call.js'
import { openBatches } from './batches/open-batches.js'
import { addChatHistoryRoutes } from './chats/chat-routes.js'
import { allowedMethods } from './http/allowed-methods.js'
import { ApiError, errorResponse, notFound, toApiError, wrongMethod } from './http/api-error.js'
import { checkOrigin } from './http/check-origin.js'
import { findNotServed } from './http/not-served.js'
import { addMcpRoute } from './mcp/mcp-route.js'
import { addBatchJobRoutes } from './native/batch-jobs.js'
import { addFeedbackRoutes } from './native/feedback.js'
import { addHealthRoutes } from './native/health.js'
import { addMediaUploadRoutes } from './native/media-uploads.js'
import { addOpenApiRoute } from './native/openapi.js'
import { addPlanRoutes } from './native/plans.js'
import { addQueueRoute } from './native/queue.js'
import { addRunRoutes } from './native/runs.js'
import { addToolRoutes } from './native/tools.js'
import { openServices } from './open-services.js'
import { addBatchRoutes } from './openai/batches.js'
import { addChatRoutes } from './openai/chat/chat-route.js'
import { addEmbeddingRoutes } from './openai/embeddings.js'
import { addFileRoutes } from './openai/files.js'
import { addImageEditRoutes } from './openai/image-edits.js'
import { addImageRoutes } from './openai/images.js'
import { addMediaRoutes } from './openai/media.js'
import { addModelRoutes } from './openai/models.js'
import { addResponseRoutes } from './openai/responses/response-routes.js'
import { addSpeechRoutes } from './openai/speech.js'
import { addTranscriptionRoutes } from './openai/transcriptions.js'
import type { HandlerOptions } from './options.js'
import { loadPage } from './page/load-page.js'
import { addPageRoutes } from './page/page-routes.js'
import { checkQueue } from './runs/check-queue.js'
import type { ServerEnv } from './services.js'
import { addKeyRoutes } from './settings/key-routes.js'
import { addSettingsRoutes } from './settings/settings-routes.js'
import { addMetricsRoute } from './telemetry/metrics-route.js'
import { observeRequests } from './telemetry/observe-requests.js'
import { addUiRoutes } from './ui/ui-routes.js'

/** The endpoints over an agent, without a server around them. */
export interface Service {
  app: Hono<ServerEnv>
  /** Answers a line of a batch. */
  answerCall: AnswerCall
  /** Takes no more runs, lets those that go on end, and cancels what is left after `drainMs`. */
  drain(drainMs: number): Promise<void>
  close(): Promise<void>
}

export interface ServiceSettings {
  /** Whether it has batches of its own and carries them. Default: true. */
  hasBatches?: boolean | undefined
  /** Where it keeps what is whose, where its runs are this process's all the same. Default: the queue, else the cache folder. */
  records?: QueueConnection | undefined
}

/** What asks for no key here. Links to media, and who reads the metrics, are checked where they are answered. */
const openPaths =
  /^(\/|\/assets\/[^/]+|\/healthz|\/readyz|\/metrics|\/openapi\.json|\/v1\/media\/[^/]+(\/thumbnail)?)$/

export async function createService(
  agent: Agent,
  options: HandlerOptions = {},
  { hasBatches = true, records }: ServiceSettings = {},
): Promise<Service> {
  const stopping = new AbortController()
  const services = await openServices(agent, options, { stopping: stopping.signal, records })
  const { settings } = services
  const page = await loadPage()
  // From here on nothing is awaited until all routes are there: batches that go on ask the app as soon as they are opened.

  const app = new Hono<ServerEnv>()
  app.use(observeRequests(services))
  if (settings.corsOrigins.length > 0)
    app.use(
      cors({
        origin: [...settings.corsOrigins],
        exposeHeaders: ['x-request-id', 'x-should-retry', 'retry-after'],
      }),
    )
  app.use(async (c, next) => {
    const { keys } = services
    if (c.env.access) {
      c.set('access', c.env.access)
      return next()
    }
    checkOrigin(c.req.raw, settings)
    const authorization = c.req.header('authorization') ?? null
    c.set('access', keys && !openPaths.test(c.req.path) ? await keys.check(authorization) : openAccess)
    await next()
  })

  app.use(async (c, next) => {
    if (!openPaths.test(c.req.path)) checkQueue(services)
    await next()
  })

  addHealthRoutes(app, services)
  addMetricsRoute(app, services)
  addModelRoutes(app, services)
  addChatRoutes(app, services)
  addResponseRoutes(app, services)
  addMediaRoutes(app, services)
  addFileRoutes(app, services)
  addTranscriptionRoutes(app, services)
  addSpeechRoutes(app, services)
  addEmbeddingRoutes(app, services)
  addImageRoutes(app, services)
  addImageEditRoutes(app, services)
  const answerCall = createCallAnswerer((request, env) => app.fetch(request, env), services)
  const batches = hasBatches ? openBatches(services, answerCall) : undefined
  if (batches) {
    addBatchRoutes(app, services, batches)
    addBatchJobRoutes(app, services, batches)
  }
  addQueueRoute(app, services, batches)
  addRunRoutes(app, services)
  addFeedbackRoutes(app, services)
  addChatHistoryRoutes(app, services)
  addMediaUploadRoutes(app, services)
  addPlanRoutes(app, services)
  addToolRoutes(app, services)
  addUiRoutes(app, services)
  const settingsSettled = addSettingsRoutes(app, services)
  addKeyRoutes(app, services)
  addMcpRoute(app, services)
  addOpenApiRoute(app, services)
  addPageRoutes(app, page)

  app.notFound((c) => {
    const known = findNotServed(c.req.raw)
    if (known) return errorResponse(known)
    const allowed = allowedMethods(app.routes, c.req.path)
    if (allowed.length > 0) return errorResponse(wrongMethod(allowed))
    return errorResponse(
      notFound('There is no such endpoint. GET /openapi.json describes those that there are.'),
    )
  })
  app.onError((thrown, c) => {
    const error = toApiError(thrown)
    if (error.options.code === 'internal')
      settings.onFault?.({ requestId: c.get('requestId'), description: describeFault(thrown) })
    return errorResponse(new ApiError(services.hidePaths(error.message), error.options))
  })

  return {
    app,
    answerCall,
    async drain(drainMs) {
      await batches?.close()
      const idle = services.admission.drain()
      const timer = setTimeout(
        () => stopping.abort(new SwitchyardError('CANCELLED', 'The server stopped.')),
        drainMs,
      )
      await idle
      clearTimeout(timer)
    },
    async close() {
      // Who makes the next service reads what was changed here.
      await settingsSettled()
      stopping.abort(new SwitchyardError('CANCELLED', 'The server stopped.'))
      await batches?.close()
      await services.close()
    },
  }
}

/** Where it failed, without what it says: messages may quote what a client has sent. */
function describeFault(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [thrown.name, ...frames].join('\n')
}
