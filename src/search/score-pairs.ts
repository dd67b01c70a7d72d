import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat, truncate } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { resultsError } from '../batch/disk-error.js'
import { jobsError } from '../batch/read-jobs.js'
import { holdResultsFile } from '../batch/single-writer.js'
import { withLinkedSignals } from '../core/abort.js'
import { cancelledError, SwitchyardError, toSwitchyardError, userErrorCodes } from '../core/errors.js'
import { privateFile } from '../core/files.js'
import { splitLines } from '../core/flow/lines.js'
import { err, ok, type Result } from '../core/result.js'
import { cosine } from '../tools/vectors.js'
import {
  createEmbedder,
  describeModel,
  type Embed,
  embeddedAtOnce,
  isSameModel,
  type SearchParts,
} from './embedder.js'
import { type Pair, parsePairLine } from './pair-line.js'
import { readScoreState, type ScoreState, writeScoreState } from './score-state.js'
import { createPictureTaker } from './take-in-picture.js'
import { openVectorMemory, vectorFile } from './vector-memory.js'

/** Options of `scorePairs`. */
export interface ScoreOptions {
  /** Its models make the vectors. The caller's: it is not closed. */
  agent: { readonly parts: SearchParts }
  /** Path of the pairs: a line of JSON each, with `image` (a path or URL; relative ones start at its folder) and `text`. */
  pairs: string
  /** Path of the pairs that are kept. Beside it, `.progress` says how far they are scored. */
  out: string
  /** The least similarity of pairs that are kept, -1 to 1. */
  keep: number
  /** Stops; the next start goes on from there. */
  signal?: AbortSignal | undefined
  /** Called after each pair, with what is wrong with it where something is. What it throws ends the scoring. */
  onProgress?: ((progress: ScoreProgress, problem?: string) => void) | undefined
}

/** Where the scoring of pairs stands, earlier starts included. */
export interface ScoreProgress {
  /** Pairs that fit well enough. */
  kept: number
  /** Pairs that fit less. */
  dropped: number
  /** Lines that are no pair, and pairs whose picture can't be used. */
  failed: number
}

/** How a scoring ended. */
export interface ScoreSummary extends ScoreProgress {
  /** `interrupted`: started again, it does the rest. */
  status: 'done' | 'interrupted'
  /** The model of the vectors, with its precision. */
  model: string
  out: string
}

/** A pair that is being scored, in its turn. */
interface PendingPair {
  line: number
  /** Of all lines up to this one. */
  digest: string
  scored: Promise<Result<{ pair: Pair; similarity: number }, SwitchyardError>>
}

/** What is one pair's own fault; any other failure ends the scoring, and the next start goes on at that pair. */
const ownFaults: readonly string[] = [...userErrorCodes, 'HOST_CRASHED', 'TIMEOUT']
const saveEveryMs = 1000

/**
 * Scores pairs of a picture and a text by CLIP's cosine, and writes those that fit well enough to a file, in their order and
 * with their `similarity`. It holds about a hundred pairs in memory and what it kept within a second, however long the file.
 *
 * @throws SwitchyardError `INVALID_REQUEST` for files that can't be used or are of another job, `STORE_FULL`, and what
 * models fail with; what was scored is kept then, too
 */
export async function scorePairs(options: ScoreOptions): Promise<ScoreSummary> {
  const { pairs, out, keep, signal } = options
  if (!(keep >= -1 && keep <= 1))
    throw new SwitchyardError('INVALID_REQUEST', `keep is a number from -1 to 1, not ${keep}.`)
  await refuseSameFile(pairs, out)
  const release = await holdResultsFile(out)
  const controller = new AbortController()
  try {
    return await withLinkedSignals([signal], (linked) => score(options, linked), controller)
  } finally {
    controller.abort()
    await release()
  }
}

/** Pictures that are taken in once though several pairs that follow one another have them. */
const mostRemembered = 500

/** Takes pictures in, each once as long as it is remembered. */
function createTaker(parts: SearchParts, signal: AbortSignal) {
  const takeIn = createPictureTaker(parts, signal)
  const recent = new Map<string, ReturnType<typeof takeIn>>()
  return (image: string) => {
    const known = recent.get(image)
    if (known) return known
    const taken = takeIn(image)
    // Told where it is awaited.
    taken.catch(() => undefined)
    recent.set(image, taken)
    const [oldest] = recent.keys()
    if (recent.size > mostRemembered && oldest !== undefined) recent.delete(oldest)
    return taken
  }
}

async function score(options: ScoreOptions, signal: AbortSignal): Promise<ScoreSummary> {
  const { agent, pairs, out, keep, onProgress = () => {} } = options
  await stat(pairs).catch((cause: unknown) => {
    throw jobsError(pairs, cause)
  })
  const before = await readScoreState(out, keep)
  const embedder = await createEmbedder(agent.parts, { before: before?.model, signal })
  const { model } = embedder
  if (before && !isSameModel(before.model, model))
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${out} was made with ${describeModel(before.model)}, and ${describeModel(model)} runs now. Name that model with --model, or another file with --out.`,
    )
  const fresh = { keep, model, lines: 0, digest: '', bytes: 0, kept: 0, dropped: 0, failed: 0 }
  const state: Omit<ScoreState, 'switchyard' | 'version'> = before ?? fresh
  const progress = (): ScoreProgress => ({ kept: state.kept, dropped: state.dropped, failed: state.failed })
  const file = await openKept(out, state.bytes)
  const { profile, dirs } = agent.parts
  const memory = await openVectorMemory({
    file: profile.steps.cache ? vectorFile(dirs.cache, model) : undefined,
    size: embedder.size,
    maxBytes: profile.steps.cacheBytes,
  })
  const embedNew = embedder.begin(signal)
  const embed: Embed = (input) => memory.recall(input, embedNew)
  let savedAt = performance.now()
  /** Lines of pairs that are kept, until they are saved: what stands behind the saved ones would be cut off. */
  let unsaved: string[] = []
  const save = async () => {
    const lines = Buffer.from(unsaved.join(''))
    try {
      if (lines.length > 0) {
        // A save that failed may have written a part of them.
        await file.truncate(state.bytes - lines.length)
        await file.appendFile(lines)
        unsaved = []
      }
      await file.datasync()
      await writeScoreState(out, state)
    } catch (cause) {
      throw resultsError(out, cause)
    }
    savedAt = performance.now()
  }

  const settle = async ({ line, digest, scored }: PendingPair): Promise<void> => {
    const done = await scored
    if (signal.aborted) throw cancelledError(signal)
    if (!done.ok && !ownFaults.includes(done.error.code)) throw done.error
    if (done.ok && done.value.similarity >= keep) {
      const { pair, similarity } = done.value
      const text = `${JSON.stringify({ ...pair.record, similarity: Number(similarity.toFixed(6)) })}\n`
      unsaved.push(text)
      state.bytes += Buffer.byteLength(text)
    }
    state[!done.ok ? 'failed' : done.value.similarity >= keep ? 'kept' : 'dropped'] += 1
    state.lines = line
    state.digest = digest
    onProgress(progress(), done.ok ? undefined : `line ${line}: ${done.error.message}`)
    if (performance.now() - savedAt > saveEveryMs) await save()
  }

  let status: ScoreSummary['status'] = 'done'
  const waiting: PendingPair[] = []
  try {
    // Before the first pair that is kept: without it, what a kill leaves could not be told from a file of something else.
    if (!before) await save()
    for await (const pending of pendingPairs(pairs, before, { parts: agent.parts, embed, signal })) {
      waiting.push(pending)
      if (waiting.length < embeddedAtOnce) continue
      const [first] = waiting.splice(0, 1)
      if (first) await settle(first)
    }
    for (const pending of waiting) await settle(pending)
  } catch (error) {
    if (!signal.aborted) throw error
    status = 'interrupted'
  } finally {
    await save().finally(() => Promise.all([file.close(), memory.close()]))
  }
  return { status, ...progress(), model: describeModel(model), out }
}

/** The pairs behind those that are done, each being scored already. @throws SwitchyardError when they can't be read */
async function* pendingPairs(
  pairs: string,
  before: ScoreState | undefined,
  { parts, embed, signal }: { parts: SearchParts; embed: Embed; signal: AbortSignal },
): AsyncGenerator<PendingPair> {
  const folder = dirname(resolve(pairs))
  const services = { takeIn: createTaker(parts, signal), embed }
  const hash = createHash('sha256')
  let last = 0
  try {
    for await (const { number, content } of splitLines(createReadStream(pairs))) {
      last = number
      hash.update(`${content.ok ? content.value : content.error}\n`)
      if (number < (before?.lines ?? 0)) continue
      const digest = hash.copy().digest('hex')
      if (number === before?.lines) {
        if (digest !== before.digest) throw changed(pairs, number)
        continue
      }
      if (content.ok && content.value.trim() === '') continue
      const pair = parsePairLine(content, folder)
      const scored = pair.ok
        ? scorePair(pair.value, services)
        : Promise.resolve(err(new SwitchyardError('INVALID_REQUEST', `${pair.error}.`)))
      yield { line: number, digest, scored }
    }
  } catch (cause) {
    throw jobsError(pairs, cause)
  }
  if (last < (before?.lines ?? 0)) throw changed(pairs, last)
}

/** Never rejects. */
async function scorePair(
  pair: Pair,
  { takeIn, embed }: { takeIn: ReturnType<typeof createTaker>; embed: Embed },
): PendingPair['scored'] {
  try {
    const media = await takeIn(pair.image)
    if (!media.ok) return media
    const [image, text] = await Promise.all([embed({ image: media.value }), embed({ text: pair.text })])
    if (!image.ok) return err(ofPicture(pair.image, image.error))
    return text.ok ? ok({ pair, similarity: cosine(image.value, text.value) }) : text
  } catch (thrown) {
    return err(toSwitchyardError(thrown))
  }
}

/** What is wrong with a picture, with its name where it is not said. */
function ofPicture(image: string, error: SwitchyardError): SwitchyardError {
  if (!userErrorCodes.some((code) => code === error.code) || error.message.includes(image)) return error
  return new SwitchyardError(error.code, `${image}: ${error.message}`, { cause: error })
}

/** Opens the file of kept pairs behind those that count. */
async function openKept(out: string, bytes: number): Promise<FileHandle> {
  try {
    const file = await open(out, 'a', privateFile)
    await truncate(out, bytes)
    return file
  } catch (cause) {
    throw resultsError(out, cause)
  }
}

const changed = (pairs: string, line: number) =>
  new SwitchyardError(
    'INVALID_REQUEST',
    `${pairs} has changed up to line ${line} since these lines were scored. Lines may be added at its end; for another file of pairs name another --out.`,
  )

async function refuseSameFile(pairs: string, out: string): Promise<void> {
  const [one, other] = await Promise.all([pairs, out].map((path) => stat(path).catch(() => undefined)))
  if (one && other && one.dev === other.dev && one.ino === other.ino)
    throw new SwitchyardError('INVALID_REQUEST', `${out} holds the pairs. Name another file with --out.`)
}
