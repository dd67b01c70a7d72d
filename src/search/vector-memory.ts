import { hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat, truncate } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { holdOnMachine } from '../batch/single-writer.js'
import { makeFolderPrivately, privateFile } from '../core/files.js'
import { splitLines } from '../core/flow/lines.js'
import { parseJson } from '../core/json.js'
import { ok } from '../core/result.js'
import { textToVector, vectorToText } from '../tools/vectors.js'
import { describeModel, type Embed, type EmbedderInput, type EmbeddingModel } from './embedder.js'

/** Embeds each picture and each text once. */
export interface VectorMemory {
  /** What is known of it, or what `embed` gives; asked for the same several times at once, it embeds once. */
  recall(input: EmbedderInput, embed: Embed): ReturnType<Embed>
  /** Resolves once all is on disk. */
  close(): Promise<void>
}

export interface VectorMemoryOptions {
  /** Keeps vectors for later processes. Absent: they are remembered in this one only. */
  file?: string | undefined
  /** How many numbers a vector has. */
  size: number
  /** Most bytes of the file: past them nothing is added, and the next process begins it anew. */
  maxBytes: number
}

/** Bytes of vectors that are held in memory, and their most: the cache makes room for all of them at once. */
const heldBytes = 32_000_000
const mostHeld = 32_000

/** Where vectors of a model are kept, in the cache folder. */
export const vectorFile = (cacheDir: string, model: EmbeddingModel): string =>
  join(cacheDir, 'search', `vectors-${hash('sha256', describeModel(model)).slice(0, 32)}.jsonl`)

/** Never fails: what can't be read or written is embedded again. One process at a time has the file, others do without. */
export async function openVectorMemory({ file, size, maxBytes }: VectorMemoryOptions): Promise<VectorMemory> {
  const room = Math.floor(heldBytes / (4 * size))
  const held = new LRUCache<string, Float32Array>({ max: Math.max(1, Math.min(mostHeld, room)) })
  const computing = new Map<string, ReturnType<Embed>>()
  const disk =
    file === undefined ? undefined : await openDisk(file, { size, maxBytes }).catch(() => undefined)

  async function find(key: string, input: EmbedderInput, embed: Embed): ReturnType<Embed> {
    const kept = await disk?.read(key).catch(() => undefined)
    const found = kept ? ok(kept) : await embed(input)
    if (found.ok) held.set(key, found.value)
    if (found.ok && !kept) disk?.add(key, found.value)
    return found
  }

  return {
    recall(input, embed) {
      const key = keyOf(input)
      const known = held.get(key)
      if (known) return Promise.resolve(ok(known))
      const running = computing.get(key)
      if (running) return running
      const finding = find(key, input, embed).finally(() => computing.delete(key))
      computing.set(key, finding)
      return finding
    },
    close: async () => disk?.close(),
  }
}

const keyOf = (input: EmbedderInput): string =>
  'image' in input ? `image ${input.image.digest}` : `text ${hash('sha256', input.text)}`

const lineSchema = z.object({ key: z.string(), vector: z.string() })

interface Place {
  start: number
  bytes: number
}

/** A file of lines of JSON, each a key and its vector; lines are added at its end. */
async function openDisk(path: string, { size, maxBytes }: { size: number; maxBytes: number }) {
  const release = await holdOnMachine(resolve(path))
  if (!release) return undefined
  let file: FileHandle | undefined
  let places: Map<string, Place>
  let end: number
  try {
    await makeFolderPrivately(dirname(path))
    file = await open(path, 'a+', privateFile)
    const { size: bytes } = await stat(path)
    const found = bytes > maxBytes ? { places: new Map<string, Place>(), end: 0 } : await readPlaces(path)
    ;({ places, end } = found)
    await truncate(path, end)
  } catch (error) {
    await file?.close()
    await release()
    throw error
  }
  const opened = file
  let waiting = ''
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    while (waiting !== '') {
      const text = waiting
      waiting = ''
      await opened.appendFile(text)
    }
    writing = undefined
  }

  return {
    async read(key: string): Promise<Float32Array | undefined> {
      const place = places.get(key)
      if (!place) return undefined
      await writing
      const { buffer } = await opened.read(Buffer.alloc(place.bytes), 0, place.bytes, place.start)
      const line = lineSchema.safeParse(parseJson(buffer.toString('utf8'))).data
      const vector = line?.key === key ? textToVector(line.vector) : undefined
      return vector?.length === size ? vector : undefined
    },
    add(key: string, vector: Float32Array): void {
      const text = `${JSON.stringify({ key, vector: vectorToText(vector) })}\n`
      const bytes = Buffer.byteLength(text)
      if (end + bytes > maxBytes) return
      places.set(key, { start: end, bytes })
      end += bytes
      waiting += text
      // What the disk does not take is embedded again.
      writing ??= write().catch(() => {
        places.clear()
        end = Number.POSITIVE_INFINITY
      })
    },
    async close(): Promise<void> {
      await writing
      await opened.close()
      await release()
    },
  }
}

/** Where each key's line is, and where the lines end that are whole. */
async function readPlaces(path: string): Promise<{ places: Map<string, Place>; end: number }> {
  const places = new Map<string, Place>()
  let end = 0
  for await (const { start, ended, content } of splitLines(createReadStream(path))) {
    const line = content.ok ? lineSchema.safeParse(parseJson(content.value)).data : undefined
    if (!ended || !content.ok || !line) break
    const bytes = Buffer.byteLength(content.value) + 1
    places.set(line.key, { start, bytes })
    end = start + bytes
  }
  return { places, end }
}
