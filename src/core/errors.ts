/** Codes of what only the user can mend: the request, its plan, its files. No retry and no other model would help. */
export const userErrorCodes = [
  'INVALID_REQUEST',
  'INVALID_PLAN',
  'MEDIA_NOT_FOUND',
  'UNSUPPORTED_MEDIA',
  'MEDIA_TOO_LARGE',
  'FETCH_REFUSED',
  'FETCH_FAILED',
  'APPROVAL_NEEDED',
  'DECLINED',
] as const

/**
 * Stable error codes, grouped by who must act.
 *
 * - the user: `INVALID_REQUEST`, `INVALID_PLAN`, `MEDIA_NOT_FOUND`, `UNSUPPORTED_MEDIA`, `MEDIA_TOO_LARGE`, `FETCH_REFUSED`, `FETCH_FAILED`,
 *   `APPROVAL_NEEDED`, `DECLINED`
 * - the operator: `INVALID_CONFIG`, `NO_ROUTE`, `MODEL_UNAVAILABLE`, `MODEL_BROKEN`, `STORE_FULL`
 * - a provider: `PROVIDER_AUTH` (401), `PROVIDER_FORBIDDEN` (403, gated), `PROVIDER_PAYMENT` (402), `PROVIDER_LIMIT` (429),
 *   `PROVIDER_NOT_SERVED` (404, no such model there), `PROVIDER_REJECTED` (400, 413, 422: the input), `PROVIDER_UNAVAILABLE`
 *   (5xx, network), `PROVIDER_BAD_REPLY` (what came is no answer), `LLM_CONTEXT_TOO_LONG` (the request is longer than the LLM reads)
 * - the run itself: `HOST_CRASHED`, `TIMEOUT`, `DEADLINE_EXCEEDED`, `BUDGET_EXCEEDED`, `STEP_SKIPPED`, `CANCELLED`
 * - us: `INTERNAL`
 */
export const errorCodes = [
  ...userErrorCodes,
  'INVALID_CONFIG',
  'NO_ROUTE',
  'MODEL_UNAVAILABLE',
  'MODEL_BROKEN',
  'STORE_FULL',
  'PROVIDER_AUTH',
  'PROVIDER_FORBIDDEN',
  'PROVIDER_PAYMENT',
  'PROVIDER_LIMIT',
  'PROVIDER_NOT_SERVED',
  'PROVIDER_REJECTED',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_BAD_REPLY',
  'LLM_CONTEXT_TOO_LONG',
  'HOST_CRASHED',
  'TIMEOUT',
  'DEADLINE_EXCEEDED',
  'BUDGET_EXCEEDED',
  'STEP_SKIPPED',
  'CANCELLED',
  'INTERNAL',
] as const

/** What kind of error it is. Codes are stable; docs/troubleshooting.md says what to do about each. */
export type ErrorCode = (typeof errorCodes)[number]

/** An error as plain data: what crosses processes, goes into events and run records. */
export interface ErrorInfo {
  code: ErrorCode
  message: string
  /** Whether the same call may succeed when made again, unchanged. */
  retryable: boolean
  details?: Record<string, unknown> | undefined
}

/** What an error knows besides its code and message. */
export interface SwitchyardErrorOptions {
  /** Whether the same call may succeed when made again, unchanged. @default false */
  retryable?: boolean | undefined
  /** Facts for programs (names, sizes, limits). Small JSON. */
  details?: Record<string, unknown> | undefined
  /** What was thrown and led to it. It stays in this process. */
  cause?: unknown
}

/**
 * The one error class. The message says what was wrong, what is available and the next move;
 * tokens and credentials in it are redacted at construction.
 *
 * @example
 * ```ts
 * import { createAgent, SwitchyardError } from 'switchyard-ai'
 *
 * try {
 *   await createAgent({ profile: 'dmeo' })
 * } catch (error) {
 *   if (!(error instanceof SwitchyardError)) throw error
 *   console.log(error.code, error.message)
 * }
 * ```
 */
export class SwitchyardError extends Error {
  override readonly name = 'SwitchyardError'
  /** What kind of error it is. */
  readonly code: ErrorCode
  /** Whether the same call may succeed when made again, unchanged. */
  readonly retryable: boolean
  /** Facts for programs. */
  readonly details: Record<string, unknown>

  constructor(code: ErrorCode, message: string, options: SwitchyardErrorOptions = {}) {
    super(redact(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryable = options.retryable ?? false
    this.details = redactDetails(options.details ?? {})
  }

  /** Makes the error again from its plain data. */
  static fromInfo(info: ErrorInfo): SwitchyardError {
    return new SwitchyardError(info.code, info.message, {
      retryable: info.retryable,
      details: info.details,
    })
  }

  /** The error as plain data, for JSON. */
  toInfo(): ErrorInfo {
    return {
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      ...(Object.keys(this.details).length > 0 && { details: this.details }),
    }
  }
}

/** What anything thrown says of itself. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Turns anything thrown into a `SwitchyardError`; what is not ours already becomes `fallback` (default `INTERNAL`). */
export function toSwitchyardError(thrown: unknown, fallback: ErrorCode = 'INTERNAL'): SwitchyardError {
  if (thrown instanceof SwitchyardError) return thrown
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new SwitchyardError('CANCELLED', 'Cancelled.', { cause: thrown })
  const message = messageOf(thrown)
  return new SwitchyardError(fallback, message, { cause: thrown })
}

/** The error for a signal that was aborted: its own reason when that is ours, else `CANCELLED`. */
export function cancelledError(signal?: AbortSignal): SwitchyardError {
  if (signal?.reason instanceof SwitchyardError) return signal.reason
  if (signal?.reason instanceof Error && signal.reason.name === 'TimeoutError')
    return new SwitchyardError('TIMEOUT', 'The time limit was reached.', { retryable: true })
  return new SwitchyardError('CANCELLED', 'Cancelled.')
}

const secrets: RegExp[] = [
  /\b(hf_|api_org_)[A-Za-z0-9]{8,}/g,
  /\bsk-[A-Za-z0-9_-]{8,}/g,
  /(?<=:\/\/[^/\s:@]*:)[^/\s@]+(?=@)/g,
  /(?<=[?&](?:token|key|api_key|access_token|signature|X-Amz-[A-Za-z]+)=)[^&\s"']+/gi,
]

// A lookbehind would go back over all white space before each word.
const bearer = /\b(Bearer\s+)[^\s"',]{6,}/gi

/** Replaces access tokens, API keys, bearer tokens and URL credentials by `[redacted]`. */
export function redact(text: string): string {
  const withoutBearer = text.replace(bearer, '$1[redacted]')
  return secrets.reduce((clean, pattern) => clean.replace(pattern, '[redacted]'), withoutBearer)
}

function redactDetails(details: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, redactValue(value)]))
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map(redactValue)
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactValue(inner)]))
}
