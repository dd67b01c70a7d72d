import { createReadStream } from 'node:fs'
import { type FileHandle, open, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { errnoOf } from '../core/errno.js'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { makeFolderPrivately, privateFile } from '../core/files.js'
import { splitLines } from '../core/flow/lines.js'
import { parseJson } from '../core/json.js'
import { textToVector, vectorToText } from '../tools/vectors.js'
import { type EmbeddingModel, embeddingModelSchema } from './embedder.js'

/*
 * An index of pictures: a line of JSON that says which model its vectors are of, then a line for each picture, as they were
 * computed. Of two lines about one path the later one counts.
 */

const kind = 'picture index'
const opening = `{"switchyard":"${kind}"`
const headerSchema = embeddingModelSchema.extend({
  switchyard: z.literal(kind),
  version: z.literal(1),
  size: z.int().positive(),
})
export type IndexHeader = z.output<typeof headerSchema>

const lineSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  changedMs: z.number(),
  digest: z.string(),
  vector: z.string(),
})

/** A picture as it was when its vector was computed. */
export interface IndexedPicture {
  /** Absolute. */
  path: string
  bytes: number
  /** When the file was changed last, milliseconds since 1970. */
  changedMs: number
  /** SHA-256 of the file, hex. */
  digest: string
  vector: Float32Array
}

/** An index file as it was found. */
export interface FoundIndex {
  /** Absent: there is nothing that can be used. */
  header?: IndexHeader | undefined
  pictures: Map<string, IndexedPicture>
  /** How long the part is that is whole, bytes. */
  wholeBytes: number
  /** What is wrong with it, in one sentence. */
  problem?: string | undefined
}

/**
 * Reads an index file and changes nothing.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when it is a file of another kind, or can't be read
 */
export async function readIndexFile(path: string): Promise<FoundIndex> {
  const found: FoundIndex = { pictures: new Map(), wholeBytes: 0 }
  const anew = (problem: string): FoundIndex => ({
    pictures: new Map(),
    wholeBytes: 0,
    problem: `${path} ${problem}; it is made anew.`,
  })
  try {
    for await (const { number, start, ended, content } of splitLines(createReadStream(path))) {
      const text = content.ok ? content.value : ''
      if (number === 1 && !text.startsWith(opening) && (ended || !opening.startsWith(text)))
        throw notIndex(path)
      if (!ended) {
        if (!found.header) return anew('was cut off')
        found.problem = `${path} was cut off; the pictures that are whole in it are kept.`
        break
      }
      if (!found.header) {
        const header = headerSchema.safeParse(parseJson(text))
        if (!header.success) return anew('was written by another version of Switchyard')
        found.header = header.data
      } else {
        const picture = parsePicture(text)
        if (picture?.vector.length !== found.header.size) return anew(`is damaged in line ${number}`)
        found.pictures.set(picture.path, picture)
      }
      found.wholeBytes = start + Buffer.byteLength(text) + 1
    }
    return found
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return found
    throw indexError(path, cause)
  }
}

function parsePicture(text: string): IndexedPicture | undefined {
  const line = lineSchema.safeParse(parseJson(text)).data
  const vector = line && textToVector(line.vector)
  return vector && isUnit(vector) ? { ...line, vector } : undefined
}

/** Whether a vector has length 1, as all that are written; one of zeros is like nothing, and does no harm. */
function isUnit(vector: Float32Array): boolean {
  const length = Math.hypot(...vector)
  return length === 0 || Math.abs(length - 1) < 0.01
}

/** Adds pictures to the end of an index file. */
export class IndexWriter {
  readonly #path: string
  readonly #file: FileHandle
  #turn: Promise<void> = Promise.resolve()

  private constructor(path: string, file: FileHandle) {
    this.#path = path
    this.#file = file
  }

  /** Opens the file behind what is whole in it; with nothing whole, it begins anew. */
  static async open(
    path: string,
    { wholeBytes, model, size }: { wholeBytes: number; model: EmbeddingModel; size: number },
  ): Promise<IndexWriter> {
    try {
      await makeFolderPrivately(dirname(path))
      const file = await open(path, 'a', privateFile)
      await truncate(path, wholeBytes)
      const writer = new IndexWriter(path, file)
      if (wholeBytes === 0) await writer.#append({ switchyard: kind, version: 1, ...model, size })
      return writer
    } catch (cause) {
      throw indexError(path, cause)
    }
  }

  /** @throws SwitchyardError `STORE_FULL` when the disk takes no more */
  add({ path, bytes, changedMs, digest, vector }: IndexedPicture): Promise<void> {
    return this.#append({ path, bytes, changedMs, digest, vector: vectorToText(vector) })
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => {})
    await this.#file.close()
  }

  #append(line: object): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#file.appendFile(`${JSON.stringify(line)}\n`))
      .catch((cause) => {
        throw indexError(this.#path, cause)
      })
    return this.#turn
  }
}

const notIndex = (path: string) =>
  new SwitchyardError(
    'INVALID_REQUEST',
    `${path} is no index of pictures, and is left as it is. Name another file with --index.`,
  )

function indexError(path: string, cause: unknown): SwitchyardError {
  if (cause instanceof SwitchyardError) return cause
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errnoOf(cause) ?? '')
  return isFull
    ? new SwitchyardError(
        'STORE_FULL',
        `There is no room left for the index ${path}. Make room and start again: what is in it is kept.`,
        { cause },
      )
    : new SwitchyardError(
        'INVALID_REQUEST',
        `The index ${path} can't be used: ${messageOf(cause)}. Name another file with --index.`,
        { cause },
      )
}
