import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { errnoOf } from '../core/errno.js'
import { messageOf, SwitchyardError } from '../core/errors.js'

/** A file's identity and state: when all of it is the same, so are the bytes. */
export async function fileState(path: string): Promise<{ state: string; stats: BigIntStats }> {
  const stats = await stat(path, { bigint: true }).catch((error) => {
    throw fileError(path, error)
  })
  if (stats.isDirectory())
    throw new SwitchyardError('INVALID_REQUEST', `${path} is a folder. Attach the files in it one by one.`)
  if (!stats.isFile())
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${path} is a pipe, socket or device, not a file. Save its content to a file first, or pass a stream to the SDK.`,
    )
  const { dev, ino, size, mtimeNs, ctimeNs } = stats
  return { state: [dev, ino, size, mtimeNs, ctimeNs].join(':'), stats }
}

export async function openFile(path: string): Promise<FileHandle> {
  // Without O_NONBLOCK, opening a pipe that has taken the file's place would block a thread for ever.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
  return open(path, flags).catch((error) => {
    throw fileError(path, error)
  })
}

/** A file system error of a user's file, in the user's words. */
export function fileError(path: string, error: unknown): SwitchyardError {
  const errno = errnoOf(error)
  const options = { cause: error, details: { path, errno } }
  if (errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ENAMETOOLONG' || errno === 'ELOOP') {
    const full = resolve(path)
    const where = full === path ? '' : ` (looked for ${full})`
    return new SwitchyardError(
      'MEDIA_NOT_FOUND',
      `There is no file ${path}${where}. Check the path.`,
      options,
    )
  }
  if (errno === 'EACCES' || errno === 'EPERM')
    return new SwitchyardError(
      'INVALID_REQUEST',
      `${path} may not be read: permission denied. Give this user the right to read it (chmod +r), or attach a copy.`,
      options,
    )
  const reason = messageOf(error)
  return new SwitchyardError('INVALID_REQUEST', `${path} can't be read: ${reason}. Attach a copy.`, options)
}
