import { z } from 'zod'
import { errnoOf } from '../../core/errno.js'
import { messageOf, SwitchyardError } from '../../core/errors.js'

const answerSchema = z.looseObject({
  $metadata: z.looseObject({ httpStatusCode: z.number().exactOptional() }),
})

/** HTTP status of what the AWS SDK throws; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return answerSchema.safeParse(error).data?.$metadata.httpStatusCode
}

/** What to tell of an S3 call that failed. */
export function s3Error(
  error: unknown,
  { share, bucket }: { share: string; bucket: string },
): SwitchyardError {
  if (error instanceof SwitchyardError) return error
  const name = error instanceof Error ? error.name : 'Error'
  const status = statusOf(error)
  const reason = errnoOf(error) ?? (name === 'Error' ? messageOf(error) : name)
  const options = { details: { share, reason, status }, cause: error }
  if (name === 'CredentialsProviderError')
    return new SwitchyardError(
      'PROVIDER_AUTH',
      `There are no credentials for the media share ${share}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.`,
      options,
    )
  if (status === 401 || status === 403)
    return new SwitchyardError(
      'PROVIDER_AUTH',
      `The media share ${share} refuses the login (${reason}). Check the AWS credentials, and that they may get, put and delete objects there.`,
      options,
    )
  if (name === 'NoSuchBucket')
    return new SwitchyardError(
      'INVALID_CONFIG',
      `There is no bucket "${bucket}" for the media share ${share}. Make it, or correct media.share; for a server with the bucket in its path set media.sharePathStyle.`,
      options,
    )
  if (/region is missing/i.test(messageOf(error)))
    return new SwitchyardError(
      'INVALID_CONFIG',
      `The media share ${share} has no region. Set AWS_REGION.`,
      options,
    )
  if (status !== undefined && status < 500)
    return new SwitchyardError(
      'PROVIDER_BAD_REPLY',
      `The media share ${share} refuses a call (${status} ${reason}). Check media.share and AWS_ENDPOINT_URL_S3.`,
      options,
    )
  return new SwitchyardError(
    'PROVIDER_UNAVAILABLE',
    `The media share ${share} can't be reached (${reason}). Check AWS_ENDPOINT_URL_S3, AWS_REGION and the network.`,
    { ...options, retryable: true },
  )
}
