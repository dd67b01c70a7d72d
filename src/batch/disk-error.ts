import { errnoOf } from '../core/errno.js'
import { messageOf, SwitchyardError } from '../core/errors.js'

/** Disk full, quota reached, larger than this process may write. */
const full: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** What to tell the user when a results file can't be read or written. */
export function resultsError(path: string, cause: unknown): SwitchyardError {
  if (cause instanceof SwitchyardError) return cause
  const errno = errnoOf(cause)
  const options = { cause, details: { path, errno } }
  if (full.includes(errno))
    return new SwitchyardError(
      'STORE_FULL',
      `There is no room left for ${path} (${errno}). What it holds is whole. Make room, then start the same command again: it goes on from there.`,
      options,
    )
  if (errno === 'ENOENT')
    return new SwitchyardError('INVALID_REQUEST', `There is no folder for ${path}. Make it first.`, options)
  const reason = messageOf(cause)
  return new SwitchyardError(
    'INVALID_REQUEST',
    `The results can't be written to ${path}: ${reason}. Name another file with --out.`,
    options,
  )
}
