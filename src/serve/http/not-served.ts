import { ApiError } from './api-error.js'

/** What clients of these protocols may ask for, is not served here, and what there is in its place. */
const notServed = new Map([
  [
    'POST /v1/responses/compact',
    'Responses are not compacted here. Send "previous_response_id": the server knows the chat, and earlier files are not sent again.',
  ],
])

/** The error for a request that is understood and not served here; undefined for any other. */
export function findNotServed(request: Request): ApiError | undefined {
  const said =
    request.headers.get('upgrade')?.toLowerCase() === 'websocket'
      ? 'This server speaks no WebSocket. POST /v1/responses with "stream": true sends the same events.'
      : notServed.get(`${request.method} ${new URL(request.url).pathname}`)
  return said === undefined ? undefined : new ApiError(said, { status: 404, code: 'not_served' })
}
