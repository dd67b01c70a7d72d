import { z } from 'zod'
import { errnoOf } from '../core/errno.js'
import { type ErrorCode, SwitchyardError } from '../core/errors.js'
import { parseRetryAfter } from './retry-after.js'
import { serverReason } from './server-reason.js'
import { isTooLong } from './too-long.js'

/** Where a call went, for messages. */
export interface ProviderPlace {
  /** The spec: `openai:gpt-5-mini`. */
  id: string
  /** Who answers: `OpenAI`, `The server at http://localhost:11434/v1`. */
  title: string
  keyVariable?: string | undefined
  /** Taken out of every message. */
  apiKey?: string | undefined
}

/** A provider's failure in our words, with what the retry needs to know. */
export class ProviderFailure extends Error {
  constructor(
    readonly error: SwitchyardError,
    readonly facts: {
      status?: number | undefined
      retryAfterMs?: number | undefined
      /** The server's own words; undefined where it never spoke. */
      said?: string | undefined
    } = {},
  ) {
    super(error.message)
  }
}

const thrownSchema = z.object({
  name: z.string().catch(''),
  message: z.string().catch(''),
  status: z.number().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
  error: z.unknown().optional(),
  // Named here, `Headers` alone would load all of `fetch` at the start of every command.
  headers: z
    .custom<Headers>((value) => value instanceof Headers)
    .optional()
    .catch(undefined),
  cause: z.unknown().optional(),
})

/** Maps whatever a client threw. `started`: whether a part of the reply had come already. */
export function toProviderFailure(
  thrown: unknown,
  { place, started }: { place: ProviderPlace; started: boolean },
): ProviderFailure {
  if (thrown instanceof ProviderFailure) return thrown
  if (thrown instanceof SwitchyardError) return new ProviderFailure(thrown)
  const { name, code, headers, cause, error, ...own } = thrownSchema.parse(
    typeof thrown === 'object' && thrown !== null ? picked(thrown) : { message: String(thrown) },
  )
  const reason = serverReason(error)
  const message = reason?.message ?? own.message
  const status = own.status ?? own.statusCode ?? reason?.status
  // An error in a reply with status 200 has a body, which a broken connection has not.
  const isOverflow = name === 'ContextOverflowError'
  const isSaid = status !== undefined || error !== undefined || isOverflow
  const formattedReason = formatReason(message, place)
  const retryAfterMs = parseRetryAfter(headers)
  const fail = (failCode: ErrorCode, text: string, retryable: boolean) =>
    new ProviderFailure(
      // No `cause`: what the client threw may hold the key and whole contents.
      new SwitchyardError(failCode, text, {
        retryable,
        details: { llm: place.id, status },
      }),
      { status, retryAfterMs, said: isSaid ? message : undefined },
    )

  if (isOverflow || isTooLong({ said: message, code, status })) {
    return fail(
      'LLM_CONTEXT_TOO_LONG',
      `The request is too long for ${place.id}: ${formattedReason}. Ask for less at once, start a new chat, or choose an LLM with a longer context.`,
      false,
    )
  }
  if (code === 'refusal') {
    return fail(
      'PROVIDER_REJECTED',
      `${place.id} refused to answer: ${formattedReason}. Say the request in other words, or choose another LLM.`,
      false,
    )
  }
  if (status === 401 || status === 403) {
    const key = place.keyVariable ? `Check ${place.keyVariable}` : 'Check its key'
    return fail(
      'PROVIDER_AUTH',
      `${place.title} refused the key (HTTP ${status}): ${formattedReason}. ${key}, and that it may use ${place.id}.`,
      false,
    )
  }
  if (status === 402 || code === 'insufficient_quota') {
    return fail(
      'PROVIDER_PAYMENT',
      `${place.title} wants payment: ${formattedReason}. Check the plan and credits.`,
      false,
    )
  }
  if (status === 429) {
    const wait = retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1000)} s`
    return fail(
      'PROVIDER_LIMIT',
      `${place.title} limits requests: ${formattedReason}. Try again ${wait}.`,
      true,
    )
  }
  if (status === 404) {
    return fail(
      'PROVIDER_NOT_SERVED',
      `${place.title} doesn't know ${place.id} (HTTP 404): ${formattedReason}. Check the model's name and the server's address.`,
      false,
    )
  }
  if (status !== undefined) {
    const retryable =
      (status >= 500 && status !== 501 && status !== 505) ||
      status === 408 ||
      status === 409 ||
      status === 425
    const move = retryable ? 'Try again later, or choose another LLM' : 'Choose another LLM'
    return fail(
      'PROVIDER_UNAVAILABLE',
      `${place.title} failed (HTTP ${status}): ${formattedReason}. ${move}.`,
      retryable,
    )
  }
  if (isSaid) {
    const isBusy = /server_error|overloaded|unavailable|time(?:d )?out|try again/i.test(
      `${code ?? ''} ${message}`,
    )
    return fail(
      'PROVIDER_BAD_REPLY',
      `${place.title} sent an error instead of a reply: ${formattedReason}. Try again, or choose another LLM.`,
      isBusy,
    )
  }
  if (started || name === 'SyntaxError') {
    return fail(
      'PROVIDER_BAD_REPLY',
      `The reply of ${place.id} was cut off or is no valid reply: ${formattedReason}. Try again, or choose another LLM.`,
      true,
    )
  }
  const deepest = deepestMessage(cause) ?? message
  return fail(
    'PROVIDER_UNAVAILABLE',
    `${place.title} can't be reached: ${formatReason(deepest, place)}. Check the network and the server's address.`,
    true,
  )
}

const picked = (thrown: object) => {
  const { name, message, status, statusCode, code, headers, cause, error } = thrown as Record<string, unknown>
  return { name, message, status, statusCode, code, headers, cause, error }
}

/** "connect ECONNREFUSED 127.0.0.1:9" stands at the end of a chain of "fetch failed". */
function deepestMessage(cause: unknown): string | undefined {
  for (let at = cause, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (!(at.cause instanceof Error)) {
      return at.message || errnoOf(at) || undefined
    }
  }
  return undefined
}

/** A server's words on one line, bounded, without the key and without LangChain's links. */
export function formatReason(message: string, { apiKey }: Pick<ProviderPlace, 'apiKey'>): string {
  const own = (message.split('\nTroubleshooting URL:')[0] ?? '').replace(/^\d{3}\s+/, '')
  const keyless = apiKey && apiKey.length >= 4 ? own.replaceAll(apiKey, '[redacted]') : own
  if (/<!doctype|<html/i.test(keyless)) return 'it sent a web page'
  const line = keyless
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line || 'no reason given'
}
