import { appendFile, type FileHandle, open, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errnoOf } from '../core/errno.js'
import { makeFolderPrivately, privateFile, replaceFile } from '../core/files.js'
import { splitLines } from '../core/flow/lines.js'
import { parseJson } from '../core/json.js'
import { boundFeedback } from './bound-feedback.js'
import { aboutOf, type Feedback, feedbackSchema } from './feedback.js'

/** Opinions in a file that several processes write to, a line each. */
export interface FeedbackFile {
  /** Writes an opinion at the end. */
  append(feedback: Feedback): Promise<void>
  /**
   * Reads what was written since it was called last, and gives what holds: of each answer and step the last word. Undefined
   * where nothing was written. One call after the other.
   *
   * @throws where the file is there and can't be read
   */
  read(): Promise<Feedback[] | undefined>
}

/** What was read of a file, up to which byte, and which file that was. */
interface Known {
  ino: number
  offset: number
  held: Map<string, Feedback>
}

/** A file that is shorter is left as it is, and one of which at least half still holds. */
const leastBytes = 1_000_000
/** Files that may come into the place of one while a line is written. */
const mostTries = 5
/** A process that began to write the file anew so long ago died of it, milliseconds. */
const staleMs = 600_000

/** @param keepBytes from how many bytes on what holds no more is dropped from the file. Default: 1 MB */
export function openFeedbackFile(file: string, keepBytes = leastBytes): FeedbackFile {
  let known: Known = { ino: -1, offset: 0, held: new Map() }
  let hasWritten = false
  /** At how many bytes it is looked again how many of them still hold. */
  let lookFrom = keepBytes

  return {
    async append(feedback) {
      await makeFolderPrivately(dirname(file))
      hasWritten = true
      // Again where another process has put a shorter file into its place meanwhile: the same said twice holds once.
      for (let tries = 0; tries < mostTries; tries++) if (await appendTo(file, feedback)) return
    },
    async read() {
      const opened = await open(file, 'r').catch((error) => {
        if (errnoOf(error) === 'ENOENT') return undefined
        throw error
      })
      if (!opened) {
        const wasThere = known.ino !== -1
        known = { ino: -1, offset: 0, held: new Map() }
        return wasThere ? [] : undefined
      }
      try {
        const { ino, size } = await opened.stat()
        const isSame = ino === known.ino && size >= known.offset
        if (isSame && size === known.offset) return undefined
        known = await readOn(opened, isSame ? known : { ino, offset: 0, held: new Map() })
        if (hasWritten && known.offset >= lookFrom) {
          const bytes = bytesOf(known)
          lookFrom = Math.max(keepBytes, bytes * 2)
          // What can't be written anew now may be another time.
          if (known.offset >= lookFrom)
            known = (await compact(file, opened, known).catch(() => undefined)) ?? known
        }
      } finally {
        await opened.close()
      }
      return [...known.held.values()]
    },
  }
}

/** Whether it is in the file that is in this place after that. */
async function appendTo(file: string, feedback: Feedback): Promise<boolean> {
  const opened = await open(file, 'a', privateFile)
  try {
    // One write of one line, which begins anew behind a line that a crash has cut short.
    await opened.appendFile(`\n${JSON.stringify(feedback)}\n`)
    const [own, there] = await Promise.all([opened.stat(), stat(file).catch(() => undefined)])
    return own.ino === there?.ino
  } finally {
    await opened.close()
  }
}

async function readOn(opened: FileHandle, { ino, offset, held }: Known): Promise<Known> {
  let end = offset
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of opened.createReadStream({ start: offset, autoClose: false })) {
      end += chunk.length
      yield chunk
    }
  }
  for await (const { start, ended, content } of splitLines(chunks())) {
    // It is still being written.
    if (!ended) return { ino, offset: offset + start, held }
    const feedback = content.ok ? feedbackSchema.safeParse(parseJson(content.value)).data : undefined
    if (!feedback) continue
    const about = aboutOf(feedback)
    held.delete(about)
    if (feedback.verdict !== null) held.set(about, boundFeedback(feedback))
  }
  return { ino, offset: end, held }
}

const lineOf = (feedback: Feedback): string => `${JSON.stringify(feedback)}\n`

function bytesOf({ held }: Known): number {
  let bytes = 0
  for (const feedback of held.values()) bytes += Buffer.byteLength(lineOf(feedback))
  return bytes
}

/**
 * Writes a file anew with what holds. What others write meanwhile goes along: to the old
 * file as long as it is in its place, and whoever finds another one there writes again.
 */
async function compact(file: string, opened: FileHandle, known: Known): Promise<Known | undefined> {
  const lock = `${file}.compacting`
  const since = await stat(lock).catch(() => undefined)
  if (since && Date.now() - since.mtimeMs > staleMs) await rm(lock, { force: true })
  await (await open(lock, 'wx')).close()
  try {
    // Another process may have done it since this one was opened.
    if ((await stat(file)).ino !== known.ino) return undefined
    function* lines(): Generator<string> {
      for (const feedback of known.held.values()) yield lineOf(feedback)
    }
    await replaceFile(file, (temporary) => writeFile(temporary, lines(), { mode: privateFile }))
    const { ino } = await stat(file)
    for await (const chunk of opened.createReadStream({ start: known.offset, autoClose: false }))
      await appendFile(file, chunk)
    return { ino, offset: bytesOf(known), held: known.held }
  } finally {
    await rm(lock, { force: true })
  }
}
