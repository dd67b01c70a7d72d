import { createReadStream } from 'node:fs'
import { open, stat, truncate, writeFile } from 'node:fs/promises'
import { errnoOf } from '../core/errno.js'
import { cancelledError, SwitchyardError } from '../core/errors.js'
import { replaceFile } from '../core/files.js'
import { type FileLine, splitLines } from '../core/flow/lines.js'
import { trimEndOf } from '../core/trim-end.js'
import { type FoundResult, parseResultLine, type ResultLine } from './result-line.js'
import { PastResults } from './resume.js'

/** A results file as an earlier batch left it. */
export interface FoundResults {
  past: PastResults
  /** What a crash left at its end: half a line from byte `cutAt` on, or a line that only lacks its newline. */
  tail: { kind: 'whole' } | { kind: 'half'; cutAt: number } | { kind: 'no-newline' }
}

/**
 * Reads a results file, if there is one, and changes nothing.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when it holds anything but results
 */
export async function readResults(
  path: string,
  {
    signal,
    onResult = () => {},
  }: { signal: AbortSignal; onResult?: ((result: FoundResult) => void) | undefined },
): Promise<FoundResults> {
  const past = new PastResults()
  let tail: FoundResults['tail'] = { kind: 'whole' }
  if (!(await isThere(path))) return { past, tail }
  for await (const line of resultLines(path)) {
    if (signal.aborted) throw cancelledError(signal)
    if (isBlank(line)) continue
    const result = pastResult(line)
    if (result) {
      past.add(result)
      onResult(result)
    }
    if (line.ended) {
      if (!result) throw notResults(path, line.number)
    } else if (result) tail = { kind: 'no-newline' }
    else if (await looksHalfWritten(path, line.start)) tail = { kind: 'half', cutAt: line.start }
    else throw notResults(path, line.number)
  }
  return { past, tail }
}

/**
 * The results from a byte of a file on, where a line begins, each with the byte after it, from which to go on. A last line
 * that is still being written is left out.
 */
export async function* readResultsFrom(
  path: string,
  start: number,
): AsyncGenerator<{ line: ResultLine; next: number }> {
  const { size } = await stat(path)
  if (start >= size) return
  const bytes = createReadStream(path, { start, end: size - 1 })
  for await (const { content, start: begin, ended } of splitLines(bytes, { maxBytes: mostLineBytes })) {
    if (!content.ok || !parseResultLine(content.value)) continue
    const line: ResultLine = JSON.parse(content.value)
    yield { line, next: start + begin + Buffer.byteLength(content.value) + (ended ? 1 : 0) }
  }
}

/** Makes every line of the file whole again, and takes out the lines that `keeps` refuses. */
export async function mendResults(
  path: string,
  { tail, keeps }: { tail: FoundResults['tail']; keeps?: ((result: FoundResult) => boolean) | undefined },
): Promise<void> {
  if (tail.kind === 'half') await truncate(path, tail.cutAt)
  if (tail.kind === 'no-newline') {
    const file = await open(path, 'a')
    try {
      await file.write('\n')
    } finally {
      await file.close()
    }
  }
  if (keeps) await rewrite(path, keeps)
}

/** Writes the file anew beside itself and puts it into its place: at any moment one of the two is whole. */
async function rewrite(path: string, keeps: (result: FoundResult) => boolean): Promise<void> {
  const { mode } = await stat(path)
  const write = async (beside: string) => {
    const file = await open(beside, 'w', mode)
    try {
      await writeFile(file, keptLines(path, keeps))
      await file.datasync()
    } finally {
      await file.close()
    }
  }
  // Always the same name: what a crash leaves is written over by the next try.
  await replaceFile(path, write, `${path}.rewriting`)
}

async function* keptLines(path: string, keeps: (result: FoundResult) => boolean): AsyncGenerator<string> {
  for await (const line of resultLines(path)) {
    const result = pastResult(line)
    if (line.content.ok && (!result || keeps(result))) yield `${line.content.value}\n`
  }
}

/** A result may be far longer than a job; past half a gigabyte there is no string to hold it. */
const mostLineBytes = 500_000_000
const resultLines = (path: string) => splitLines(createReadStream(path), { maxBytes: mostLineBytes })

async function isThere(path: string): Promise<boolean> {
  try {
    const stats = await stat(path)
    if (stats.isFile()) return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `${path} is no file. Results go to a file, so that a batch can be resumed from it.`,
  )
}

const isBlank = ({ content }: FileLine): boolean => content.ok && content.value.trim() === ''

const pastResult = ({ content }: FileLine): FoundResult | undefined =>
  content.ok ? parseResultLine(content.value) : undefined

const opening = '{"id":"'

/** Whether what stands at `start` began as a result. After a power cut, file systems may leave zeros. */
async function looksHalfWritten(path: string, start: number): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(opening.length), position: start })
    const found = trimEndOf(buffer.subarray(0, bytesRead).toString('latin1'), '\0')
    return opening.startsWith(found)
  } finally {
    await file.close()
  }
}

function notResults(path: string, line: number): SwitchyardError {
  return new SwitchyardError(
    'INVALID_REQUEST',
    `${path} can't be added to: line ${line} is no result of a batch. Name another file with --out, or take the line out.`,
    { details: { path, line } },
  )
}
