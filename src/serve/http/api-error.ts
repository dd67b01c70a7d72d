import { type ErrorCode, type ErrorInfo, SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { formatList } from '../../core/text.js'
import { knowBody } from './write-reply.js'

export interface ApiErrorOptions {
  /** HTTP status. */
  status: number
  /** A short word for programs. */
  code: string
  /** The field that is wrong, such as `messages[0].content`. */
  param?: string | undefined
  /** Whether the same request may succeed when it is sent again. Default: false. */
  retry?: boolean | undefined
  /** After how long, in seconds. */
  retryAfterSeconds?: number | undefined
  /** Whether the connection can't be used any more, such as after half a body. Default: false. */
  closes?: boolean | undefined
  /** The methods that the path takes, where the request has another. */
  allowed?: readonly string[] | undefined
}

/** What a client is told when a request can't be answered: a status and an error in the form of OpenAI's API. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly options: ApiErrorOptions

  constructor(message: string, options: ApiErrorOptions) {
    super(message)
    this.options = options
  }

  get status(): number {
    return this.options.status
  }
}

/** A request that is wrong in itself. */
export const badRequest = (message: string, param?: string, code = 'invalid_value'): ApiError =>
  new ApiError(message, { status: 400, code, param })

/** Something that is not there, or that another key made. */
export const notFound = (message: string, code = 'not_found'): ApiError =>
  new ApiError(message, { status: 404, code })

/** A path that there is, with a method that it does not take. */
export const wrongMethod = (allowed: readonly string[]): ApiError =>
  new ApiError(`This endpoint takes ${formatList(allowed)} only.`, {
    status: 405,
    code: 'method_not_allowed',
    allowed,
  })

/** HTTP status by error code. 501 means that the operator has to set something up, 502 that a provider refused. */
const statuses: Record<ErrorCode, number> = {
  INVALID_REQUEST: 400,
  INVALID_PLAN: 400,
  MEDIA_NOT_FOUND: 404,
  UNSUPPORTED_MEDIA: 415,
  MEDIA_TOO_LARGE: 413,
  FETCH_REFUSED: 400,
  FETCH_FAILED: 424,
  INVALID_CONFIG: 500,
  NO_ROUTE: 501,
  MODEL_UNAVAILABLE: 503,
  MODEL_BROKEN: 500,
  STORE_FULL: 507,
  PROVIDER_AUTH: 502,
  PROVIDER_FORBIDDEN: 502,
  PROVIDER_PAYMENT: 502,
  PROVIDER_LIMIT: 429,
  PROVIDER_NOT_SERVED: 502,
  PROVIDER_REJECTED: 422,
  PROVIDER_UNAVAILABLE: 502,
  PROVIDER_BAD_REPLY: 502,
  LLM_CONTEXT_TOO_LONG: 400,
  HOST_CRASHED: 500,
  TIMEOUT: 504,
  DEADLINE_EXCEEDED: 504,
  BUDGET_EXCEEDED: 402,
  APPROVAL_NEEDED: 403,
  DECLINED: 409,
  STEP_SKIPPED: 500,
  CANCELLED: 499,
  INTERNAL: 500,
}

/** The error that a client is told for anything that was thrown. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  const { code, message, retryable, details } = toSwitchyardError(thrown)
  if (code === 'BUDGET_EXCEEDED' && details.scope === 'key')
    return new ApiError(message, { status: 429, code: 'insufficient_quota' })
  const isOurs = code === 'INTERNAL' && !(thrown instanceof SwitchyardError)
  return new ApiError(isOurs ? 'The server failed. Its log has the error under this request id.' : message, {
    status: statuses[code],
    code: code.toLowerCase(),
    retry: retryable,
  })
}

/** The body of an error: all four fields are strings, because some clients insist on that. */
export function errorBody({ message, options: { status, code, param = '' } }: ApiError) {
  return { error: { message, type: code === 'insufficient_quota' ? code : typeOf(status), param, code } }
}

export const errorBodyOf = (info: ErrorInfo) => errorBody(toApiError(SwitchyardError.fromInfo(info)))

export function errorResponse(error: ApiError): Response {
  const { status, retry = false, retryAfterSeconds, closes, allowed } = error.options
  const headers = new Headers({ 'content-type': 'application/json', 'x-should-retry': String(retry) })
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds))
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  if (allowed) headers.set('allow', allowed.join(', '))
  if (closes) headers.set('connection', 'close')
  const text = JSON.stringify(errorBody(error))
  return knowBody(new Response(text, { status, headers }), text)
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}
