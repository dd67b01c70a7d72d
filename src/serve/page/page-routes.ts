import type { Hono } from 'hono'
import { ApiError, notFound } from '../http/api-error.js'
import type { ServerEnv } from '../services.js'
import type { PageFile } from './load-page.js'

/**
 * What the page may do. It loads nothing from elsewhere, and nothing in what it shows can run: no script but its own
 * files, and no text ever becomes HTML (trusted types).
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** The page at `/` and its files. They are small, and held in memory. */
export function addPageRoutes(app: Hono<ServerEnv>, page: ReadonlyMap<string, PageFile>): void {
  app.get('/', (c) => {
    const index = page.get('index.html')
    if (!index)
      throw new ApiError('The page of this server was not built. Run `npm run build` in its sources.', {
        status: 501,
        code: 'page_not_built',
      })
    return send(c.req.raw, index, 'no-cache')
  })
  app.get('/assets/:file', (c) => {
    const file = page.get(`assets/${c.req.param('file')}`)
    if (!file) throw notFound('There is no such file. Load the page again: it was replaced by a newer one.')
    // Its name has the hash of its content.
    return send(c.req.raw, file, 'public, max-age=31536000, immutable')
  })
}

function send(request: Request, { type, plain, zipped, tag }: PageFile, caching: string): Response {
  const takesGzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  const headers = new Headers({
    'content-type': type,
    'cache-control': caching,
    etag: tag,
    vary: 'accept-encoding',
    'content-security-policy': policy,
    'permissions-policy': 'camera=(self), microphone=(self), geolocation=()',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  })
  if (request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers })
  if (takesGzip) headers.set('content-encoding', 'gzip')
  return new Response(takesGzip ? zipped : plain, { headers })
}
