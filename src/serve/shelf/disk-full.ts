import { errnoOf } from '../../core/errno.js'
import { SwitchyardError } from '../../core/errors.js'

const full: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** The error of a write for the client, where the disk takes no more; any other error unchanged. */
export function explainFullDisk(error: unknown): unknown {
  const errno = errnoOf(error)
  if (!full.includes(errno)) return error
  return new SwitchyardError(
    'STORE_FULL',
    `The disk of this server takes no more (${errno}). Its operator has to make room; then send the request again.`,
    { cause: error },
  )
}
