import { readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { errnoOf } from '../core/errno.js'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { makeFolderPrivately, privateFile, replaceFile } from '../core/files.js'
import { parseJson } from '../core/json.js'

/*
 * What files say: a line of JSON that says which kind of file this is, then a line for each file with its passages. It is
 * written anew as a whole, so it is never cut off by a crash; where something else cut it, the whole lines are kept.
 */

const kind = 'text index'
const version = 3
const opening = `{"switchyard":"${kind}"`

const lineSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  changedMs: z.number(),
  kind: z.enum(['recording', 'document']),
  passages: z.array(
    z.object({
      text: z.string(),
      startSeconds: z.number().optional(),
      segments: z.array(z.object({ at: z.number(), startSeconds: z.number() })).optional(),
    }),
  ),
})

/** A file with what it says, as it was when it was read. */
export type IndexedText = z.output<typeof lineSchema>

export interface FoundTexts {
  texts: Map<string, IndexedText>
  /** What is wrong with the file, in one sentence. */
  problem?: string | undefined
}

/** @throws SwitchyardError `INVALID_REQUEST` when it is a file of another kind, or can't be read */
export async function readTextFile(path: string): Promise<FoundTexts> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (errnoOf(cause) === 'ENOENT') return ''
    throw textFileError(path, cause)
  })
  if (content === '') return { texts: new Map() }
  if (!content.startsWith(opening) && !opening.startsWith(content))
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${path} is no index of texts, and is left as it is. Name another file with --index.`,
    )
  const [head = '', ...lines] = content.split('\n')
  const header = z.object({ version: z.literal(version) }).safeParse(parseJson(head))
  if (!header.success)
    return {
      texts: new Map(),
      problem: `${path} was written by another version of Switchyard; it is made anew.`,
    }
  const read = lines.filter(Boolean).map((line) => lineSchema.safeParse(parseJson(line)).data)
  const whole = read.filter((text) => text !== undefined)
  return {
    texts: new Map(whole.map((text) => [text.path, text])),
    ...(whole.length < read.length || !content.endsWith('\n')
      ? { problem: `${path} was cut off; the files that are whole in it are kept.` }
      : {}),
  }
}

/** @throws SwitchyardError `STORE_FULL`, `INVALID_REQUEST` */
export async function writeTextFile(path: string, texts: Iterable<IndexedText>): Promise<void> {
  const lines = [{ switchyard: kind, version }, ...texts].map((line) => `${JSON.stringify(line)}\n`)
  try {
    await makeFolderPrivately(dirname(path))
    await replaceFile(path, (file) => writeFile(file, lines.join(''), { mode: privateFile }))
  } catch (cause) {
    throw textFileError(path, cause)
  }
}

function textFileError(path: string, cause: unknown): SwitchyardError {
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errnoOf(cause) ?? '')
  return new SwitchyardError(
    isFull ? 'STORE_FULL' : 'INVALID_REQUEST',
    isFull
      ? `There is no room left for the index ${path}. Make room and start again.`
      : `The index ${path} can't be used: ${messageOf(cause)}. Name another file with --index.`,
    { cause },
  )
}
