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
  msg: z.unknown().optional(),
  error_msg: z.unknown().optional(),
  error_message: z.unknown().optional(),
  error_description: z.unknown().optional(),
  status_msg: z.unknown().optional(),
  base_resp: z.unknown().optional(),
  fault: z.unknown().optional(),
  faultstring: z.unknown().optional(),
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

const replySchema = z.looseObject({
  choices: z
    .array(z.looseObject({ error: z.unknown().optional() }).catch({}))
    .nullish()
    .catch(undefined),
  error: z.unknown().optional(),
})

/**
 * The same, only for a body that is an error and no reply, or a reply that says beside what there is of it, or of its
 * first choice, that it failed.
 */
export function errorInReply(body: unknown): ServerReason | undefined {
  const reply = replySchema.safeParse(body)
  if (!reply.success) return undefined
  const { choices, error } = reply.data
  const beside = choices ? error || choices[0]?.error : undefined
  if (beside) return reasonIn(beside, 1) ?? { message: 'no reason given' }
  return !choices && isError(reply.data) ? (serverReason(body) ?? { message: 'no reason given' }) : undefined
}

/** A message alone is no error: some servers say what they are doing. */
function isError(body: Readonly<Record<string, unknown>>): boolean {
  const { object, success, error, detail, errors, fault, base_resp, code } = body
  if (object === 'error' || success === false) return true
  const isFine = z.looseObject({ status_code: z.literal(0) }).safeParse(base_resp).success
  if (
    [error, detail, errors, fault, isFine ? null : base_resp].some(
      (part) => part !== undefined && part !== null,
    )
  )
    return true
  const reasonText = body.message ?? body.msg ?? body.error_msg
  return typeof reasonText === 'string' && code !== undefined && code !== null && code !== 0 && code !== 200
}

function reasonIn(body: unknown, depth: number): ServerReason | undefined {
  if (depth > maxDepth) return undefined
  if (typeof body === 'string') return body.trim() ? { message: body } : undefined
  if (Array.isArray(body)) {
    const parts = body.slice(0, 20).flatMap((item) => formatDetail(item, depth) ?? [])
    return parts.length > 0 ? { message: parts.join('; ') } : undefined
  }
  const parsed = reasonSchema.safeParse(body)
  if (!parsed.success) return undefined
  const { error, message, detail, details, errors, reason, title, metadata, code, status, type } = parsed.data
  const { msg, error_msg, error_message, error_description, status_msg } = parsed.data
  const { base_resp, fault, faultstring } = parsed.data
  const reasonText = [
    error_description,
    error,
    message,
    msg,
    error_msg,
    error_message,
    status_msg,
    faultstring,
  ]
  for (const inner of [...reasonText, detail, errors, details, reason, title, fault, base_resp]) {
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

function formatDetail(item: unknown, depth: number): string | undefined {
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
