import { createHash } from 'node:crypto'
import { open, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { abortable } from '../../core/abort.js'
import { errnoOf } from '../../core/errno.js'
import { SwitchyardError } from '../../core/errors.js'
import { makeFolderPrivately, makePrivateFolder, privateFile } from '../../core/files.js'
import type { Media, MediaFacts, Modality } from '../media.js'
import { headBytes } from '../read-head.js'
import { tooLarge, unsupportedError } from '../source-errors.js'
import { endTemporaryFile, newTemporaryFile } from '../temporary-file.js'
import { createEviction } from './eviction.js'
import { createPieceWriter } from './piece-writer.js'
import { removeStale } from './remove-stale.js'

/** What a media record says besides digest and size. */
export interface MediaDescription {
  modality: Modality
  mimeType: string
  facts: MediaFacts
  name?: string | undefined
}

/** Bytes written beside the store's files but not yet part of it: look at them, then keep or discard them. */
export interface StagedMedia {
  /** Where the bytes are until `keep` or `discard`. No file extension. */
  path: string
  digest: string
  bytes: number
  /** Its first bytes, as many as `headBytes`. */
  head: Buffer
  /** Makes the file part of the store, whole, under its digest. */
  keep(description: MediaDescription): Promise<Media>
  /** The same, for bytes that are described elsewhere. */
  keepBytes(): Promise<void>
  /** Removes the file. Safe to call after `keep`. */
  discard(): Promise<void>
}

/**
 * Immutable files on the local disk, named by the SHA-256 of their bytes. A file is there whole or not at all, the same
 * bytes are kept once, and several processes may use one folder at the same time. Past the size bound the least
 * recently used files go. What was put or used in the last 15 minutes stays, up to twice the bound; past that, only what
 * was used in the last minute does.
 *
 * Methods throw `STORE_FULL` when the disk takes no more.
 */
export interface MediaStore {
  readonly dir: string
  put(bytes: Uint8Array, description: MediaDescription): Promise<Media>
  /**
   * Streams bytes to disk while hashing them.
   * @throws SwitchyardError `MEDIA_TOO_LARGE` as soon as `maxBytes` is passed, `CANCELLED`, or what the stream throws
   */
  stage(chunks: AsyncIterable<Uint8Array>, options: StageOptions): Promise<StagedMedia>
  /**
   * Where the file is, marked as used. A store with a share fetches it from there when it must.
   * @throws SwitchyardError `MEDIA_NOT_FOUND`; with a share also its errors, and `CANCELLED`
   */
  path(digest: string, options?: { signal?: AbortSignal | undefined }): Promise<string>
  /** Whether the file can be had; if it is here it is marked as used. */
  has(digest: string): Promise<boolean>
  /**
   * Lets the processes of other machines have the file. Does nothing in a store without a share, or when they can have it
   * already.
   * @throws SwitchyardError the share's errors, `CANCELLED`
   */
  publish(
    media: Pick<Media, 'digest' | 'bytes' | 'mimeType'>,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<void>
  /** Resolves once no eviction is under way. */
  settled(): Promise<void>
}

export interface StageOptions {
  maxBytes: number
  /** What to call the source in errors. */
  label: string
  signal?: AbortSignal | undefined
}

export interface MediaStoreOptions {
  /** Made when missing. */
  dir: string
  /** Size bound. */
  maxBytes: number
  /** How long a file is safe from eviction after its last use, up to twice the bound. Default: 15 minutes. */
  keepMs?: number | undefined
  /** Clock, milliseconds since 1970. */
  now?: (() => number) | undefined
}

const usedGranularityMs = 60_000
const sliceBytes = 1_000_000

/** @throws SwitchyardError `STORE_FULL` or `INVALID_CONFIG` when the folder can't be made. */
export async function openMediaStore(options: MediaStoreOptions): Promise<MediaStore> {
  const { dir, maxBytes, keepMs = 900_000, now = Date.now } = options
  const temporary = join(dir, 'tmp')
  for (const folder of [dir, temporary])
    await makePrivateFolder(folder).catch((error) => {
      throw storeError(error, dir)
    })
  await removeStale(temporary, now())
  const eviction = createEviction({ dir, maxBytes, keepMs, now })

  const fileOf = (digest: string) => join(dir, digest.slice(0, 2), digest)

  /** Size of a stored file, marking it as used; undefined when it is not there. */
  async function use(digest: string): Promise<number | undefined> {
    if (!/^[0-9a-f]{64}$/.test(digest)) return undefined
    const file = fileOf(digest)
    const found = await stat(file).catch(() => undefined)
    if (!found) return undefined
    const time = now()
    // A store on a read-only disk still serves its files, so a failure to mark one is no failure.
    if (time - found.mtimeMs > usedGranularityMs)
      await utimes(file, time / 1000, time / 1000).catch(() => undefined)
    return found.size
  }

  async function stage(chunks: AsyncIterable<Uint8Array>, stageOptions: StageOptions): Promise<StagedMedia> {
    const path = newTemporaryFile(temporary)
    try {
      return staged(path, await writeHashed(path, chunks, stageOptions))
    } catch (error) {
      await remove(path)
      throw storeError(error, dir)
    }
  }

  function staged(path: string, { digest, bytes, head }: Written): StagedMedia {
    let isKept = false
    const discard = async () => {
      if (!isKept) await remove(path)
    }
    async function keepBytes(): Promise<void> {
      const before = await use(digest)
      try {
        await utimes(path, now() / 1000, now() / 1000)
        // Also over a file that is there: these bytes are known to be right, those on disk may have been damaged.
        await moveInto(path, fileOf(digest))
        isKept = true
        endTemporaryFile(path)
      } catch (error) {
        await discard()
        // Some systems replace no file that is being read.
        if (before !== bytes) throw storeError(error, dir)
      }
      if (before === undefined) eviction.added(bytes)
    }
    return {
      path,
      digest,
      bytes,
      head,
      discard,
      keepBytes,
      async keep(description) {
        await keepBytes()
        return toMedia(digest, bytes, description)
      },
    }
  }

  return {
    dir,
    stage,
    async put(bytes, description) {
      const digest = await hash(bytes)
      if ((await use(digest)) === bytes.byteLength) return toMedia(digest, bytes.byteLength, description)
      const file = await stage(slices(bytes), { maxBytes: bytes.byteLength, label: 'The result' })
      return file.keep(description)
    },
    async path(digest) {
      if ((await use(digest)) !== undefined) return fileOf(digest)
      throw new SwitchyardError(
        'MEDIA_NOT_FOUND',
        `Media ${digest.slice(0, 12)} is not in the store ${dir}: it was never stored here, or was removed to make room. Attach the file again; if this happens often, raise media.storeBytes in the profile.`,
        { details: { digest, dir } },
      )
    },
    has: async (digest) => (await use(digest)) !== undefined,
    publish: async () => {},
    settled: () => eviction.settled(),
  }
}

/** Moves a file into a folder that is there mostly, and is made where it is not. */
async function moveInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    await makeFolderPrivately(dirname(to))
    await rename(from, to)
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined)
  endTemporaryFile(path)
}

function toMedia(
  digest: string,
  bytes: number,
  { modality, mimeType, facts, name }: MediaDescription,
): Media {
  // A record is a value that plans refer to: it has no field that says nothing.
  return { digest, modality, mimeType, bytes, facts, ...(name !== undefined && { name }) }
}

type Written = Pick<StagedMedia, 'digest' | 'bytes' | 'head'>

async function writeHashed(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, label, signal }: StageOptions,
): Promise<Written> {
  const hasher = createHash('sha256')
  const head: Uint8Array[] = []
  const file = await open(path, 'wx', privateFile)
  const writer = createPieceWriter(file)
  let bytes = 0
  try {
    for await (const chunk of abortable(chunks, signal)) {
      if (!(chunk instanceof Uint8Array))
        throw new SwitchyardError(
          'INVALID_REQUEST',
          `${label} yields ${typeof chunk} chunks; a media stream must yield Uint8Array chunks.`,
        )
      bytes += chunk.byteLength
      if (bytes > maxBytes)
        throw tooLarge(label, { unit: 'bytes', limit: maxBytes, setting: 'media.maxBytes' })
      const before = bytes - chunk.byteLength
      if (before < headBytes) head.push(Buffer.from(chunk.subarray(0, headBytes - before)))
      // In slices: hashing a huge chunk at once would block the event loop.
      for await (const slice of slices(chunk)) {
        hasher.update(slice)
        await writer.write(slice)
      }
    }
    await writer.end()
  } finally {
    await file.close()
  }
  if (bytes === 0) throw unsupportedError(`${label} is empty (0 bytes). Attach a file with content.`)
  return { digest: hasher.digest('hex'), bytes, head: Buffer.concat(head) }
}

async function hash(bytes: Uint8Array): Promise<string> {
  const hasher = createHash('sha256')
  for await (const slice of slices(bytes)) hasher.update(slice)
  return hasher.digest('hex')
}

async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve))
    yield bytes.slice(start, start + sliceBytes)
  }
}

/** File system errors of the store's own folder, for the operator; anything else unchanged. */
function storeError(error: unknown, dir: string): unknown {
  const errno = errnoOf(error)
  if (error instanceof SwitchyardError || errno === undefined) return error
  const reason = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EFBIG: 'no file of this process may be that large',
    EROFS: 'it is read-only',
  }[errno]
  if (reason)
    return new SwitchyardError(
      'STORE_FULL',
      `The media store ${dir} takes no more: ${reason}. Free some space, lower media.storeBytes in the profile, or use another folder.`,
      { details: { dir, errno }, cause: error },
    )
  if (errno === 'EACCES' || errno === 'EPERM' || errno === 'ENOTDIR' || errno === 'EEXIST')
    return new SwitchyardError(
      'INVALID_CONFIG',
      `The media store ${dir} can't be written (${errno}). Make it a folder this user may write, or use another one.`,
      { details: { dir, errno }, cause: error },
    )
  return error
}
