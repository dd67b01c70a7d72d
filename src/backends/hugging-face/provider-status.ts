import { z } from 'zod'
import { type ErrorCode, SwitchyardError } from '../../core/errors.js'
import { parseJson } from '../../core/json.js'
import { formatReason } from '../../http/provider-errors.js'
import { parseRetryAfter } from '../../http/retry-after.js'

/** Who was asked, for messages and for taking the token out of what they say. */
export interface Asked {
  model: string
  /** `The provider fal-ai`, `The endpoint gpu.example.com`, `The Hub`. */
  title: string
  /** Which of them it is: what to do next depends on it. */
  kind: 'provider' | 'endpoint' | 'hub'
  token: string | undefined
}

/** What a server said instead of an answer. */
export interface Refusal {
  status: number
  headers: Pick<Headers, 'get'>
  /** The beginning of the body. */
  text: string
}

const spoken = z.string().min(1)
const bodySchema = z.object({
  error: z
    .union([spoken, z.object({ message: spoken })])
    .optional()
    .catch(undefined),
  message: spoken.optional().catch(undefined),
  detail: spoken.optional().catch(undefined),
  estimated_time: z.number().nonnegative().optional().catch(undefined),
})

const tokens = 'https://huggingface.co/settings/tokens'

/** A status that is no success, in our words: what happened, who must act, what to do next. Pure. */
export function toRefusal(asked: Asked, refusal: Refusal): SwitchyardError {
  const { model, title, kind } = asked
  const { status } = refusal
  const { said, estimatedSeconds } = read(refusal.text, asked)
  const retryAfterMs = parseRetryAfter(refusal.headers)
  const fail = (code: ErrorCode, message: string, retryable = false) =>
    new SwitchyardError(code, message, {
      retryable,
      details: {
        model,
        status,
        retryAfterMs,
        estimatedSeconds: status === 503 ? estimatedSeconds : undefined,
      },
    })

  if (isGated(refusal))
    return fail(
      'PROVIDER_FORBIDDEN',
      `${model} is gated: ${said}. Accept its terms at https://huggingface.co/${model} with the account of HF_TOKEN, or choose another model.`,
    )
  switch (status) {
    case 401:
      // The Hub says 401 for models that don't exist, lest it tell which private ones do.
      return kind === 'hub'
        ? fail(
            'PROVIDER_NOT_SERVED',
            `${title} doesn't know ${model}, or it is private: ${said}. Check its name in the catalogue, and that HF_TOKEN may read it.`,
          )
        : fail(
            'PROVIDER_AUTH',
            `${title} refused the token (HTTP 401): ${said}. Check HF_TOKEN; make a new one at ${tokens} if it has expired.`,
          )
    case 402:
      return fail(
        'PROVIDER_PAYMENT',
        `${title} wants payment (HTTP 402): ${said}. The credits of this month are used up: buy more at https://huggingface.co/settings/billing, or set \`billTo\` in the catalogue to an organization that pays.`,
      )
    case 403:
      return fail(
        'PROVIDER_FORBIDDEN',
        `${title} does not let this token use ${model} (HTTP 403): ${said}. Give the token the permission "Make calls to Inference Providers" at ${tokens}, or choose another model.`,
      )
    case 404:
    case 410:
      return fail(
        'PROVIDER_NOT_SERVED',
        `${title} doesn't serve ${model} (HTTP ${status}): ${said}. ${kind === 'endpoint' ? 'Check the address of the endpoint and what runs there' : `See who serves it at https://huggingface.co/${model}`}, and correct the catalogue.`,
      )
    case 400:
    case 413:
    case 415:
    case 422:
      return fail(
        'PROVIDER_REJECTED',
        `${title} doesn't take this input for ${model} (HTTP ${status}): ${said}. Change what the step is given (size, format, length), or choose another model.`,
      )
    case 429:
      return fail(
        'PROVIDER_LIMIT',
        `${title} limits requests (HTTP 429): ${said}. Try again ${retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1000)} s`}, or lower remote.concurrency in the profile.`,
        true,
      )
  }
  const retryable = status >= 500 || status === 408 || status === 409 || status === 425
  if (retryable && estimatedSeconds !== undefined)
    return fail(
      'PROVIDER_UNAVAILABLE',
      `${title} is still loading ${model}, for about ${Math.ceil(estimatedSeconds)} s. Try again then.`,
      true,
    )
  return fail(
    'PROVIDER_UNAVAILABLE',
    `${title} failed on ${model} (HTTP ${status}): ${said}. ${retryable ? 'Try again later, or choose another model' : 'Choose another model or provider'}.`,
    retryable,
  )
}

function read(text: string, { token }: Asked): { said: string; estimatedSeconds: number | undefined } {
  const parsed = bodySchema.safeParse(parseJson(text))
  const { error, message, detail, estimated_time } = parsed.success ? parsed.data : {}
  const words = (typeof error === 'object' ? error.message : error) ?? message ?? detail ?? text
  return {
    said: formatReason(words, token === undefined ? {} : { apiKey: token }),
    estimatedSeconds: estimated_time,
  }
}

function isGated({ status, headers, text }: Refusal): boolean {
  if (headers.get('x-error-code') === 'GatedRepo') return true
  return (
    (status === 401 || status === 403) && /\bgated\b|awaiting a review|restricted and you are not/i.test(text)
  )
}
