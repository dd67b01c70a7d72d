import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkShare } from '../../src/media/share/check-share.js'
import { createDirectoryShare } from '../../src/media/share/directory-share.js'
import { createS3Share } from '../../src/media/share/s3-share.js'
import type { MediaShare } from '../../src/media/share/share.js'
import { sha256, temporaryDir } from '../support/media-files.js'
import { noS3, startS3, type TestS3 } from '../support/s3-server.js'

const gather = (share: MediaShare, digest: string, signal?: AbortSignal) =>
  share.read(digest, { signal }, async (chunks) => {
    const all: Uint8Array[] = []
    for await (const chunk of chunks) all.push(chunk)
    return Buffer.concat(all)
  })

async function file(bytes: Uint8Array, mimeType = 'image/png') {
  const path = join(await temporaryDir(), 'file')
  await writeFile(path, bytes)
  return { digest: sha256(bytes), path, bytes: bytes.byteLength, mimeType }
}

/** What every share does. */
function behavesAsShare(open: () => MediaShare) {
  it('gives back what was put, and says how large it is', async () => {
    const share = open()
    const bytes = Buffer.alloc(3_000_000, 'some bytes')
    const given = await file(bytes)
    expect(await share.size(given.digest, {})).toBeUndefined()
    expect(await gather(share, given.digest)).toBeUndefined()
    await share.put(given, {})
    expect(await share.size(given.digest, {})).toBe(3_000_000)
    expect((await gather(share, given.digest))?.equals(bytes)).toBe(true)
    share.close()
  })

  it('bears several who put the same at once', async () => {
    const given = await file(Buffer.alloc(200_000, 'at once'))
    const shares = Array.from({ length: 6 }, open)
    await Promise.all(shares.map((share) => share.put(given, {})))
    for (const share of shares) {
      expect((await gather(share, given.digest))?.byteLength).toBe(200_000)
      share.close()
    }
  })

  it('replaces what an interrupted copy left', async () => {
    const share = open()
    const whole = await file(Buffer.from('the whole file'))
    const part = { ...(await file(Buffer.from('the wh'))), digest: whole.digest }
    await putRaw(share, part)
    await share.put(whole, {})
    expect(`${await gather(share, whole.digest)}`).toBe('the whole file')
    share.close()
  })

  it('passes a check, and keeps nothing of it', async () => {
    const share = open()
    await checkShare(share)
    await share.remove(sha256(Buffer.from('never there')), {})
    share.close()
  })

  it('stops when told', async () => {
    const share = open()
    const controller = new AbortController()
    controller.abort()
    const given = await file(Buffer.from('too late'))
    const { signal } = controller
    await expect(share.put(given, { signal })).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(gather(share, given.digest, signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await share.size(given.digest, {})).toBeUndefined()
    share.close()
  })
}

/** Puts bytes under a digest that isn't theirs, as an interrupted or careless tool would. */
let putRaw: (share: MediaShare, given: { digest: string; path: string; bytes: number }) => Promise<void>

describe('A folder as media share', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'switchyard-share-'))
    putRaw = (share, given) => share.put({ ...given, mimeType: '' }, {})
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  behavesAsShare(() => createDirectoryShare(dir))

  it('says what to put right when it is no folder', async () => {
    const path = join(dir, 'a-file')
    await writeFile(path, '')
    await expect(checkShare(createDirectoryShare(path))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringMatching(/a-file can't be used .*correct media\.share/),
    })
  })

  it('leaves nothing of a file that could not be read to its end', async () => {
    const given = await file(Buffer.from('x'))
    const share = createDirectoryShare(dir)
    await mkdir(join(dir, 'is-a-folder'), { recursive: true })
    await expect(share.put({ ...given, path: join(dir, 'is-a-folder') }, {})).rejects.toThrow()
    expect(await share.size(given.digest, {})).toBeUndefined()
  })
})

describe.skipIf(noS3)('S3 as media share', () => {
  let s3: TestS3
  const credentials = () => ({
    accessKeyId: s3.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: s3.env.AWS_SECRET_ACCESS_KEY,
  })
  const open = (options: { bucket?: string; endpoint?: string; secret?: string } = {}) =>
    createS3Share({
      bucket: options.bucket ?? s3.bucket,
      prefix: 'some/prefix',
      pathStyle: true,
      config: {
        endpoint: options.endpoint ?? s3.env.AWS_ENDPOINT_URL_S3,
        region: s3.env.AWS_REGION,
        credentials: { ...credentials(), ...(options.secret && { secretAccessKey: options.secret }) },
      },
    })
  const client = async () => {
    const sdk = await import('@aws-sdk/client-s3')
    const { AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: region } = s3.env
    return {
      sdk,
      client: new sdk.S3Client({ endpoint, region, forcePathStyle: true, credentials: credentials() }),
    }
  }
  const keyOf = (digest: string) => ({
    Bucket: s3.bucket,
    Key: `some/prefix/${digest.slice(0, 2)}/${digest}`,
  })
  beforeAll(async () => {
    s3 = await startS3()
    putRaw = async (_, { digest, path, bytes }) => {
      const { sdk, client: raw } = await client()
      const Body = createReadStream(path)
      await raw.send(new sdk.PutObjectCommand({ ...keyOf(digest), Body, ContentLength: bytes }))
    }
  }, 60_000)
  afterAll(() => s3?.stop())

  behavesAsShare(open)

  it('keeps the MIME type, for whoever opens the bucket', async () => {
    const given = await file(Buffer.from('a picture'), 'image/webp')
    await open().put(given, {})
    const { sdk, client: raw } = await client()
    const head = await raw.send(new sdk.HeadObjectCommand(keyOf(given.digest)))
    expect(head.ContentType).toBe('image/webp')
  })

  it('refuses bytes that are not what their digest says', async () => {
    const share = open()
    const given = {
      ...(await file(Buffer.from('changed on disk'))),
      digest: sha256(Buffer.from('as it was')),
    }
    await expect(share.put(given, {})).rejects.toMatchObject({ code: 'PROVIDER_BAD_REPLY' })
    expect(await share.size(given.digest, {})).toBeUndefined()
  })

  it('says what to put right when bucket, login or address are wrong', async () => {
    await expect(checkShare(open({ bucket: 'nowhere' }))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('There is no bucket "nowhere"'),
    })
    await expect(checkShare(open({ secret: 'wrong' }))).rejects.toMatchObject({
      code: 'PROVIDER_AUTH',
      message: expect.stringContaining('Check the AWS credentials'),
    })
    await expect(checkShare(open({ endpoint: 'http://127.0.0.1:1' }))).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      retryable: true,
      message: expect.stringMatching(/can't be reached \(ECONNREFUSED\).*AWS_ENDPOINT_URL_S3/),
    })
  })
})
