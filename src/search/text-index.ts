import { hash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import MiniSearch from 'minisearch'
import pMap from 'p-map'
import { z } from 'zod'
import { withLinkedSignals } from '../core/abort.js'
import { cancelledError, SwitchyardError } from '../core/errors.js'
import { pictureExtensions, wordyExtensions } from '../media/probe/accepted-kinds.js'
import { holdIndex } from './hold-index.js'
import { listFiles } from './list-files.js'
import { placeOf } from './passages.js'
import { readWords, type TextSearchParts } from './read-words.js'
import { type IndexedText, readTextFile, writeTextFile } from './text-file.js'
import type { IndexProgress } from './update-index.js'

/** Options of `createTextIndex`. */
export interface TextIndexOptions {
  /** Its models write recordings down. The caller's: it is not closed. */
  agent: { readonly parts: TextSearchParts }
  /** Folders, with all below them, and files. */
  paths: readonly string[]
  /** The index file. @default one in the cache folder for these paths */
  file?: string | undefined
}

/** A passage that was found. */
export interface FoundPassage {
  /** Absolute path of the file. */
  path: string
  kind: 'recording' | 'document'
  /** What it says there. */
  passage: string
  /** Where in the passage the first of the words stands. */
  at: number
  /** Of a recording: when the segment with that word begins. */
  startSeconds?: number | undefined
  /** How well it fits (BM25); it has no fixed scale. */
  score: number
}

/** Recordings and documents that can be looked for by what they say. */
export interface TextIndex {
  /**
   * Reads what is new or changed in the folders and nothing else. Cancelled, it keeps what is done.
   *
   * @throws SwitchyardError `MEDIA_NOT_FOUND` without any file, `INVALID_REQUEST` when the file is no index or another program
   * writes it, `STORE_FULL`, `CANCELLED`
   */
  update(options?: {
    signal?: AbortSignal | undefined
    onProgress?: ((progress: IndexProgress) => void) | undefined
  }): Promise<IndexProgress & { file: string; note?: string | undefined }>
  /**
   * The files whose passages fit the words (`{ text: 'bus' }`, or the words alone) best, the best first, each once. It updates first where no update was made.
   *
   * @throws SwitchyardError as `update`, and `INVALID_REQUEST` without words
   */
  find(
    query: { text: string } | string,
    options?: { limit?: number | undefined; signal?: AbortSignal | undefined },
  ): Promise<FoundPassage[]>
}

const readAtOnce = 4
const wordsSchema = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)])
const fatal: readonly string[] = ['CANCELLED', 'STORE_FULL']
/**
 * Makes an index of what recordings and videos say (by their transcripts) and of documents, scans, texts and tables. It goes by words: forms of a
 * word and slips of the pen are found, other words for the same are not. Nothing is read before `update` or `find`.
 */
export function createTextIndex({ agent: { parts }, paths, file }: TextIndexOptions): TextIndex {
  const path = file ?? defaultFile(parts, paths)
  let search: ((text: string, limit: number) => FoundPassage[]) | undefined

  async function update(signal: AbortSignal, onProgress: (progress: IndexProgress) => void) {
    const release = await holdIndex(path)
    try {
      const { files, problems: unread } = await listFiles(paths, wordyExtensions, {
        otherKinds: pictureExtensions,
      })
      if (files.length === 0)
        throw new SwitchyardError(
          'MEDIA_NOT_FOUND',
          `There is no recording, video or document in ${paths.join(', ')}.`,
        )
      const { texts, problem } = await readTextFile(path)
      const problems = [...unread]
      let [added, settled] = [0, 0]
      const tell = (): IndexProgress => {
        const progress = {
          total: files.length,
          indexed: settled + unread.length - problems.length,
          added,
          problems,
        }
        onProgress(progress)
        return progress
      }
      const look = async (one: string) => {
        if (signal.aborted) throw cancelledError(signal)
        const stats = await stat(one).catch(() => undefined)
        const state = { bytes: stats?.size ?? 0, changedMs: stats?.mtimeMs ?? 0 }
        const before = texts.get(one)
        if (before?.bytes !== state.bytes || before.changedMs !== state.changedMs) {
          texts.delete(one)
          const read = await readWords(one, parts, signal)
          if (read.ok) {
            texts.set(one, { path: one, ...state, ...read.value })
            added += 1
          } else {
            if (fatal.includes(read.error.code)) throw read.error
            const { message } = read.error
            problems.push(message.includes(one) ? message : `${one}: ${message}`)
          }
        }
        settled += 1
        tell()
      }
      try {
        await pMap(files, look, { concurrency: readAtOnce })
      } finally {
        if (added > 0 || problem !== undefined) await writeTextFile(path, texts.values())
      }
      search = searchIn(files.flatMap((one) => texts.get(one) ?? []))
      return { ...tell(), file: path, note: problem }
    } finally {
      await release()
    }
  }

  const refresh = (
    signal: AbortSignal | undefined,
    onProgress: (progress: IndexProgress) => void = () => {},
  ) => withLinkedSignals([signal], (linked) => update(linked, onProgress), new AbortController())
  return {
    update: ({ signal, onProgress } = {}) => refresh(signal, onProgress),
    async find(query, { limit = 10, signal } = {}) {
      const text = wordsSchema.safeParse(query).data
      if (text === undefined)
        throw new SwitchyardError('INVALID_REQUEST', "Say what to look for, such as find({ text: 'bus' }).")
      if (text.trim() === '') throw new SwitchyardError('INVALID_REQUEST', 'Say what to look for, in words.')
      if (!search) await refresh(signal)
      return search?.(text, limit) ?? []
    },
  }
}

function searchIn(texts: readonly IndexedText[]): (text: string, limit: number) => FoundPassage[] {
  const passages = texts.flatMap(({ path, kind, passages }) =>
    passages.map((one) => ({ path, kind, ...one })),
  )
  const index = new MiniSearch<{ id: number; text: string }>({
    fields: ['text'],
    processTerm: (term) => (little.has(term.toLowerCase()) ? null : term.toLowerCase()),
  })
  index.addAll(passages.map(({ text }, id) => ({ id, text })))
  return (text, limit) => {
    const found = index.search(text, {
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 5 ? 0.2 : false),
    })
    const best = new Map<string, FoundPassage>()
    for (const { id, score, terms } of found) {
      const passage = passages[Number(id)]
      if (!passage || best.has(passage.path)) continue
      const { path, kind, text, segments = [] } = passage
      const at = placeOf(text, terms)
      const startSeconds = segments.findLast((one) => one.at <= at)?.startSeconds ?? passage.startSeconds
      best.set(path, {
        path,
        kind,
        passage: text,
        at,
        ...(startSeconds === undefined ? {} : { startSeconds }),
        score,
      })
      if (best.size === limit) break
    }
    return [...best.values()]
  }
}

/** Words that are in every text. */
const little = new Set(
  'a an the and or of in on at to for from with by is are was were be it this that'.split(' '),
)

function defaultFile({ dirs }: TextSearchParts, paths: readonly string[]): string {
  const all = [...new Set(paths.map((path) => resolve(path)))].sort()
  return join(dirs.cache, 'search', `${hash('sha256', JSON.stringify(all)).slice(0, 32)}.texts.jsonl`)
}
