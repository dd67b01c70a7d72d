import type { Profile } from '../../config/profile.js'
import { trimEndOf } from '../../core/trim-end.js'
import { createDirectoryShare } from './directory-share.js'
import { createS3Share } from './s3-share.js'
import type { MediaShare } from './share.js'

/** The share that a profile names; undefined for `none`. Nothing is reached before its first call. */
export function openShare(
  { share, sharePathStyle }: Pick<Profile['media'], 'share' | 'sharePathStyle'>,
  env: Readonly<Record<string, string | undefined>>,
): MediaShare | undefined {
  if (share === 'none') return undefined
  const [, bucket, path = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(share) ?? []
  if (bucket === undefined) return createDirectoryShare(share)
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL
  return createS3Share({
    bucket,
    prefix: trimEndOf(path, '/'),
    pathStyle: sharePathStyle === 'auto' ? Boolean(endpoint) : sharePathStyle,
    // Servers that are not Amazon's have no regions, but the protocol wants one.
    config: endpoint && !env.AWS_REGION ? { region: 'us-east-1' } : undefined,
  })
}
