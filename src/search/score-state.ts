import { readFile, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { errnoOf } from '../core/errno.js'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { privateFile, replaceFile } from '../core/files.js'
import { parseJson } from '../core/json.js'
import { embeddingModelSchema } from './embedder.js'

const count = z.int().nonnegative()

/** How far a file of pairs is scored: what stands beside the kept pairs, so that the next start goes on there. */
const stateSchema = z.object({
  switchyard: z.literal('scored pairs'),
  version: z.literal(1),
  /** The least similarity of pairs that are kept. */
  keep: z.number(),
  model: embeddingModelSchema,
  /** Lines of the pairs that are done. */
  lines: count,
  /** SHA-256 of those lines, hex. */
  digest: z.string(),
  /** How long the file of kept pairs is, bytes. */
  bytes: count,
  kept: count,
  dropped: count,
  failed: count,
})
export type ScoreState = z.output<typeof stateSchema>

export const stateFileOf = (out: string): string => `${out}.progress`

/**
 * Where an earlier start stopped; undefined where there was none.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when the files are of another job, or don't belong together
 */
export async function readScoreState(out: string, keep: number): Promise<ScoreState | undefined> {
  const file = stateFileOf(out)
  const bytes = await stat(out).then(
    (stats) => (stats.isFile() ? stats.size : Number.NaN),
    () => 0,
  )
  const anew = `Name another file with --out, or remove ${out} and ${file} to start anew.`
  const refuse = (problem: string) => new SwitchyardError('INVALID_REQUEST', `${problem} ${anew}`)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if (errnoOf(cause) === 'ENOENT') return undefined
    throw refuse(`${file} can't be read: ${messageOf(cause)}.`)
  })
  if (text === undefined) {
    if (bytes === 0) return undefined
    throw refuse(`${out} is there, but not ${file}, which would say how it was made.`)
  }
  const state = stateSchema.safeParse(parseJson(text)).data
  if (!state) throw refuse(`${file} is no progress of a scoring.`)
  if (state.keep !== keep) throw refuse(`${out} was made with --keep ${state.keep}, not ${keep}.`)
  if (!(bytes >= state.bytes)) throw refuse(`${out} has changed since it was written.`)
  return state
}

export async function writeScoreState(out: string, state: Omit<ScoreState, 'switchyard' | 'version'>) {
  const text = JSON.stringify({ switchyard: 'scored pairs', version: 1, ...state })
  await replaceFile(stateFileOf(out), (file) => writeFile(file, `${text}\n`, { mode: privateFile }))
}
