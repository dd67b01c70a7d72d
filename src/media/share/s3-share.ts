import { open as openFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { PutObjectCommand, S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import { loadOptionalPeers } from '../../core/optional-peer.js'
import { s3Error, statusOf } from './s3-errors.js'
import type { MediaShare, ShareCall, SharedFile } from './share.js'

export interface S3ShareOptions {
  bucket: string
  /** What keys start with, without slashes at the ends; may be empty. */
  prefix: string
  /** Whether the bucket is part of the path (most servers that are not Amazon's) or of the host name. */
  pathStyle: boolean
  /** Stronger than what the AWS SDK takes from its environment variables and files. */
  config?: Pick<S3ClientConfig, 'endpoint' | 'region' | 'credentials'> | undefined
}

/** Most bytes that S3 takes in one piece. */
const largestObject = 5_000_000_000
const quiet = () => {}

/**
 * A share in a bucket of S3 or of a server that speaks its protocol. Endpoint, region and credentials come from the AWS
 * SDK's own environment variables and files. The SDK is an optional peer, loaded with the first call.
 */
export function createS3Share({ bucket, prefix, pathStyle, config = {} }: S3ShareOptions): MediaShare {
  const name = `s3://${[bucket, prefix].filter(Boolean).join('/')}`
  const keyOf = (digest: string) => [prefix, digest.slice(0, 2), digest].filter(Boolean).join('/')
  let opening: Promise<{ client: S3Client; sdk: typeof import('@aws-sdk/client-s3') }> | undefined

  async function open() {
    // It would warn every user of Node 20 of what next year's versions need.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
    const sdk = await loadOptionalPeers({
      feature: 'A media share on S3',
      packages: ['@aws-sdk/client-s3'],
      load: () => import('@aws-sdk/client-s3'),
    })
    const client = new sdk.S3Client({
      forcePathStyle: pathStyle,
      maxAttempts: 2,
      // Digests are checked here, in both directions; many servers don't know the SDK's newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
      logger: { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
      ...config,
    })
    return { client, sdk }
  }

  /** Makes a call; undefined when there is no such object. */
  async function call<T>(
    { signal }: ShareCall,
    make: (
      client: S3Client,
      sdk: typeof import('@aws-sdk/client-s3'),
      abortSignal: AbortSignal,
    ) => Promise<T>,
  ): Promise<T | undefined> {
    const abortSignal = signal ?? new AbortController().signal
    if (abortSignal.aborted) throw cancelledError(abortSignal)
    try {
      opening ??= open()
      const { client, sdk } = await opening
      return await make(client, sdk, abortSignal)
    } catch (error) {
      if (abortSignal.aborted) throw cancelledError(abortSignal)
      if (statusOf(error) === 404 && !(error instanceof Error && error.name === 'NoSuchBucket'))
        return undefined
      throw s3Error(error, { share: name, bucket })
    }
  }

  async function putOnce(file: SharedFile, shareCall: ShareCall, conditional: boolean): Promise<void> {
    const { digest, path, bytes, mimeType } = file
    const body = (await openFile(path)).createReadStream()
    body.on('error', quiet)
    const put = call(shareCall, (client, sdk, abortSignal) => {
      const command = new sdk.PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(digest),
        Body: body,
        ContentLength: bytes,
        ContentType: mimeType,
        ...(conditional && { IfNoneMatch: '*' }),
      })
      signWithDigest(command, digest)
      return client.send(command, { abortSignal })
    })
    await put.finally(() => body.destroy())
  }

  return {
    name,
    size: async (digest, shareCall) =>
      (
        await call(shareCall, (client, sdk, abortSignal) =>
          client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: keyOf(digest) }), { abortSignal }),
        )
      )?.ContentLength,
    async put(file, shareCall) {
      if (file.bytes > largestObject)
        throw new SwitchyardError(
          'MEDIA_TOO_LARGE',
          `Media ${file.digest.slice(0, 12)} has ${file.bytes} bytes; ${name} takes at most ${largestObject}. Use a folder as media.share.`,
        )
      // An object of another size is what an interrupted copy left: it is replaced.
      const there = await this.size(file.digest, shareCall)
      if (there === file.bytes) return
      try {
        await putOnce(file, shareCall, there === undefined)
      } catch (error) {
        const status = statusOf(error instanceof SwitchyardError ? error.cause : error)
        // Another process was faster, with the same bytes.
        if (status === 412 || status === 409) return
        if (status !== 501) throw error
        // A server without conditional writes: the second process writes the same bytes again.
        await putOnce(file, shareCall, false)
      }
    },
    async read(digest, shareCall, use) {
      const found = await call(shareCall, (client, sdk, abortSignal) =>
        client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: keyOf(digest) }), { abortSignal }),
      )
      const body = found?.Body
      if (!(body instanceof Readable)) return undefined
      const explain = (error: unknown) => s3Error(error, { share: name, bucket })
      return use(readable(body, explain)).finally(() => body.destroy())
    },
    async remove(digest, shareCall) {
      await call(shareCall, (client, sdk, abortSignal) =>
        client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: keyOf(digest) }), { abortSignal }),
      )
    },
    close: () => void opening?.then(({ client }) => client.destroy()).catch(quiet),
  }
}

/** Part of the signature that every S3 server checks: bytes that changed on their way are refused. */
function signWithDigest(command: PutObjectCommand, digest: string): void {
  command.middlewareStack.add(
    (next) => (given) => {
      const { request } = given
      if (request !== null && typeof request === 'object' && 'headers' in request)
        Object.assign(request.headers ?? {}, { 'x-amz-content-sha256': digest })
      return next(given)
    },
    { step: 'build', name: 'signWithDigest' },
  )
}

async function* readable(
  chunks: AsyncIterable<Uint8Array>,
  explain: (error: unknown) => SwitchyardError,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    throw explain(error)
  }
}
