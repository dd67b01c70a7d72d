import { openAsBlob } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { AnswerCall, CallReply, EndpointCall } from '../../batch/endpoint-call.js'
import { parseJson } from '../../core/json.js'
import { type Access, openAccess } from '../access/key-ring.js'
import { badRequest, errorBody, toApiError } from '../http/api-error.js'
import { mediaLink, type ServerEnv, type Services } from '../services.js'

/** Handles a request of this process, as one that came over the network and was let in. */
export type HandleRequest = (request: Request, env: ServerEnv['Bindings']) => Response | Promise<Response>

/** Where links lead that nobody's request names: where `switchyard serve` listens by default. */
const defaultOrigin = 'http://127.0.0.1:8700'

/** Tries of a request that failed in passing, besides those that were only turned away because there was much to do. */
const attempts = 4
const firstPauseMs = 500

/**
 * Answers the lines of batches by the handlers that requests over HTTP come to. A line waits where a client would be told to
 * come again.
 */
export function createCallAnswerer(handle: HandleRequest, services: Services): AnswerCall {
  return async (call, { signal }) => {
    const owner = call.owner ?? openAccess.owner
    const access: Access = { owner, scopes: new Set(['run']), signal: undefined }
    for (let failures = 0; ; ) {
      const reply = await refusedFirst(call, async () =>
        handle(await requestOf(call, { services, owner, signal }), { access }),
      )
      const pauseSeconds = reply.headers.get('retry-after')
      const mayRetry = reply.headers.get('x-should-retry') === 'true' && !signal.aborted
      // Only a server that has too much to do says when to come again.
      if (pauseSeconds === null) failures += 1
      if (!mayRetry || failures >= attempts) return replyOf(reply, { call, services, owner })
      await reply.body?.cancel()
      const pauseMs = pauseSeconds === null ? firstPauseMs * 2 ** failures : Number(pauseSeconds) * 1000
      await delay(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** What a line can't be is told as an endpoint would tell it. */
async function refusedFirst({ body }: EndpointCall, answer: () => Promise<Response>): Promise<Response> {
  try {
    for (const field of ['stream', 'background'])
      if (body[field] === true)
        throw badRequest(`A line of a batch is answered whole: leave "${field}" out.`, field)
    return await answer()
  } catch (thrown) {
    const error = toApiError(thrown)
    return Response.json(errorBody(error), { status: error.status })
  }
}

async function requestOf(
  { url, body, origin = defaultOrigin }: EndpointCall,
  { services, owner, signal }: { services: Services; owner: string; signal: AbortSignal },
): Promise<Request> {
  const isForm = url === '/v1/audio/transcriptions' || url === '/v1/audio/translations'
  return new Request(`${origin}${url}`, {
    method: 'POST',
    body: isForm ? await formOf(body, services, owner) : JSON.stringify(body),
    signal,
  })
}

/** The endpoints that take a form have the id of an upload as `file` here. */
async function formOf(
  { file, ...fields }: EndpointCall['body'],
  services: Services,
  owner: string,
): Promise<FormData> {
  if (typeof file !== 'string') throw badRequest('Name the id of an upload as "file".', 'file')
  const { upload, path } = await services.files.get(owner, file)
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    const key = Array.isArray(value) ? `${name.replace(/\[\]$/, '')}[]` : name
    for (const one of [value].flat()) {
      if (typeof one === 'object' && one !== null)
        throw badRequest(
          'A field of this endpoint is a text, a number, true or false, or a list of these.',
          name,
        )
      if (one !== null) form.append(key, String(one))
    }
  }
  form.append('file', await openAsBlob(path), upload.filename)
  return form
}

/** What is no JSON is told as JSON: a text as such, a file by its link. */
async function replyOf(
  reply: Response,
  { call, services, owner }: { call: EndpointCall; services: Services; owner: string },
): Promise<CallReply> {
  const { status } = reply
  const requestId = reply.headers.get('x-request-id') ?? ''
  const type = reply.headers.get('content-type') ?? ''
  const digest = /^"([0-9a-f]{64})"$/.exec(reply.headers.get('etag') ?? '')?.[1]
  if (digest !== undefined) {
    await reply.body?.cancel()
    const url = mediaLink(services, { owner, origin: call.origin ?? defaultOrigin }, digest)
    const bytes = Number(reply.headers.get('content-length'))
    return { status, requestId, body: { object: 'media', id: digest, url, mime_type: type, bytes } }
  }
  const text = await reply.text()
  return { status, requestId, body: type.includes('json') ? parseJson(text) : { text } }
}
