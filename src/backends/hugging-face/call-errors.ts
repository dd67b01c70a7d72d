import { z } from 'zod'
import type { Candidate } from '../../config/candidate.js'
import { describeIssues } from '../../core/describe-issues.js'
import { cancelledError, messageOf, SwitchyardError } from '../../core/errors.js'
import { formatReason } from '../../http/provider-errors.js'

/**
 * What a call threw, in our words. Refusals of servers come from our own fetch as they should be; the rest is what the
 * client makes of the arguments (`InputError`, `RoutingError`), and what it or an adapter can't read in an answer.
 */
export function toCallError(
  thrown: unknown,
  {
    candidate,
    tool,
    token,
    signal,
  }: {
    candidate: Candidate
    tool: string
    token: string | undefined
    signal: AbortSignal
  },
): SwitchyardError {
  if (signal.aborted) return cancelledError(signal)
  if (thrown instanceof SwitchyardError) return thrown
  const { model, provider } = candidate
  const details = { model, tool }
  const name = thrown instanceof Error ? thrown.name : ''
  // No `cause`: what the client threw may hold whole contents.
  const reason =
    thrown instanceof z.ZodError
      ? describeIssues(thrown)
      : formatReason(messageOf(thrown), token === undefined ? {} : { apiKey: token })
  if (name === 'InputError' || name === 'RoutingError')
    return new SwitchyardError(
      'PROVIDER_NOT_SERVED',
      `${model} can't be called for ${tool} at ${provider}: ${reason}. Name another provider or model in the catalogue.`,
      { details },
    )
  return new SwitchyardError(
    'PROVIDER_BAD_REPLY',
    `The reply for ${model} (${candidate.endpoint ?? provider}) doesn't fit ${tool}: ${reason}. Choose another model or provider in the catalogue.`,
    { details },
  )
}
