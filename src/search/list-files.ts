import { readdir, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { errnoOf } from '../core/errno.js'
import { messageOf, SwitchyardError } from '../core/errors.js'

/**
 * The absolute paths of the files with these extensions in folders, those further down included, hidden ones left out; files that are named
 * themselves as they are, but for those with an extension of another kind. Each once.
 *
 * @throws SwitchyardError `MEDIA_NOT_FOUND` when a path can't be read
 */
export async function listFiles(
  paths: readonly string[],
  extensions: ReadonlySet<string>,
  otherKinds: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const isOther = (file: string) => otherKinds.has(extensionIn(file)) && !extensions.has(extensionIn(file))
  const found = new Set<string>()
  for (const path of paths.map((one) => resolve(one)))
    try {
      const isFolder = (await stat(path)).isDirectory()
      for (const file of isFolder ? await filesIn(path, extensions) : [path].filter((one) => !isOther(one)))
        found.add(file)
    } catch (cause) {
      const isMissing = ['ENOENT', 'ENOTDIR'].includes(errnoOf(cause) ?? '')
      const what = isMissing
        ? `There is no file or folder ${path}. Check the path.`
        : `${path} can't be read: ${messageOf(cause)}.`
      throw new SwitchyardError('MEDIA_NOT_FOUND', what, { cause })
    }
  return [...found]
}

const extensionIn = (path: string): string => extname(path).slice(1).toLowerCase()

async function filesIn(folder: string, extensions: ReadonlySet<string>): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const isHidden = (path: string) => path.split(/[\\/]/).some((part) => part.startsWith('.'))
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => extensions.has(extensionIn(path)))
    .filter((path) => !isHidden(path.slice(folder.length)))
    .sort()
}
