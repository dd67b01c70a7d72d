import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, rm } from 'node:fs/promises'
import { addAbortSignal, Readable } from 'node:stream'
import { LRUCache } from 'lru-cache'
import type { Profile } from '../config/profile.js'
import { decodeBase64 } from '../core/base64.js'
import { cancelledError, messageOf, SwitchyardError, toSwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { mayBeDocument } from './documents/sniff-document.js'
import type { Network } from './fetch/fetch-url.js'
import { fileError, fileState, openFile } from './local-file.js'
import type { Media, MediaSource } from './media.js'
import { pictureByHead } from './probe/picture-by-head.js'
import { createMediaReader, type MediaReader } from './reader/media-reader.js'
import { calledBy, cleanName, type KnownSource, knowSource } from './source.js'
import { tooLarge, unsupportedError } from './source-errors.js'
import type { MediaDescription, MediaStore, StagedMedia } from './store/store.js'
import { rewriteText } from './text/rewrite-text.js'

export interface IngestOptions {
  signal?: AbortSignal | undefined
  /** What to call the media in front of people. Default: the last part of the path or URL. Decides nothing. */
  name?: string | undefined
  /**
   * Whether a picture is told by its first bytes and not measured: its `facts` are empty, and damage shows when it is decoded.
   * For callers that have it decoded next. Default: false
   */
  unmeasured?: boolean | undefined
  /** Told when a file is being measured, by a process that may have to start first. Default: nobody. */
  onMeasuring?: (() => void) | undefined
}

/** Turns anything attachable into immutable media in the store, with sniffed type and measured facts. */
export interface Ingest {
  /**
   * Errors: `INVALID_REQUEST` (folder, no permission, no media source), `MEDIA_NOT_FOUND`, `UNSUPPORTED_MEDIA` (empty,
   * damaged, unknown kind), `MEDIA_TOO_LARGE` (bytes, pixels, seconds), `FETCH_REFUSED`, `FETCH_FAILED`, `STORE_FULL`,
   * `CANCELLED`.
   */
  ingest(source: MediaSource, options?: IngestOptions): Promise<Result<Media, SwitchyardError>>
}

export interface CreateIngestOptions {
  store: MediaStore
  limits: Profile['media']
  /** What probes the files. Default: one of its own, whose processes end with this one. */
  reader?: MediaReader | undefined
  /** How URLs' names become connections. Default: the system's DNS. */
  network?: Network | undefined
  /** Clock, milliseconds since 1970. */
  now?: (() => number) | undefined
}

type Facts = Omit<MediaDescription, 'name'>
/** Bytes as they are kept: of a document what it says, with the document itself where its pages can be looked at. */
interface ReadBytes {
  staged: StagedMedia
  original?: Media | undefined
}
type Bytes = Exclude<KnownSource, { kind: 'media' }>

const remembered = 10_000
/** Most bytes that are hashed at once: more would block the event loop for milliseconds. */
const hashedAtOnceBytes = 4_000_000
/** File times tick this coarsely, at worst: a file changed within one tick of being read may look unchanged. */
const clockTickMs = 100

export function createIngest(options: CreateIngestOptions): Ingest {
  const { store, limits, network, reader = createMediaReader({ limits }), now = Date.now } = options
  /** File state to media: an unchanged file costs one look at it, and one at the store. */
  const files = new LRUCache<string, Media>({ max: remembered })
  /** Digest to facts: the same bytes from elsewhere are not measured again. */
  const known = new LRUCache<string, Facts>({ max: remembered })
  /** How long those files are: bytes of another length are none of them. */
  const knownSizes = new LRUCache<number, true>({ max: remembered })

  async function fromFile(source: Extract<Bytes, { kind: 'file' }>, options: IngestOptions): Promise<Media> {
    const { state, stats } = await fileState(source.path)
    const before = files.get(state)
    if (before && (await isStored(before))) return named(before, options.name ?? source.name)
    if (stats.size > limits.maxBytes)
      throw tooLarge(source.label, {
        unit: 'bytes',
        actual: Number(stats.size),
        limit: limits.maxBytes,
        setting: 'media.maxBytes',
      })
    const settled = now() - Number(stats.ctimeMs) > clockTickMs
    const staged = await readably(
      await stageFile(source, options, Number(stats.size)),
      source,
      options.signal,
    )
    const media = await keep(staged, source, options)
    // The next caller may want to know more.
    if (options.unmeasured) return media
    if (settled && (await fileState(source.path)).state === state) files.set(state, media)
    return media
  }

  const isStored = async ({ digest, original }: Media): Promise<boolean> =>
    (await store.has(digest)) && (!original || (await store.has(original.digest)))

  async function stageFile(
    { path, label }: Extract<Bytes, { kind: 'file' }>,
    { signal, unmeasured = false }: IngestOptions,
    expectedBytes: number,
  ): Promise<StagedMedia> {
    const file = await openFile(path)
    if (!unmeasured) reader.warm()
    const chunks = readChunks(file, expectedBytes)
    try {
      return await store.stage(readable(chunks, path), { maxBytes: limits.maxBytes, label, signal })
    } finally {
      // Not awaited: it would wait for a read that is stuck.
      file.close().catch(() => undefined)
    }
  }

  async function fromBytes(bytes: Uint8Array, label: string, options: IngestOptions): Promise<Media> {
    const before = await storedBefore(bytes)
    if (before) return named(before, options.name)
    reader.warm()
    const { signal } = options
    const staged = await store.stage(once(bytes), { maxBytes: limits.maxBytes, label, signal })
    const source = { kind: 'bytes' as const, bytes, label }
    return keep(await readably(staged, source, signal), source, options)
  }

  /** The media that these bytes are, if they came before: chats send all of their files again with every turn. */
  async function storedBefore(bytes: Uint8Array): Promise<Media | undefined> {
    if (bytes.byteLength > hashedAtOnceBytes || !knownSizes.has(bytes.byteLength)) return undefined
    const digest = createHash('sha256').update(bytes).digest('hex')
    const facts = known.get(digest)
    if (!facts || !(await store.has(digest))) return undefined
    return { digest, bytes: bytes.byteLength, ...facts }
  }

  async function stage(source: Extract<Bytes, { kind: 'stream' | 'url' }>, signal: AbortSignal | undefined) {
    const { label } = source
    const { maxBytes } = limits
    reader.warm()
    if (source.kind === 'stream')
      return store.stage(given(source.chunks, label, signal), { maxBytes, label, signal })
    const { fetchUrl } = await import('./fetch/fetch-url.js')
    return fetchUrl(source.url, { limits, signal, network }, (body, stop) =>
      store.stage(body, { maxBytes, label, signal: stop }),
    )
  }

  /**
   * A document as what it says, beside the document itself where its pages can be looked at; text as UTF-8, without terminal
   * escapes; anything else as it came.
   */
  async function readably(
    staged: StagedMedia,
    source: Bytes,
    signal: AbortSignal | undefined,
  ): Promise<ReadBytes> {
    return documentIn(await decoded(staged, source, signal), source, signal)
  }

  async function documentIn(
    staged: StagedMedia,
    { label }: Bytes,
    signal: AbortSignal | undefined,
  ): Promise<ReadBytes> {
    if (known.has(staged.digest)) return { staged }
    if (!mayBeDocument(staged.head)) return { staged }
    const to = `${staged.path}.said`
    try {
      const { bytes } = staged
      const read = await reader.readDocument(staged.path, { label, bytes, to, signal })
      if (!read) return { staged }
      const { document, ...facts } = read
      const original = document === undefined ? undefined : await staged.keep(originalOf(document, facts))
      const said = await store.stage(createReadStream(to), { maxBytes: limits.maxBytes, label, signal })
      known.set(said.digest, facts)
      await staged.discard()
      return { staged: said, original }
    } catch (error) {
      await staged.discard()
      throw error
    } finally {
      await rm(to, { force: true })
    }
  }

  async function decoded(staged: StagedMedia, { label }: Bytes, signal: AbortSignal | undefined) {
    if (known.has(staged.digest)) return staged
    try {
      const text = await rewriteText(staged.path, staged.head, { label, signal })
      if (!text) return staged
      const rewritten = await store.stage(text, { maxBytes: limits.maxBytes, label, signal })
      await staged.discard()
      return rewritten
    } catch (error) {
      await staged.discard()
      throw error
    }
  }

  async function keep(
    { staged, original }: ReadBytes,
    source: Bytes,
    options: IngestOptions,
  ): Promise<Media> {
    try {
      const facts = await describe(staged, source, options)
      const media = { ...(await staged.keep(facts)), ...(original && { original }) }
      return named(media, options.name ?? ('name' in source ? source.name : undefined))
    } finally {
      await staged.discard()
    }
  }

  async function describe(
    { path, digest, bytes, head }: StagedMedia,
    { label }: Bytes,
    { unmeasured = false, onMeasuring, signal }: IngestOptions,
  ): Promise<Facts> {
    const before = known.get(digest) ?? (unmeasured ? pictureByHead(head) : undefined)
    if (before) return before
    const measuring = reader.probe(path, { label, bytes, signal })
    onMeasuring?.()
    const facts = await measuring
    known.set(digest, facts)
    knownSizes.set(bytes, true)
    return facts
  }

  async function bring(source: KnownSource, options: IngestOptions): Promise<Media> {
    if (options.signal?.aborted) throw cancelledError(options.signal)
    if (source.kind === 'media') {
      const { original, ...media } = source.media
      // A process that reads it fetches it where need be; most processes that hear of it don't.
      if (!(await store.has(media.digest))) await store.path(media.digest, options)
      // What was read is of use without the document, whose pages nobody can look at any more.
      const isThere = original && (await store.has(original.digest))
      return named(isThere ? { ...media, original } : media, options.name ?? media.name)
    }
    if (source.kind === 'file') return fromFile(source, options)
    if (source.kind === 'bytes') return fromBytes(source.bytes, source.label, options)
    if (source.kind === 'data-url')
      return fromBytes(await dataUrlBytes(source.url, limits.maxBytes), source.label, options)
    return keep(await readably(await stage(source, options.signal), source, options.signal), source, options)
  }

  return {
    async ingest(source, options = {}) {
      try {
        const media = await bring(calledBy(options.name, knowSource(source)), options)
        await store.publish(media, options)
        if (media.original) await store.publish(media.original, options)
        return ok(media)
      } catch (error) {
        if (options.signal?.aborted) return err(cancelledError(options.signal))
        return err(toSwitchyardError(error))
      }
    },
  }
}

/** Most bytes that are read of a file at once. */
const chunkBytes = 262_144
/** Asked for where a file is expected to end. */
const lastBytes = 16_384

/** What a file holds, to its end, in no more memory than one of `expectedBytes` needs. */
async function* readChunks(file: FileHandle, expectedBytes: number): AsyncGenerator<Uint8Array> {
  let left = expectedBytes
  for (;;) {
    const size = left > 0 ? Math.min(left, chunkBytes) : lastBytes
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(size), 0, size, null)
    if (bytesRead === 0) return
    left -= bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function* readable(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    throw error instanceof SwitchyardError ? error : fileError(path, error)
  }
}

/**
 * The caller's own stream. What it throws is no fault of ours, and it can't be read a second time. On an abort it is closed
 * at once: by itself, an iterator waits for the next chunk first, which a connection that stands still never brings.
 */
async function* given(
  chunks: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>,
  label: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    const stream = chunks instanceof ReadableStream ? Readable.fromWeb(chunks, { objectMode: true }) : chunks
    if (signal && stream instanceof Readable) addAbortSignal(signal, stream)
    yield* stream
  } catch (error) {
    if (error instanceof SwitchyardError) throw error
    const reason = messageOf(error)
    throw new SwitchyardError(
      'FETCH_FAILED',
      `${label} can't be read to its end: ${reason}. Open the stream anew and attach that.`,
      { cause: error },
    )
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The body of a data URL; what it says about its type is not used. */
async function dataUrlBytes(url: string, maxBytes: number): Promise<Uint8Array> {
  // Base64 takes four characters for three bytes, percent-encoding up to three for one; below this it can't fit.
  if (url.length * 0.3 > maxBytes)
    throw tooLarge('The data URL', { unit: 'bytes', limit: maxBytes, setting: 'media.maxBytes' })
  try {
    const head = /^data:[^,]*;base64,/i.exec(url)?.[0]
    const bytes = head === undefined ? undefined : decodeBase64(url.slice(head.length))
    // `fetch` takes 30 ms of the event loop for every megabyte of the usual kind of data URL.
    return bytes ?? new Uint8Array(await (await fetch(url)).arrayBuffer())
  } catch (error) {
    throw unsupportedError('The data URL is malformed. Write it like data:image/png;base64,iVBORw0...', error)
  }
}

/** A document as it came, of whose content only the number of pages is told. */
const originalOf = (mimeType: string, { facts: { pages } }: Facts): MediaDescription => ({
  modality: 'document',
  mimeType,
  facts: pages === undefined ? {} : { pages },
})

function named(media: Media, name: string | undefined): Media {
  const { name: _, ...rest } = media
  const clean = cleanName(name)
  return clean ? { ...rest, name: clean } : rest
}
