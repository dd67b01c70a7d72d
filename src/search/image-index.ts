import { hash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLinkedSignals } from '../core/abort.js'
import { SwitchyardError } from '../core/errors.js'
import type { MediaSource } from '../media/media.js'
import { pictureExtensions, wordyExtensions } from '../media/probe/accepted-kinds.js'
import {
  createEmbedder,
  describeModel,
  type Embedder,
  type EmbedderInput,
  isSameModel,
  type SearchParts,
} from './embedder.js'
import { holdIndex } from './hold-index.js'
import { type FoundIndex, type IndexedPicture, readIndexFile } from './index-file.js'
import { listFiles } from './list-files.js'
import { nearestRows } from './nearest-rows.js'
import { takeInPicture } from './take-in-picture.js'
import { type IndexProgress, updateIndex } from './update-index.js'

/** Options of `createImageIndex`. */
export interface ImageIndexOptions {
  /** Its models make the vectors. The caller's: it is not closed. */
  agent: { readonly parts: SearchParts }
  /** Folders, with all below them, and pictures. */
  paths: readonly string[]
  /** The index file. @default one in the cache folder for these paths */
  file?: string | undefined
}

/** What an update of an index did. */
export interface IndexSummary extends IndexProgress {
  /** The model of the vectors, with its precision. */
  model: string
  /** The index file. */
  file: string
  /** Why the index was mended or made anew; absent where it was not. */
  note?: string | undefined
}

/** What to look for: words, or a picture. */
export type ImageQuery = { text: string } | { like: MediaSource }

/** A picture that was found. */
export interface FoundImage {
  /** Absolute path. */
  path: string
  /** The cosine with what was looked for, -1 to 1. */
  similarity: number
}

/** Pictures that can be looked for by words or by a picture. */
export interface ImageIndex {
  /**
   * Reads what is new or changed in the folders and nothing else. Cancelled, it keeps what is done.
   *
   * @throws SwitchyardError `MEDIA_NOT_FOUND` without any picture, `INVALID_REQUEST` when the file is no index or another
   * program writes it, `STORE_FULL`, `CANCELLED`, and what models fail with
   */
  update(options?: {
    signal?: AbortSignal | undefined
    onProgress?: ((progress: IndexProgress) => void) | undefined
  }): Promise<IndexSummary>
  /**
   * The pictures that fit best, the best first, of those that the last update found; it updates first where none was made.
   * A file that is looked for is not found itself; its copies are.
   *
   * @throws SwitchyardError as `update`, and when `like` can't be taken in
   */
  find(
    query: ImageQuery,
    options?: { limit?: number | undefined; signal?: AbortSignal | undefined },
  ): Promise<FoundImage[]>
}

interface Ready {
  embedder: Embedder
  pictures: readonly IndexedPicture[]
  /** Their vectors one behind the other. */
  rows: Float32Array
  summary: IndexSummary
}

/**
 * Makes an index of the pictures in folders. The vectors are in a file by the pictures' digests and go with a model: with
 * another one the file is made anew. Nothing is read before `update` or `find`.
 *
 * @example
 * ```ts
 * import { createAgent, createImageIndex } from 'switchyard-ai'
 *
 * const agent = await createAgent({ profile: 'demo' })
 * const index = createImageIndex({ agent, paths: ['samples/images'] })
 * const [best] = await index.find({ text: 'a dog' })
 * console.log(best?.path, best?.similarity)
 * await agent.close()
 * ```
 */
export function createImageIndex({ agent: { parts }, paths, file }: ImageIndexOptions): ImageIndex {
  const path = file ?? defaultFile(parts, paths)
  let ready: Ready | undefined

  async function update(signal: AbortSignal, onProgress: (progress: IndexProgress) => void) {
    const release = await holdIndex(path)
    try {
      const { files, problems } = await listFiles(paths, pictureExtensions, {
        otherKinds: wordyExtensions,
      })
      if (files.length === 0)
        throw new SwitchyardError('MEDIA_NOT_FOUND', `There is no picture in ${paths.join(', ')}.`)
      const before = await readIndexFile(path)
      const embedder = await createEmbedder(parts, { before: before.header, signal })
      const found = forModel(before, embedder, path)
      const progress = await updateIndex(files, {
        ...{ parts, embedder, found, path, signal, onProgress },
        unread: problems,
      })
      const pictures = files.flatMap((one) => found.pictures.get(one) ?? [])
      const rows = rowsOf(pictures, embedder.size)
      const summary = {
        ...progress,
        model: describeModel(embedder.model),
        file: path,
        note: found.problem,
      }
      return { embedder, pictures, rows, summary }
    } finally {
      await release()
    }
  }

  async function find(
    query: ImageQuery,
    limit: number,
    { embedder, pictures, rows }: Ready,
    signal: AbortSignal,
  ): Promise<FoundImage[]> {
    const like = 'like' in query ? await takeInPicture(query.like, parts, signal) : undefined
    if (like && !like.ok) throw like.error
    const input: EmbedderInput = like ? { image: like.value } : { text: textOf(query) }
    const vector = await embedder.begin(signal)(input)
    if (!vector.ok) throw vector.error
    // A copy of the picture is found: that is what is looked for.
    const self = pathOf(query)
    const isSelf = ({ path }: IndexedPicture) => path === self
    const selves = pictures.filter(isSelf).length
    return nearestRows(rows, vector.value, limit + selves)
      .flatMap(({ row, similarity }) => {
        const picture = pictures[row]
        return picture && !isSelf(picture)
          ? [{ path: picture.path, similarity: Math.min(1, Math.max(-1, similarity)) }]
          : []
      })
      .slice(0, limit)
  }

  const refresh = async (signal: AbortSignal, onProgress: (progress: IndexProgress) => void = () => {}) => {
    ready = await update(signal, onProgress)
    return ready
  }
  return {
    update: async ({ signal, onProgress } = {}) =>
      (await inOne(signal, (linked) => refresh(linked, onProgress))).summary,
    find: (query, { limit = 10, signal } = {}) =>
      inOne(signal, async (linked) => find(query, limit, ready ?? (await refresh(linked)), linked)),
  }
}

/** Does some work that ends as a whole: a failure of one part stops the others. */
async function inOne<T>(
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  try {
    return await withLinkedSignals([outer], work, controller)
  } catch (error) {
    controller.abort()
    throw error
  }
}

function textOf(query: ImageQuery): string {
  const text = 'text' in query ? query.text.trim() : ''
  if (text !== '') return text
  throw new SwitchyardError('INVALID_REQUEST', 'Say what to look for: words, or a picture.')
}

function defaultFile({ dirs }: SearchParts, paths: readonly string[]): string {
  const all = [...new Set(paths.map((path) => resolve(path)))].sort()
  return join(dirs.cache, 'search', `${hash('sha256', JSON.stringify(all)).slice(0, 32)}.jsonl`)
}

/** The file that is looked for, as an index names it; undefined for words, addresses and bytes. */
function pathOf(query: ImageQuery): string | undefined {
  const like = 'like' in query ? query.like : undefined
  if (like instanceof URL) return like.protocol === 'file:' ? fileURLToPath(like) : undefined
  return typeof like === 'string' ? resolve(like) : undefined
}

/** What of an index counts with a model: all, or nothing and why. */
function forModel(found: FoundIndex, { model, size }: Embedder, path: string): FoundIndex {
  const { header } = found
  if (!header || (isSameModel(header, model) && header.size === size)) return found
  const problem = `${path} is of ${describeModel(header)}, and ${describeModel(model)} runs now; it is made anew.`
  return { pictures: new Map(), wholeBytes: 0, problem }
}

function rowsOf(pictures: readonly IndexedPicture[], size: number): Float32Array {
  const rows = new Float32Array(pictures.length * size)
  for (const [at, { vector }] of pictures.entries()) rows.set(vector, at * size)
  return rows
}
