import { access, appendFile, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { parseJson } from '../core/json.js'
import { type ResultRow, resultRowSchema } from './result-row.js'

/** Rows of a run that is continued. A line that a stopped process left unfinished is dropped. */
export async function readRows(path: string): Promise<ResultRow[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw unusable(path, error)
  })
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const rows = lines.flatMap((line) => resultRowSchema.safeParse(parseJson(line)).data ?? [])
  if (lines.length > 1 && rows.length === 0)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${path} holds no results of an evaluation; nothing was written to it. Name another file.`,
    )
  return rows
}

/** Finds out before anything is measured whether rows can be written, and ends a line that is unfinished. */
export async function openRows(path: string): Promise<{ append(row: ResultRow): Promise<void> }> {
  try {
    await access(dirname(path))
    const text = await readFile(path, 'utf8').catch(() => '')
    await appendFile(path, text === '' || text.endsWith('\n') ? '' : '\n')
  } catch (cause) {
    throw unusable(path, cause)
  }
  return {
    append: async (row) => {
      try {
        await appendFile(path, `${JSON.stringify(row)}\n`)
      } catch (cause) {
        throw unusable(path, cause)
      }
    },
  }
}

const unusable = (path: string, cause: unknown): SwitchyardError =>
  new SwitchyardError('STORE_FULL', `${path} can't be used for the results: ${messageOf(cause)}.`, { cause })
