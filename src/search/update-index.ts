import { stat } from 'node:fs/promises'
import pMap from 'p-map'
import { cancelledError, type SwitchyardError } from '../core/errors.js'
import { ok, type Result } from '../core/result.js'
import { type Embed, type Embedder, embeddedAtOnce, type SearchParts } from './embedder.js'
import { type FoundIndex, type IndexedPicture, IndexWriter } from './index-file.js'
import { createPictureTaker } from './take-in-picture.js'

/** Where the indexing of pictures stands. */
export interface IndexProgress {
  /** Pictures that were found. */
  total: number
  /** Of those, the ones that are in the index. */
  indexed: number
  /** Pictures that this update has read because they are new or changed. */
  added: number
  /** What can't be used, a sentence each. */
  problems: readonly string[]
}

interface Updating {
  parts: SearchParts
  embedder: Embedder
  /** Changed in place. */
  found: FoundIndex
  /** The index file. */
  path: string
  signal: AbortSignal
  /** What can't be read among the folders, a sentence each. */
  unread: readonly string[]
  onProgress: (progress: IndexProgress) => void
}

/** A file whose picture is not in the index as it is now. */
interface MissingPicture {
  file: string
  /** Absent: the file is gone. */
  state: { bytes: number; changedMs: number } | undefined
}

/** By the digest of the picture; those that are being computed, too. */
type KnownVectors = Map<string, ReturnType<Embed>>

/** Most files looked at at once. */
const lookedAtOnce = 64
/** What ends the whole update; with any other failure, the rest goes on. */
const fatal: readonly string[] = ['CANCELLED', 'STORE_FULL']

/** Computes what is missing and adds it to the index, in memory and in the file. */
export async function updateIndex(files: readonly string[], updating: Updating): Promise<IndexProgress> {
  const { parts, embedder, found, path, signal, unread, onProgress } = updating
  const { pictures, wholeBytes } = found
  const known: KnownVectors = new Map(
    [...pictures.values()].map(({ digest, vector }) => [digest, Promise.resolve(ok(vector))]),
  )
  const missing = await missingOf(files, pictures)
  for (const { file } of missing) pictures.delete(file)
  const problems = [...unread]
  let added = 0
  const tell = (): IndexProgress => {
    const indexed = files.length - missing.length + added
    const progress = { total: files.length, indexed, added, problems }
    onProgress(progress)
    return progress
  }
  tell()
  if (missing.length === 0 && wholeBytes > 0 && found.problem === undefined) return tell()

  const { model, size } = embedder
  const writer = await IndexWriter.open(path, { wholeBytes, model, size })
  const services = { known, embed: embedder.begin(signal), takeIn: createPictureTaker(parts, signal) }
  const add = async ({ file, state }: MissingPicture): Promise<void> => {
    if (signal.aborted) throw cancelledError(signal)
    const read = await readPicture(file, services)
    if (read.ok) {
      // The state from before it was read: what changed meanwhile is read again next time.
      const picture = { path: file, bytes: 0, changedMs: 0, ...state, ...read.value }
      await writer.add(picture)
      pictures.set(file, picture)
      added += 1
    } else {
      if (fatal.includes(read.error.code)) throw read.error
      const { message } = read.error
      problems.push(message.includes(file) ? message : `${file}: ${message}`)
    }
    tell()
  }
  try {
    await pMap(missing, add, { concurrency: embeddedAtOnce })
  } finally {
    await writer.close()
  }
  return tell()
}

async function missingOf(
  files: readonly string[],
  pictures: ReadonlyMap<string, IndexedPicture>,
): Promise<MissingPicture[]> {
  const look = async (file: string): Promise<MissingPicture[]> => {
    const stats = await stat(file).catch(() => undefined)
    const state = stats && { bytes: stats.size, changedMs: stats.mtimeMs }
    const before = pictures.get(file)
    const isSame = before && before.bytes === state?.bytes && before.changedMs === state.changedMs
    return isSame ? [] : [{ file, state }]
  }
  return (await pMap(files, look, { concurrency: lookedAtOnce })).flat()
}

/** The digest and the vector of a picture; the same bytes are computed once. */
async function readPicture(
  file: string,
  {
    known,
    embed,
    takeIn,
  }: { known: KnownVectors; embed: Embed; takeIn: ReturnType<typeof createPictureTaker> },
): Promise<Result<Pick<IndexedPicture, 'digest' | 'vector'>, SwitchyardError>> {
  const media = await takeIn(file)
  if (!media.ok) return media
  const { digest } = media.value
  const embedding = known.get(digest) ?? embed({ image: media.value })
  known.set(digest, embedding)
  const vector = await embedding
  return vector.ok ? ok({ digest, vector: vector.value }) : vector
}
