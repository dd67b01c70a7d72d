import { randomUUID } from 'node:crypto'
import { SpanKind } from '@opentelemetry/api'
import type { MiddlewareHandler } from 'hono'
import { inSpan } from '../../agent/tracing.js'
import type { RequestLog } from '../options.js'
import type { ServerContext, ServerEnv, Services } from '../services.js'

/**
 * Gives each request an id, and tells of its reply: to the log, to the metrics, and as a span that goes on with the trace
 * of the client. Ids, patterns of paths and sizes only: nothing that a client sent.
 */
export function observeRequests({ settings, metrics }: Services): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const beganAt = performance.now()
    const requestId = randomUUID()
    c.set('requestId', requestId)
    const { method } = c.req
    const attributes = { 'http.request.method': method, 'switchyard.request.id': requestId }
    await inSpan(method, { attributes, kind: SpanKind.SERVER, from: traceOf(c) }, async (span) => {
      await next()
      const { routePath } = c.req
      span.updateName(`${method} ${routePath}`)
      span.setAttributes({ 'http.route': routePath, 'http.response.status_code': c.res.status })
    })
    c.res.headers.set('x-request-id', requestId)
    const entry = entryOf(c, performance.now() - beganAt)
    metrics.countRequest(entry)
    settings.onRequest?.(entry)
  }
}

/** Where the client's trace goes on from, as W3C headers; undefined where it sends none. */
function traceOf(c: ServerContext) {
  const traceparent = c.req.header('traceparent')
  if (traceparent === undefined) return undefined
  const tracestate = c.req.header('tracestate')
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate }
}

function entryOf(c: ServerContext, durationMs: number): RequestLog {
  const announced = c.req.header('content-length')
  return {
    requestId: c.get('requestId'),
    method: c.req.method,
    route: c.req.routePath,
    status: c.res.status,
    owner: c.get('access')?.owner,
    bodyBytes: announced === undefined ? undefined : Number(announced),
    durationMs,
  }
}
