import { z } from 'zod'

/** What a server says went wrong, taken out of whatever form it has. */
export interface ServerReason {
  message: string
  code?: string | undefined
  /** An HTTP status that stands in the body, as in a reply with status 200. */
  status?: number | undefined
}

const detailSchema = z.object({
  msg: z.string(),
  loc: z.array(z.union([z.string(), z.number()])).default([]),
})
const reasonSchema = z.object({
  message: z.unknown().optional(),
  detail: z.unknown().optional(),
  details: z.unknown().optional(),
  errors: z.unknown().optional(),
  reason: z.unknown().optional(),
  title: z.unknown().optional(),
  code: z.unknown().optional(),
  status: z.unknown().optional(),
  type: z.unknown().optional(),
  error: z.unknown().optional(),
  metadata: z.object({ raw: z.unknown().optional() }).optional().catch(undefined),
})
const maxDepth = 4

/**
 * The reason in an error's body: OpenAI's `error.message`, FastAPI's `detail` (a text or a list with places), a bare
 * `error` or `message`, and the like. Undefined where the body says nothing. Pure.
 */
export function serverReason(body: unknown): ServerReason | undefined {
  return reasonIn(body, 0)
}

/** The same, only for a body that is an error and no reply. */
export function errorInReply(body: unknown): ServerReason | undefined {
  if (typeof body !== 'object' || body === null || 'choices' in body) return undefined
  const isError = ('object' in body && body.object === 'error') || 'error' in body || 'detail' in body
  return isError ? (serverReason(body) ?? { message: 'no reason given' }) : undefined
}

function reasonIn(body: unknown, depth: number): ServerReason | undefined {
  if (depth > maxDepth) return undefined
  if (typeof body === 'string') return body.trim() ? { message: body } : undefined
  if (Array.isArray(body)) {
    const parts = body.slice(0, 20).flatMap((item) => sayDetail(item, depth) ?? [])
    return parts.length > 0 ? { message: parts.join('; ') } : undefined
  }
  const parsed = reasonSchema.safeParse(body)
  if (!parsed.success) return undefined
  const { error, message, detail, details, errors, reason, title, metadata, code, status, type } = parsed.data
  for (const inner of [error, message, detail, errors, details, reason, title]) {
    const found = inner === undefined || inner === null ? undefined : reasonIn(inner, depth + 1)
    if (!found) continue
    // A gateway says only "Provider returned error", and what the provider said stands beside it.
    const raw = metadata?.raw === undefined ? undefined : reasonIn(parseIfJson(metadata.raw), depth + 1)
    return {
      message: raw && raw.message !== found.message ? `${found.message}: ${raw.message}` : found.message,
      code: found.code ?? textIn(code) ?? textIn(type),
      status: found.status ?? httpStatus(code) ?? httpStatus(status),
    }
  }
  return undefined
}

function sayDetail(item: unknown, depth: number): string | undefined {
  const parsed = detailSchema.safeParse(item)
  if (!parsed.success) return reasonIn(item, depth + 1)?.message
  const place = parsed.data.loc.filter((part) => part !== 'body').join('.')
  return place ? `${place}: ${parsed.data.msg}` : parsed.data.msg
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value : undefined

function httpStatus(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : Number(textIn(value) ?? Number.NaN)
  return Number.isInteger(number) && number >= 400 && number < 600 ? number : undefined
}

function parseIfJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
