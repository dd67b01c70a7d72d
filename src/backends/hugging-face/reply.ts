import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { SwitchyardError } from '../../core/errors.js'
import { parseJson } from '../../core/json.js'
import type { Asked } from './provider-status.js'

/** Most bytes of JSON: a million of them take milliseconds of the event loop to parse. */
const maxJsonBytes = 64_000_000

/** A reply that was read to its end. */
export interface Reply {
  status: number
  headers: Headers
  bytes: Buffer<ArrayBuffer>
}

/** What came can't be used; the same question would be answered the same way. */
export function badReply({ title, model }: Asked, what: string): SwitchyardError {
  return new SwitchyardError(
    'PROVIDER_BAD_REPLY',
    `The reply of ${title} for ${model} is of no use: ${what}. Check the provider or endpoint in the catalogue, or choose another.`,
    { details: { model } },
  )
}

/** Reads no further than `maxBytes`, then hangs up. */
export async function readUpTo(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ bytes: Buffer<ArrayBuffer>; whole: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size > maxBytes) return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), whole: false }
  }
  return { bytes: Buffer.concat(chunks), whole: true }
}

/**
 * Whether a reply is what it says, as a response for the client, and what it holds where that is JSON. The token is taken
 * out of what may be shown.
 */
export function checkReply(
  asked: Asked,
  { status, headers, bytes }: Reply,
): { response: Response; json?: unknown } {
  if (bytes.byteLength === 0) throw badReply(asked, 'it is empty')
  const type = (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const isJson = type === 'application/json' || type.endsWith('+json')
  if (type === 'text/html' || /^\s*<(!doctype html|html)\b/i.test(bytes.toString('latin1', 0, 100)))
    throw badReply(asked, 'it is a web page')
  if (!isJson && type !== 'text/event-stream') return { response: respond(bytes, type) }

  if (bytes.byteLength > maxJsonBytes) throw badReply(asked, `it is more than ${maxJsonBytes} bytes of JSON`)
  const text = withoutToken(bytes.toString('utf8'), asked)
  if (!isJson) return { response: respond(text, type) }
  const json = parseJson(text)
  if (json === undefined) throw badReply(asked, `it is called ${type}, but is no JSON`)
  return { response: respond(text, 'application/json'), json }

  function respond(body: string | Uint8Array<ArrayBuffer>, contentType: string): Response {
    const requestId = headers.get('x-request-id')
    return new Response(body, {
      status,
      headers: { 'content-type': contentType, ...(requestId && { 'x-request-id': requestId }) },
    })
  }
}

function withoutToken(text: string, { token }: Asked): string {
  return token === undefined ? text : text.replaceAll(token, '[redacted]')
}

const servedSchema = z.object({
  inferenceProviderMapping: z
    .union([
      z.array(z.object({ provider: z.string() })).transform((all) => all.map(({ provider }) => provider)),
      z.record(z.string(), z.unknown()).transform((all) => Object.keys(all)),
    ])
    .optional(),
})

/** The Hub says by whom a model is served: nobody, or not the provider that the catalogue names, is an error of its own. */
export async function checkServed(asked: Asked, reply: Response, provider: string): Promise<void> {
  const parsed = servedSchema.safeParse(await reply.clone().json())
  if (!parsed.success) throw badReply(asked, 'it does not say who serves the model')
  const served = parsed.data.inferenceProviderMapping ?? []
  if (served.length > 0 && (provider === 'auto' || served.includes(provider))) return
  const who =
    served.length > 0 ? `is served by ${served.join(', ')}, not by ${provider}` : 'is served by no provider'
  throw new SwitchyardError(
    'PROVIDER_NOT_SERVED',
    `${asked.model} ${who}. Name another provider or model in the catalogue, or give it an \`endpoint\` of your own.`,
    { details: { model: asked.model, providers: served } },
  )
}
